"""Reads.  Personal columns leave this room only as a :class:`Who`, for people the actor may see.

A :class:`Who` holds what its purpose needs (``rules.MASKS``); no seal is opened for the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from psycopg import sql

from lachan.core import wall
from lachan.core.access import Actor, within
from lachan.identity.errors import PersonUnknown
from lachan.identity.models import Alias, Person, Phone, Precision
from lachan.identity.queries.numbers import opened_phone
from lachan.identity.rules import MASKS, Mask, Purpose, Show, shown_name, tail

# Evidence of this room (contract: tracing/README.md): people who live with the case, together for the whole
# window, which is supposed; each once, by whichever record tells of it.
EVIDENCE = sql.SQL("""
    SELECT DISTINCT span.ref, coalesce(alias.root_id, other.id) AS person_id, 'household' AS source,
           span.from_at AS starts_at, span.to_at AS ends_at,
           NULL::float8 AS distance_m, NULL::boolean AS masked, false AS closed, NULL::int AS capacity,
           true AS assumed, 0::bigint AS place_id, span.from_at AS since, span.from_at AS met_at
    FROM span
    JOIN identity_person me ON me.id = span.person_id
    JOIN identity_person other ON other.household_id = me.household_id
    LEFT JOIN identity_alias alias ON alias.person_id = other.id
    WHERE coalesce(alias.root_id, other.id) <> span.self_id
""")

# Where people live: person_id, area_id.
HOMES = sql.SQL("SELECT id AS person_id, area_id FROM identity_person")


# Records that are one human being, for statements of upper rooms: person_id, same_id (itself among them),
# self_id (the record that stands for them).
ALIASES = sql.SQL("""
    SELECT one.id AS person_id, same.id AS same_id, self.id AS self_id
    FROM identity_person one
    LEFT JOIN identity_alias alias ON alias.person_id = one.id
    CROSS JOIN LATERAL (SELECT coalesce(alias.root_id, one.id) AS id) self
    CROSS JOIN LATERAL (
        SELECT self.id
        UNION ALL
        SELECT person_id FROM identity_alias WHERE root_id = self.id) same
""")

# Those of a relation ``told`` (person_id) for whom another record stands, looked up as one array: row by
# row it would cost a third of a trace.  And which record that is,
# for CROSS JOIN LATERAL with ``told``: self_id.
MERGED = sql.SQL("""
    SELECT person_id FROM identity_alias WHERE person_id = ANY(ARRAY(SELECT person_id FROM told))
""")
STANDS_FOR = sql.SQL("""
    SELECT root_id AS self_id FROM identity_alias WHERE person_id = told.person_id LIMIT 1
""")

# Who shares a home with the records of a relation ``who`` (person_id): self_id.
HOUSEMATES = sql.SQL("""
    SELECT coalesce(alias.root_id, other.id) AS self_id FROM who
    JOIN identity_person me ON me.id = who.person_id
    JOIN identity_person other ON other.household_id = me.household_id
    LEFT JOIN identity_alias alias ON alias.person_id = other.id
