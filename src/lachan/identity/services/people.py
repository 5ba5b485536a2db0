"""Writes: people, what they are known by, and the households they live in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.batches import Origin, pick
from lachan.core.copying import Column, bigint, copy, fixed_bytes, text
from lachan.core.statements import run
from lachan.core.tables import Reject
from lachan.identity.queries import numbers
from lachan.kernel.births import Birth


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """People, column by column; all of one length."""

    origin: Origin
    code: Sequence[str]
    name: Sequence[str]
    birth_date: Sequence[Birth | None]
    sex: Sequence[str | None]
    phone: Sequence[str | None]
    national_id: Sequence[str | None]
    area_code: Sequence[str | None]
    household: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many people are new or changed, ids of the new ones, and the rows that cannot stand."""

    stored: int
    new: list[int]
    rejects: list[Reject]


# A statement of its own: one that another load is making at the same time is waited for, then seen.
STORE_HOUSEHOLDS = sql.SQL("""
    INSERT INTO identity_household (code)
    SELECT DISTINCT code FROM unnest(%(household)b::text[]) AS code WHERE code IS NOT NULL ORDER BY code
    ON CONFLICT (code) DO NOTHING
""")
STORE_PEOPLE = sql.SQL("""
    WITH new AS MATERIALIZED (
        SELECT DISTINCT ON (code) *
        FROM unnest(%(code)b::text[], %(name)b::text[], %(birth_date)b::date[], %(precision)b::text[],
                    %(sex)b::text[], %(area_id)b::int[], %(area_path)b::text[], %(household)b::text[])
             AS new(code, name, birth_date, precision, sex, area_id, area_path, household)
        ORDER BY code)
    INSERT INTO identity_person AS p
           (code, name, birth_date, birth_precision, sex, area_id, area_path, household_id)
    SELECT n.code, n.name, n.birth_date, n.precision, n.sex, n.area_id, n.area_path, k.id
    FROM new n LEFT JOIN identity_household k ON k.code = n.household
    ORDER BY n.code
    ON CONFLICT (code) DO UPDATE SET
        name = EXCLUDED.name, birth_date = EXCLUDED.birth_date, birth_precision = EXCLUDED.birth_precision,
        sex = EXCLUDED.sex, area_id = EXCLUDED.area_id, area_path = EXCLUDED.area_path,
        household_id = EXCLUDED.household_id
    WHERE (p.name, p.birth_date, p.birth_precision, p.sex, p.area_id, p.area_path, p.household_id)
          IS DISTINCT FROM
          (EXCLUDED.name, EXCLUDED.birth_date, EXCLUDED.birth_precision, EXCLUDED.sex, EXCLUDED.area_id,
           EXCLUDED.area_path, EXCLUDED.household_id)
    RETURNING id, xmax = 0 AS is_new
""")
STORE_IDENTIFIERS = sql.SQL("""
    INSERT INTO identity_identifier (person_id, kind, sealed, blind, tail)
    SELECT DISTINCT ON (p.id, n.blind) p.id, n.kind, n.sealed, n.blind, n.tail
    FROM unnest(%(code)b::text[], %(kind)b::text[], %(sealed)b::bytea[], %(blind)b::bytea[], %(tail)b::text[])
         AS n(code, kind, sealed, blind, tail)
    JOIN identity_person p USING (code)
    ON CONFLICT (person_id, blind) DO NOTHING
    RETURNING person_id AS id
""")
# The phone told last is the one to call: an older one that is told again comes to the front.
STORE_PHONES = sql.SQL("""
    INSERT INTO identity_phone AS f (person_id, sealed, blind, tail)
    SELECT DISTINCT ON (p.id, n.blind) p.id, n.sealed, n.blind, n.tail
    FROM unnest(%(code)b::text[], %(sealed)b::bytea[], %(blind)b::bytea[], %(tail)b::text[])
         AS n(code, sealed, blind, tail)
    JOIN identity_person p USING (code)
    ON CONFLICT (person_id, blind) DO UPDATE SET told_at = EXCLUDED.told_at
    WHERE EXISTS (SELECT FROM identity_phone o WHERE o.person_id = f.person_id AND o.told_at > f.told_at)
    RETURNING person_id AS id
""")


