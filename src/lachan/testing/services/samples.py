"""Samples as they are taken: which tube, whose swabs, when, for which campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit, wall
from lachan.core.access import Actor, system
from lachan.core.batches import CLOCK_TOLERANCE, FIRST_INSTANT
from lachan.core.protocols import protocol_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.testing.services.again import again
from lachan.testing.services.answers import DUPLICATE, REFUSED, STORED, Told, settle

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """One tube as its sampler tells of it; people by code."""

    tube: str
    people: tuple[str, ...]
    taken_at: datetime
    campaign: str | None = None
    onset: Mapping[str, date] = field(default_factory=dict)


TUBES = sql.SQL("""
    SELECT t.code, t.taken_at, t.campaign_id,
           (SELECT array_agg(m.person_id) FROM testing_member m WHERE m.tube_id = t.id) AS people
    FROM testing_tube t WHERE t.code = ANY(%(codes)b::text[])
""")
CAMPAIGNS = sql.SQL("""
    SELECT id, code, area_path, method, starts_on, ends_on FROM testing_campaign
    WHERE code = ANY(%(codes)b::text[])
""")
# Who is in another tube at the very same moment, or was sampled in the same campaign a moment ago.
ELSEWHERE = sql.SQL("""
    SELECT m.person_id, m.taken_at FROM testing_member m
    JOIN unnest(%(person)b::bigint[], %(at)b::timestamptz[]) AS o(person_id, taken_at)
      ON m.person_id = o.person_id AND m.taken_at = o.taken_at
""")
SAMPLED = sql.SQL("""
    SELECT m.person_id, m.campaign_id, m.taken_at FROM testing_member m
    JOIN testing_tube t ON t.id = m.tube_id AND t.step <> 'rejected'
    WHERE m.person_id = ANY(%(people)b::bigint[]) AND m.campaign_id = ANY(%(campaigns)b::int[])
""")
STORE = sql.SQL("""
    WITH told AS MATERIALIZED (
        SELECT * FROM unnest(%(code)b::text[], %(at)b::timestamptz[], %(area)b::text[], %(campaign)b::int[],
                             %(people)b::smallint[]) AS t(code, taken_at, area_path, campaign_id, people)),
    tube AS (
        INSERT INTO testing_tube (code, step, since, steps, taken_at, taken_by, area_path, campaign_id,
                                  people, plate, well, outcome, method, read_by)
        SELECT code, 'collected', taken_at, 1, taken_at, %(actor)b, area_path, campaign_id, people,
               '', '', '', '', '' FROM told
        RETURNING id, code, taken_at, campaign_id, people),
    member AS (
        INSERT INTO testing_member (tube_id, person_id, area_path, taken_at, onset_date, campaign_id)
        SELECT tube.id, m.person_id, m.area_path, tube.taken_at, m.onset_date, tube.campaign_id
        FROM unnest(%(m_tube)b::text[], %(m_person)b::bigint[], %(m_area)b::text[], %(m_onset)b::date[])
             AS m(code, person_id, area_path, onset_date)
        JOIN tube USING (code)),
    step AS (
        INSERT INTO testing_custody (tube_id, number, was, step, at, actor, reason)
        SELECT id, 1, '', 'collected', taken_at, %(actor)b, '' FROM tube),
    single AS (
        SELECT tube.id, tube.taken_at, m.person_id
        FROM tube JOIN unnest(%(m_tube)b::text[], %(m_person)b::bigint[]) AS m(code, person_id) USING (code)
        WHERE tube.people = 1),
    due AS (
        UPDATE testing_order o SET tube_id = single.id, sampled_at = single.taken_at FROM single
        WHERE o.person_id = single.person_id AND o.tube_id IS NULL
              AND o.after_taken_at < single.taken_at)
    SELECT count(*) AS stored FROM tube
