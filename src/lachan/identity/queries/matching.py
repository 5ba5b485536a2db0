"""Who could be the same human being: found by blocking in the database, judged by the rule in the kernel.

The same two steps serve the single look-up and the import of thousands; only where the asked records come
from differs (ADR 0014).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils import timezone
from psycopg import sql

from lachan.core import wall
from lachan.core.access import Actor
from lachan.core.policies import matching_model_on
from lachan.core.statements import fetch
from lachan.identity.queries import numbers
from lachan.identity.queries.people import Who, people
from lachan.identity.rules import Purpose
from lachan.kernel import identifiers, matching
from lachan.kernel.births import Birth
from lachan.kernel.matching import Compared, Model, Outcome, Told
from lachan.kernel.matching_many import Ints, Judged, compare_many

SHOWN = 5  # candidates told of a single look-up

# Ways to the same human being; each survives errors that break the others.  ``asked`` are the records asked
# for, ``number`` and ``reached`` their blind numbers and phones.  Who is found under the same number, birth
# date and words of the name is looked for no further: nobody found otherwise could come near (``lead``).
# LATERAL and LIMIT: always by index, record by record, and a phone of a whole factory stops nothing.
FOUND = sql.SQL("""
    carried AS MATERIALIZED (
        SELECT n.id, o.other, q.birth_date = p.birth_date AND q.words = p.words AS is_certain
        FROM number n JOIN asked p ON p.id = n.id
        CROSS JOIN LATERAL (SELECT o.person_id AS other FROM identity_identifier o
                            WHERE o.blind = n.blind AND o.person_id <> n.id LIMIT 50) o
        CROSS JOIN LATERAL (
            SELECT q.birth_date, q.words FROM identity_person q WHERE q.id = o.other LIMIT 1) q),
    probe AS MATERIALIZED (
        SELECT * FROM asked WHERE id NOT IN (SELECT id FROM carried WHERE is_certain AND other < carried.id))
    SELECT id, other FROM carried
  UNION
    SELECT x.id, q.id
    FROM reached x JOIN probe p ON p.id = x.id
    CROSS JOIN LATERAL (SELECT f.person_id FROM identity_phone f WHERE f.blind = x.blind LIMIT 50) f
    CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q WHERE q.id = f.person_id
           AND (q.given = p.given OR q.birth_date IS NULL OR p.birth_date IS NULL
                OR (q.birth_date >= p.year AND q.birth_date < p.next_year)) LIMIT 1) q
  UNION
    SELECT p.id, q.id FROM probe p CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q
        WHERE q.birth_date = p.birth_date AND q.words = p.words LIMIT 50) q
  UNION
    SELECT p.id, q.id FROM probe p CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q
        WHERE q.birth_date = p.swapped AND q.words = p.words LIMIT 50) q
  UNION
    SELECT p.id, q.id FROM probe p CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q WHERE q.area_id = p.area_id AND q.words = p.words LIMIT 50) q
  UNION
    SELECT p.id, q.id FROM probe p CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q
        WHERE q.area_id = p.area_id AND q.given = p.given
          AND q.birth_date >= p.year AND q.birth_date < p.next_year LIMIT 50) q
  UNION
    SELECT p.id, q.id FROM probe p CROSS JOIN LATERAL (
        SELECT q.id FROM identity_person q
        WHERE q.birth_date = p.birth_date AND q.area_path >= p.province AND q.area_path < p.after_province
          AND left(q.given, 1) = left(p.given, 1) LIMIT 50) q
""")
PROBE = sql.SQL("""
    SELECT id, words, given, birth_date, area_id,
           make_date(date_part('year', birth_date)::int, 1, 1) AS year,
           make_date(date_part('year', birth_date)::int + 1, 1, 1) AS next_year,
           CASE WHEN date_part('day', birth_date) <= 12
                 AND date_part('day', birth_date) <> date_part('month', birth_date) THEN make_date(
               date_part('year', birth_date)::int, date_part('day', birth_date)::int,
               date_part('month', birth_date)::int) END AS swapped,
           substring(area_path from '^[^.]+[.][^.]+[.]') COLLATE "C" AS province,
           rtrim(substring(area_path from '^[^.]+[.][^.]+[.]'), '.') || '/' COLLATE "C" AS after_province
