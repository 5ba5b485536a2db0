"""Writes: people and the households they live in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.batches import Origin, pick
from lachan.core.copying import Column, copy
from lachan.core.statements import run
from lachan.core.tables import Reject


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """People, column by column; all of one length."""

    origin: Origin
    code: Sequence[str]
    name: Sequence[str]
    birth_date: Sequence[date | None]
    sex: Sequence[str | None]
    phone: Sequence[str | None]
    national_id: Sequence[str | None]
    area_code: Sequence[str | None]
    household: Sequence[str | None]


# A statement of its own: one that another load is making at the same time is waited for, then seen.
STORE_HOUSEHOLDS = sql.SQL("""
    INSERT INTO identity_household (code)
    SELECT DISTINCT code FROM unnest(%(household)b::text[]) AS code WHERE code IS NOT NULL ORDER BY code
    ON CONFLICT (code) DO NOTHING
""")
STORE_PEOPLE = sql.SQL("""
    WITH new AS MATERIALIZED (
        SELECT DISTINCT ON (code) *
        FROM unnest(%(code)b::text[], %(name)b::text[], %(birth_date)b::date[], %(sex)b::text[],
                    %(phone)b::text[], %(national_id)b::text[], %(area_id)b::int[], %(area_path)b::text[],
                    %(household)b::text[])
             AS new(code, name, birth_date, sex, phone, national_id, area_id, area_path, household)
        ORDER BY code),
    put AS (
        INSERT INTO identity_person AS p
               (code, name, birth_date, sex, phone, national_id, area_id, area_path, household_id)
        SELECT n.code, n.name, n.birth_date, n.sex, n.phone, n.national_id, n.area_id, n.area_path, k.id
        FROM new n LEFT JOIN identity_household k ON k.code = n.household
        ON CONFLICT (code) DO UPDATE SET
            name = EXCLUDED.name, birth_date = EXCLUDED.birth_date, sex = EXCLUDED.sex,
            phone = EXCLUDED.phone, national_id = EXCLUDED.national_id, area_id = EXCLUDED.area_id,
            area_path = EXCLUDED.area_path, household_id = EXCLUDED.household_id
        WHERE (p.name, p.birth_date, p.sex, p.phone, p.national_id, p.area_id, p.area_path, p.household_id)
              IS DISTINCT FROM
              (EXCLUDED.name, EXCLUDED.birth_date, EXCLUDED.sex, EXCLUDED.phone, EXCLUDED.national_id,
               EXCLUDED.area_id, EXCLUDED.area_path, EXCLUDED.household_id)
        RETURNING id)
    SELECT count(*) AS stored FROM put
""")


@transaction.atomic
def load_people(actor: Actor, rows: PersonColumns) -> tuple[int, list[Reject]]:
    """Store people; return how many are new or changed, and the rows that cannot stand."""
    actor.need("identity.load", "")
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
        [born is not None and born > today for born in rows.birth_date],
        "birth_date",
        "identity.born_in_the_future",
        lambda i: "birth_date lies ahead of today",
    )
    rows.origin.refuse_told_otherwise(
        "code", "identity.code_twice", rows.code, rows.name, rows.birth_date, rows.sex, rows.phone,
        rows.national_id, rows.area_code, rows.household,
    )  # fmt: skip
    good = rows.origin.good
    run(STORE_HOUSEHOLDS, {"household": pick(rows.household, good)}, prepare=False)
    where = [units[code] if code else None for code in pick(rows.area_code, good)]
    [landed] = run(
        STORE_PEOPLE,
        {
            "code": pick(rows.code, good),
            "name": pick(rows.name, good),
            "birth_date": pick(rows.birth_date, good),
            "sex": [sex or "unknown" for sex in pick(rows.sex, good)],
            "phone": [phone or "" for phone in pick(rows.phone, good)],
            "national_id": [number or "" for number in pick(rows.national_id, good)],
            "area_id": [unit.id if unit else None for unit in where],
            "area_path": [unit.path if unit else "" for unit in where],
            "household": pick(rows.household, good),
        },
        prepare=False,
    )
    if landed["stored"]:
        audit.record(actor, "identity.load", "people", changed=landed["stored"])
    return landed["stored"], rows.origin.told


@transaction.atomic
def copy_people(actor: Actor, households: Mapping[str, Column], people: Mapping[str, Column]) -> int:
    """Store the people of a world that is made: columns of the two tables, nothing is looked up."""
    actor.need("identity.load", "")
    copy("identity_household", households)
    return copy("identity_person", people)


@transaction.atomic
def follow_areas(actor: Actor) -> int:
    """Let people follow the unit they live in; those of a divided one wait there, seen from above."""
    actor.need("identity.load", "")
    return areas.carry_over(actor, "identity_person")