""")
WAITING = sql.SQL("SELECT tube FROM testing_reading WHERE tube = ANY(%(codes)b::text[]) AND waits")


@dataclass
class _Known:
    """What is known before a batch is judged, and what the batch itself has told so far."""

    homes: dict[str, identity.Home]
    roots: dict[int, int]  # the record that stands for each of the people
    others: dict[int, list[int]]  # all records of each of them
    tubes: dict[str, Row]
    campaigns: dict[str, Row]
    elsewhere: set[tuple[int, datetime]]
    sampled: dict[tuple[int, int], list[datetime]]
    waiting: set[str]  # tubes whose answer is here already
    taken: dict[str, Taken] = field(default_factory=dict)


@transaction.atomic
def take_samples(actor: Actor, told: Sequence[Taken], *, now: datetime | None = None) -> list[Told]:
    """Store samples; sending twice changes nothing.  Answers that waited for their tube are released.

    Raises :class:`NotAllowed`.
    """
    actor.need_anywhere("testing.sample")
    return _take_samples(actor, told, now or timezone.now())


@again
def _take_samples(actor: Actor, told: Sequence[Taken], now: datetime) -> list[Told]:
    """Store samples: that a tube or person is known elsewhere is told by a code, and no more."""
    with wall.opened("testing.take_samples"):
        known = _look(told)
    answers = []
    for one in told:
        answer = _judge(actor, one, known, now)
        answers.append(answer)
        if answer.status == STORED:
            _note(one, known)
    _store(actor, list(known.taken.values()), known)
    if waiting := known.waiting & known.taken.keys():
        settle(system("testing"), waiting, now=now)
    audit.record(actor, "testing.take_samples", "samples", area_path=actor.area_path, told=len(told))
    return answers


def _look(told: Sequence[Taken]) -> _Known:
    codes = [one.tube for one in told]
    homes = identity.homes(code for one in told for code in one.people)
    same = identity.same_people(home.id for home in homes.values())
    others = {person: same.get(person, [person]) for person in (home.id for home in homes.values())}
    campaigns = {one.campaign for one in told if one.campaign}
    found: dict[str, Row] = {}
    if campaigns:
        found = {row["code"]: row for row in run(CAMPAIGNS, {"codes": list(campaigns)})}
    pairs = [
        (record, one.taken_at)
        for one in told
        for code in one.people
        if (home := homes.get(code))
        for record in others[home.id]
    ]
    elsewhere = run(ELSEWHERE, {"person": [p for p, _ in pairs], "at": [at for _, at in pairs]})
    sampled: dict[tuple[int, int], list[datetime]] = {}
    if found:
        ids = [row["id"] for row in found.values()]
        root_of = {record: records[0] for records in others.values() for record in records}
        for row in run(SAMPLED, {"people": list(root_of), "campaigns": ids}):
            key = root_of[row["person_id"]], row["campaign_id"]
            sampled.setdefault(key, []).append(row["taken_at"])
    return _Known(
        homes,
        {person: records[0] for person, records in others.items()},
        others,
        {row["code"]: row for row in run(TUBES, {"codes": codes})},
        found,
        {(row["person_id"], row["taken_at"]) for row in elsewhere},  # under any of their records
        sampled,
        {row["tube"] for row in run(WAITING, {"codes": codes})},
    )


def _judge(actor: Actor, one: Taken, known: _Known, now: datetime) -> Told:
    """What becomes of one tube; what is wrong with it is told in the order in which a sampler can mend it."""
    before = known.taken.get(one.tube)
    if before is not None:
        is_same = (set(one.people), one.taken_at) == (set(before.people), before.taken_at)
        return Told(one.tube, DUPLICATE) if is_same else _refused(one, "tube_taken")
    if tube := known.tubes.get(one.tube):
        return Told(one.tube, DUPLICATE) if _is_same(one, tube, known) else _refused(one, "tube_taken")
    if one.taken_at > now + CLOCK_TOLERANCE:
        return _refused(one, "in_the_future")
    if one.taken_at < FIRST_INSTANT:
        return _refused(one, "too_long_ago")
    if len(set(one.people)) < len(one.people):
        return _refused(one, "double_person")
    wrong = _wrong_campaign(actor, one, known) or _wrong_people(actor, one, known)
    return _refused(one, wrong) if wrong else Told(one.tube, STORED)


def _refused(one: Taken, why: str) -> Told:
    return Told(one.tube, REFUSED, f"sample.{why}")


def _is_same(one: Taken, tube: Row, known: _Known) -> bool:
    people = {home.id for code in one.people if (home := known.homes.get(code))}
    return tube["taken_at"] == one.taken_at and people == set(tube["people"])


def _wrong_campaign(actor: Actor, one: Taken, known: _Known) -> str:
    """Why the campaign cannot be this tube's; "" where it can, or none is named."""
    if not one.campaign:
        return ""
    campaign = known.campaigns.get(one.campaign)
    if campaign is None:
        return "campaign_unknown"
    if not (
        campaign["area_path"].startswith(actor.area_path) or actor.area_path.startswith(campaign["area_path"])
    ):
        return "campaign_elsewhere"
    is_open = campaign["starts_on"] <= timezone.localdate(one.taken_at) <= campaign["ends_on"]
    return "" if is_open else "campaign_over"


