"""Reads.  Personal columns leave this room only as a :class:`Who`, for people the actor may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from lachan.core.access import Actor
from lachan.identity.errors import PersonUnknown
from lachan.identity.models import Person

# Evidence of this room (contract: tracing/README.md): people who live with the case, together for the whole
# window, which is supposed.
EVIDENCE = sql.SQL("""
    SELECT span.ref, other.id AS person_id, 'household' AS source,
           span.from_at AS starts_at, span.to_at AS ends_at,
           NULL::float8 AS distance_m, NULL::boolean AS masked, false AS closed, NULL::int AS capacity,
           true AS assumed, 0::bigint AS place_id, span.from_at AS since, span.from_at AS met_at
    FROM span
    JOIN identity_person me ON me.id = span.person_id
    JOIN identity_person other ON other.household_id = me.household_id AND other.id <> me.id
""")

# Where people live: person_id, area_id.
HOMES = sql.SQL("SELECT id AS person_id, area_id FROM identity_person")


@dataclass(frozen=True, slots=True)
class Who:
    """A person as other rooms may show them."""

    id: int
    code: str
    name: str
    birth_date: date | None
    sex: str
    phone: str
    area_id: int | None
    area_path: str


WHO = ("id", "code", "name", "birth_date", "sex", "phone", "area_id", "area_path")


def person(actor: Actor, code: str) -> Who:
    """The person with this code, in the actor's area.

    Raises :class:`PersonUnknown`: unseen and unknown look alike.
    """
    row = Person.objects.filter(code=code, area_path__startswith=actor.area_path).values_list(*WHO).first()
    if row is None:
        raise PersonUnknown(code)
    return Who(*row)


def people(ids: Iterable[int]) -> dict[int, Who]:
    """People by id, for a caller that has already settled who may see them."""
    return {row[0]: Who(*row) for row in Person.objects.filter(id__in=set(ids)).values_list(*WHO)}


def person_ids(codes: Sequence[str]) -> dict[str, int]:
    """Ids by code; unknown codes are missing from the answer."""
    return dict(Person.objects.filter(code__in=set(codes)).values_list("code", "id"))


def person_codes(ids: Iterable[int]) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "code"))