@transaction.atomic
def load_people(actor: Actor, rows: PersonColumns) -> Loaded:
    """Store people by their code, with their numbers and phones.  Nothing told before is forgotten."""
    actor.need("identity.load", "")
    units = _refuse_bad(rows)
    good = rows.origin.good
    codes = pick(rows.code, good)
    run(STORE_HOUSEHOLDS, {"household": pick(rows.household, good)}, prepare=False)
    where = [units[code] if code else None for code in pick(rows.area_code, good)]
    births = pick(rows.birth_date, good)
    landed = run(
        STORE_PEOPLE,
        {
            "code": codes,
            "name": pick(rows.name, good),
            "birth_date": [birth and birth.date for birth in births],
            "precision": [birth.precision if birth else "day" for birth in births],
            "sex": [sex or "unknown" for sex in pick(rows.sex, good)],
            "area_id": [unit.id if unit else None for unit in where],
            "area_path": [unit.path if unit else "" for unit in where],
            "household": pick(rows.household, good),
        },
        prepare=False,
    )
    changed = {row["id"] for row in landed}
    changed |= _store_numbers(codes, pick(rows.national_id, good), pick(rows.phone, good))
    if changed:
        audit.record(actor, "identity.load", "people", changed=len(changed))
    return Loaded(len(changed), [row["id"] for row in landed if row["is_new"]], rows.origin.told)


def _refuse_bad(rows: PersonColumns) -> dict[str, areas.Unit]:
    """Put aside rows that cannot stand; the units that the area codes mean today."""
    today = timezone.localdate()
    units = areas.units_by_code([code for code in rows.area_code if code], today)
    refuse = rows.origin.refuse_where
    refuse(
        [bool(code) and code not in units for code in rows.area_code],
        "area_code",
        "areas.unknown_code",
        lambda i: f"no unit has the code {rows.area_code[i]!r} today",
    )
    refuse(
        [born is not None and born.date > today for born in rows.birth_date],
        "birth_date",
        "identity.born_in_the_future",
        lambda i: "birth_date lies ahead of today",
    )
    rows.origin.refuse_told_otherwise(
        "code", "identity.code_twice", rows.code, rows.name, rows.birth_date, rows.sex, rows.phone,
        rows.national_id, rows.area_code, rows.household,
    )  # fmt: skip
    return units


def _store_numbers(codes: Sequence[str], ids: Sequence[str | None], phones: Sequence[str | None]) -> set[int]:
    """Seal and store what people are known by; ids of those for whom that is news."""
    numbered = [(code, told) for code, told in zip(codes, ids, strict=True) if told]
    called = [(code, told) for code, told in zip(codes, phones, strict=True) if told]
    carried = _sealed(numbers.sealed_identifiers, numbered)
    reached = _sealed(numbers.sealed_phones, called)
    news: set[int] = set()
    if carried:
        news |= _landed(STORE_IDENTIFIERS, carried)
    if reached:
        news |= _landed(STORE_PHONES, reached)
    return news


def _sealed(
    seal: Callable[[Sequence[str]], list[numbers.Sealed]], told: Sequence[tuple[str, str]]
) -> list[tuple[str, numbers.Sealed]]:
    codes, values = [code for code, _ in told], [value for _, value in told]
    return list(zip(codes, seal(values), strict=True))


def _landed(statement: sql.SQL, told: Sequence[tuple[str, numbers.Sealed]]) -> set[int]:
    columns: dict[str, Any] = {
        "code": [code for code, _ in told],
        "sealed": [number.sealed for _, number in told],
        "blind": [number.blind for _, number in told],
        "tail": [number.tail for _, number in told],
        "kind": [number.kind for _, number in told],
    }
    if statement is STORE_PHONES:
        del columns["kind"]
    return {row["id"] for row in run(statement, columns, prepare=False)}


@transaction.atomic
def copy_people(
    actor: Actor,
    households: Mapping[str, Column],
    people: Mapping[str, Column],
    phones: Sequence[bytes] = (),
) -> int:
    """Store the people of a world that is made: columns of the two tables, nothing is looked up.

    ``phones``: one for each person, b"" for none.
    """
    actor.need("identity.load", "")
    copy("identity_household", households)
    count = copy("identity_person", people)
    if phones:
        has = np.array([bool(phone) for phone in phones])
        sealed = numbers.sealed_phones([phone.decode() for phone in phones if phone])
        copy(
            "identity_phone",
            {
                "person_id": bigint(people["id"].values[has]),
                "sealed": fixed_bytes([number.sealed for number in sealed]),
                "blind": fixed_bytes([number.blind for number in sealed]),
                "tail": text(np.array([number.tail.encode() for number in sealed])),
            },
        )
    return count


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let people, and pairs that wait, follow their unit; those of a divided one wait, seen from above."""
    actor.need("identity.load", "")
    people = areas.carry_over(actor, "identity_person", units=units)
    return people + areas.carry_paths(actor, "identity_review", units=units)