""")
# Pairs among stored records: those asked for, with whoever was told before them.
PAIRS = sql.SQL("""
    WITH asked AS MATERIALIZED ({probe} FROM identity_person WHERE id = ANY(%(ids)b::bigint[])),
    number AS MATERIALIZED (
        SELECT person_id AS id, blind FROM identity_identifier WHERE person_id = ANY(%(ids)b::bigint[])),
    reached AS MATERIALIZED (
        SELECT person_id AS id, blind FROM identity_phone WHERE person_id = ANY(%(ids)b::bigint[])),
    {found}
""").format(probe=PROBE, found=FOUND)
# Records like one that is not stored.
LIKE = sql.SQL("""
    WITH told AS MATERIALIZED (
        SELECT 0::bigint AS id, identity_words(%(name)b::text) AS words,
               identity_given(%(name)b::text) AS given,
               %(birth_date)b::date AS birth_date, %(area_id)b::int AS area_id,
               %(area_path)b::text AS area_path),
    asked AS MATERIALIZED ({probe} FROM told),
    number AS MATERIALIZED (SELECT 0::bigint AS id, unnest(%(numbers)b::bytea[]) AS blind),
    reached AS MATERIALIZED (SELECT 0::bigint AS id, unnest(%(phones)b::bytea[]) AS blind),
    {found}
""").format(probe=PROBE, found=FOUND)
RECORDS = sql.SQL("""
    SELECT id, name, birth_date, birth_precision, sex, area_path, coalesce(a.root_id, id) AS root
    FROM identity_person LEFT JOIN identity_alias a ON a.person_id = id WHERE id = ANY(%(ids)b::bigint[])
""")
NUMBERS = sql.SQL("""
    SELECT person_id, kind, sealed, blind FROM identity_identifier WHERE person_id = ANY(%(ids)b::bigint[])
""")
PHONES = sql.SQL("""
    SELECT person_id, blind FROM identity_phone WHERE person_id = ANY(%(ids)b::bigint[])
""")


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of somebody who may be in the register; ``numbers`` as on the cards, phones as told."""

    name: str
    birth: Birth | None = None
    sex: str = "unknown"
    numbers: Sequence[str] = ()
    phones: Sequence[str] = ()
    area_id: int | None = None
    area_path: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person in the register, how much speaks for them, and how each thing compares."""

    who: Who
    compared: Compared

    @property
    def weight(self) -> float:
        return self.compared.weight


@dataclass(frozen=True, slots=True)
class Match:
    """What follows: the same person (the first candidate), somebody must look, or nobody like this."""

    outcome: Outcome
    candidates: tuple[Candidate, ...]
    model: str


@dataclass(slots=True, unsafe_hash=True)
class Carried:
    """A number: equal by its keyed hash, in clear only where two that differ are looked at closely."""

    kind: str = field(compare=False)
    blind: bytes
    sealed: bytes = field(compare=False)
    clear: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        if not self.clear:
            open_all([self])
        return self.clear


@dataclass(frozen=True, slots=True)
class Record:
    """A stored record as the rule reads it, and the record that stands for it."""

    told: Told
    root: int


@wall.opened("identity.match")
def match(actor: Actor, question: Question, model: Model | None = None) -> Match:
    """Find somebody in the whole register; who lives outside the actor's area is counted, not shown.

    The outcome is over everybody: else people would be entered twice at every border.
    """
    actor.need_anywhere("identity.match")
    model = model or matching_model_on(timezone.localdate())
    found = {other for _, other in fetch(LIKE, _arguments(question), prepare=True)}
    known = records(found)
    told = told_by(question)
    best = _best_by_root(
        (known[other].root, matching.compare(model, told, known[other].told)) for other in found
    )
    outcome = matching.outcome(model, [compared for _, compared in best])
    near = [(root, compared) for root, compared in best if compared.weight >= model.review_from][:SHOWN]
    who = people([root for root, _ in near], Purpose.MATCHING)
    shown = [Candidate(who[root], c) for root, c in near if who[root].area_path.startswith(actor.area_path)]
    return Match(outcome, tuple(shown), model.id)


@wall.opened("identity.alike")
def alike(actor: Actor, person_id: int) -> list[Who]:
    """People of the actor's area whom this stored record may be, the most alike first."""
    model = matching_model_on(timezone.localdate())
    found = {other for _, other in fetch(PAIRS, {"ids": [person_id]})} - {person_id}
    known = records([person_id, *found])
    asked = known.pop(person_id)
    judged = (
        (r.root, matching.compare(model, asked.told, r.told)) for r in known.values() if r.root != asked.root
    )
    best = [root for root, compared in _best_by_root(judged) if compared.weight >= model.review_from][:SHOWN]
    who = people(best, Purpose.REGISTER_LIST)
    return [who[root] for root in best if who[root].area_path.startswith(actor.area_path)]