def _wrong_people(actor: Actor, one: Taken, known: _Known) -> str:
    protocol = protocol_on(timezone.localdate(one.taken_at))
    campaign = known.campaigns.get(one.campaign or "")
    if len(one.people) > protocol.most_people(campaign["method"] if campaign else ""):
        return "too_many_people"
    if any(code not in known.homes for code in one.people):
        return "person_unknown"
    homes = [known.homes[code] for code in one.people]
    within = max(actor.area_path, campaign["area_path"], key=len) if campaign else actor.area_path
    if any(not home.area_path.startswith(within) for home in homes):
        return "out_of_area"
    if len({known.roots[home.id] for home in homes}) < len(homes):
        return "double_person"
    if any((record, one.taken_at) in known.elsewhere for home in homes for record in known.others[home.id]):
        return "person_elsewhere"
    if campaign and any(_is_repeated(home.id, one, campaign, known) for home in homes):
        return "sampled_already"
    return ""


def _is_repeated(person: int, one: Taken, campaign: Row, known: _Known) -> bool:
    gap = protocol_on(timezone.localdate(one.taken_at)).same_campaign
    times = known.sampled.get((known.roots[person], campaign["id"]), ())
    return any(abs(at - one.taken_at) < gap for at in times)


def _note(one: Taken, known: _Known) -> None:
    """The rest of the batch knows of this tube."""
    known.taken[one.tube] = one
    campaign = known.campaigns.get(one.campaign or "")
    for code in one.people:
        person = known.homes[code].id
        known.elsewhere.add((person, one.taken_at))
        if campaign:
            known.sampled.setdefault((known.roots[person], campaign["id"]), []).append(one.taken_at)


def _store(actor: Actor, taken: Sequence[Taken], known: _Known) -> None:
    """Write tubes, their people, the first step, and which orders they answer."""
    if not taken:
        return
    members = [(one, code, known.homes[code]) for one in taken for code in one.people]
    units = [areas.nearest_above([known.homes[code].area_path for code in one.people]) for one in taken]
    run(
        STORE,
        {
            "code": [one.tube for one in taken],
            "at": [one.taken_at for one in taken],
            "area": units,
            "campaign": [known.campaigns[one.campaign]["id"] if one.campaign else None for one in taken],
            "people": [len(one.people) for one in taken],
            "m_tube": [one.tube for one, _, _ in members],
            "m_person": [home.id for _, _, home in members],
            "m_area": [home.area_path for _, _, home in members],
            "m_onset": [one.onset.get(code) for one, code, _ in members],
            "actor": actor.id,
        },
    )