""")


@dataclass(frozen=True, slots=True)
class Who:
    """A person as other rooms may show them for a purpose; ``phone`` is the one told last, or its end."""

    id: int
    code: str
    name: str
    birth_date: date | None
    sex: str
    phone: str
    area_id: int | None
    area_path: str
    birth_precision: str = "day"
    merged_into: int | None = None

    @property
    def tel(self) -> str:
        """The address that calls; "" where the phone is not shown whole."""
        return f"tel:{self.phone}" if self.phone and not self.phone.startswith("…") else ""


WHO = (
    "id", "code", "name", "birth_date", "sex", "last_phone", "area_id", "area_path", "birth_precision",
    "alias__root_id",
)  # fmt: skip
LAST_PHONE = Phone.objects.filter(person=OuterRef("id")).order_by("-told_at", "-id")


def persons(rows: QuerySet[Person], purpose: Purpose) -> list[Who]:
    """These people, as much of them as the purpose needs."""
    mask = MASKS[purpose]
    phone = {
        Show.FULL: Subquery(LAST_PHONE.values("sealed")[:1]),
        Show.TAIL: Subquery(LAST_PHONE.values("tail")[:1]),
    }.get(mask.phone, Value("", TextField()))
    return [_masked(row, mask) for row in rows.annotate(last_phone=phone).values_list(*WHO)]


def _masked(row: Sequence[Any], mask: Mask) -> Who:
    told = dict(zip(WHO, row, strict=True))
    born, phone = told["birth_date"], told["last_phone"]
    if mask.birth is Show.YEAR and born:
        born, told["birth_precision"] = born.replace(month=1, day=1), Precision.YEAR.value
    return Who(
        id=told["id"],
        code=told["code"],
        name=shown_name(told["name"], mask.name),
        birth_date=None if mask.birth is Show.HIDDEN else born,
        sex=told["sex"] if mask.sex is Show.FULL else "unknown",
        phone=opened_phone(phone) if mask.phone is Show.FULL else tail(phone or ""),
        area_id=told["area_id"],
        area_path=told["area_path"],
        birth_precision=told["birth_precision"],
        merged_into=told["alias__root_id"],
    )


def person(actor: Actor, code: str, purpose: Purpose) -> Who:
    """The person with this code, in the actor's area.

    Raises :class:`PersonUnknown`: unseen and unknown look alike.
    """
    found = persons(Person.objects.filter(within(actor.area_path), code=code), purpose)
    if not found:
        raise PersonUnknown(code)
    return found[0]


def people(ids: Iterable[int], purpose: Purpose) -> dict[int, Who]:
    """People by id, for a caller that has already settled who may see them."""
    return {who.id: who for who in persons(Person.objects.filter(id__in=set(ids)), purpose)}


def people_of_rows(ids: Iterable[int], purpose: Purpose) -> dict[int, Who]:
    """People whom rows of the actor's area are about, also those who have moved away since."""
    wanted = set(ids)
    seen = people(wanted, purpose)
    if beyond := wanted - seen.keys():
        with wall.opened("identity.people_of_rows"):
            seen |= people(beyond, purpose)
    return seen


@dataclass(frozen=True, slots=True)
class Brief:
    """As much of a person as a line of a list shows; nothing sealed is opened for it."""

    id: int
    code: str
    name: str
    area_id: int | None
    area_path: str


BRIEF = ("id", "code", "name", "area_id", "area_path")


def briefs(rows: QuerySet[Person], purpose: Purpose) -> list[Brief]:
    """These people as a list shows them, as much of them as the purpose needs."""
    show = MASKS[purpose].name
    return [
        Brief(key, code, shown_name(name, show), *where)
        for key, code, name, *where in rows.values_list(*BRIEF)
    ]


def briefly(ids: Iterable[int], purpose: Purpose) -> dict[int, Brief]:
    """People by id as a list shows them, for a caller that has already settled who may see them."""
    return {one.id: one for one in briefs(Person.objects.filter(id__in=set(ids)), purpose)}


@wall.opened("identity.same_people")
def same_people(ids: Iterable[int]) -> dict[int, list[int]]:
    """All ids under which each of these people is known, the one that stands for them first."""
    roots = dict(Person.objects.filter(id__in=set(ids)).values_list("id", Coalesce("alias__root_id", "id")))
    known: dict[int, list[int]] = {root: [root] for root in roots.values()}
    for alias, root in Alias.objects.filter(root__in=list(known)).order_by("person").values_list():
        known[root].append(alias)
    return {one: known[root] for one, root in roots.items()}


def person_ids(codes: Sequence[str]) -> dict[str, int]:
    """Ids by code; unknown codes are missing from the answer."""
    return dict(Person.objects.filter(code__in=set(codes)).values_list("code", "id"))


def person_codes(ids: Iterable[int]) -> dict[int, str]:
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "code"))