def pairs(ids: Sequence[int]) -> tuple[Ints, Ints]:
    """For each of these records those told before it that may be the same human being; by record."""
    found = np.array(fetch(PAIRS, {"ids": list(ids)}), dtype=np.int64).reshape(-1, 2)
    found = found[found[:, 1] < found[:, 0]]
    found = found[np.lexsort((found[:, 1], found[:, 0]))]
    return found[:, 0], found[:, 1]


def records(ids: Iterable[int]) -> dict[int, Record]:
    """Stored records by id."""
    wanted = {"ids": list(ids)}
    carried: defaultdict[int, dict[str, frozenset[object]]] = defaultdict(dict)
    reached: defaultdict[int, frozenset[str | bytes]] = defaultdict(frozenset)
    for person, kind, sealed, blind in fetch(NUMBERS, wanted):
        carried[person][kind] = carried[person].get(kind, frozenset()) | {Carried(kind, blind, sealed)}
    for person, blind in fetch(PHONES, wanted):
        reached[person] |= {blind}
    return {
        id_: Record(
            Told(name, Birth(born, precision) if born else None, sex, carried[id_], reached[id_], area), root
        )
        for id_, name, born, precision, sex, area, root in fetch(RECORDS, wanted)
    }


def judged(model: Model, known: Mapping[int, Record], one: Ints, other: Ints) -> Judged:
    """Compare many pairs of records; the numbers that must be opened are opened at once."""
    told = [record.told for record in known.values()]
    places = np.array(list(known), dtype=np.int64)
    order = np.argsort(places)
    at_one = order[np.searchsorted(places, one, sorter=order)]
    at_other = order[np.searchsorted(places, other, sorter=order)]
    open_all(
        number
        for i, j in zip(at_one.tolist(), at_other.tolist(), strict=True)
        for number in _differing(told[i], told[j])
    )
    return compare_many(model, told, at_one, at_other)


def _differing(one: Told, other: Told) -> Iterable[Carried]:
    """Numbers of one kind that are not equal: only a closer look tells whether one was mistyped."""
    for kind in one.numbers.keys() & other.numbers.keys():
        if not one.numbers[kind] & other.numbers[kind]:
            for number in one.numbers[kind] | other.numbers[kind]:
                assert isinstance(number, Carried)  # noqa: S101 - no other kind is made here
                yield number


def open_all(carried: Iterable[Carried]) -> None:
    """Open the numbers that are not open yet, in one go."""
    closed = list({id(one): one for one in carried if not one.clear}.values())
    for one, number in zip(closed, numbers.opened_identifiers([one.sealed for one in closed]), strict=True):
        one.clear = identifiers.key(identifiers.Kind(one.kind), number).partition(":")[2]


def compared(one: int, other: int) -> Compared:
    """How two stored records compare, by the model of today."""
    known = records([one, other])
    return matching.compare(matching_model_on(timezone.localdate()), known[one].told, known[other].told)


def told_by(question: Question) -> Told:
    """A question as the rule reads it."""
    carried: dict[str, frozenset[object]] = {}
    for number in question.numbers:
        sealed = numbers.sealed_identifier(number)
        asked = Carried(sealed.kind, sealed.blind, sealed.sealed)
        carried[sealed.kind] = carried.get(sealed.kind, frozenset()) | {asked}
    phones = frozenset(numbers.blind_phone(phone) for phone in question.phones)
    return Told(question.name, question.birth, question.sex, carried, phones, question.area_path)


def _best_by_root(judged: Iterable[tuple[int, Compared]]) -> list[tuple[int, Compared]]:
    """Heaviest first; of records that are one person the one most alike speaks."""
    best: dict[int, Compared] = {}
    for root, compared in judged:
        if root not in best or compared.weight > best[root].weight:
            best[root] = compared
    return sorted(best.items(), key=lambda item: (-item[1].weight, item[0]))


def _arguments(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "birth_date": question.birth.date if question.birth else None,
        "area_id": question.area_id,
        "area_path": question.area_path,
        "numbers": [numbers.blind_identifier(number) for number in question.numbers],
        "phones": [numbers.blind_phone(phone) for phone in question.phones],
    }
