"""Writes: answers become final, are corrected, or arrive by the file.

Every change of what stands is announced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.batches import CLOCK_TOLERANCE, FIRST_INSTANT, pick
from lachan.core.batches import Origin as Rows
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.core.tables import Reject
from lachan.identity import public as identity
from lachan.testing.errors import (
    ReleasedBeforeSampled,
    ResultReplaced,
    ResultUnknown,
    SameOutcome,
    SampleAlreadyAnswered,
)
from lachan.testing.events import ResultsReleased
from lachan.testing.models import Origin, Outcome, Result
from lachan.testing.services.telling import tell_soon

FOLLOW_PEOPLE = """
    UPDATE {table} r SET area_path = home.path
    FROM unnest(%(people)b::bigint[], %(path)b::text[]) AS home (person_id, path)
    WHERE r.person_id = home.person_id AND r.area_path = ANY (%(was)b::text[]) AND r.area_path <> home.path
"""
WITH_PEOPLE = ("testing_result", "testing_member", "testing_order", "testing_telling")


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """Results, column by column, people by code; all of one length."""

    origin: Rows
    person: Sequence[str]
    sampled_at: Sequence[datetime]
    released_at: Sequence[datetime]
    outcome: Sequence[str]
    test_type: Sequence[str]
    onset_date: Sequence[date | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a laboratory says about one sample."""

    sampled_at: datetime
    outcome: Outcome
    test_type: str
    onset_date: date | None = None
    origin: Origin = Origin.HAND
    reason: str = ""
    tube_id: int | None = None


def release_result(
    actor: Actor, person: identity.Who, answer: Answer, *, now: datetime | None = None
) -> Result:
    """Make a laboratory's answer final and announce it.

    Raises :class:`NotAllowed`, :class:`SampleAlreadyAnswered`, :class:`ReleasedBeforeSampled`.
    Emits :class:`ResultsReleased`; tracing starts from it.
    """
    actor.need("testing.release", person.area_path)
    with transaction.atomic():
        _one_at_a_time(person.id)
        known = _standing(person.id, answer.sampled_at, answer.test_type)
        if known is not None:
            raise SampleAlreadyAnswered(known.id)
        return _release(actor, person.id, person.area_path, answer, now or timezone.now())


def correct_result(actor: Actor, result_id: UUID, outcome: Outcome, *, now: datetime | None = None) -> Result:
    """Put another answer in the place of one that was wrong; the wrong one stays readable.

    Raises :class:`NotAllowed`, :class:`ResultUnknown`, :class:`ResultReplaced`, :class:`SameOutcome`.
    Emits :class:`ResultsReleased`; what followed from the wrong answer alone is withdrawn.
    """
    with transaction.atomic():
        if (
            person_id := Result.objects.filter(pk=result_id).values_list("person_id", flat=True).first()
        ) is not None:
            _one_at_a_time(person_id)
        wrong = Result.objects.select_for_update().filter(pk=result_id).first()
        if wrong is None or not wrong.area_path.startswith(actor.area_path):
            raise ResultUnknown(result_id)
        actor.need("testing.correct", wrong.area_path)
        if not wrong.is_current:
            raise ResultReplaced(result_id)
        if wrong.outcome == outcome:
            raise SameOutcome(result_id)
        wrong.is_current = False
        wrong.save(update_fields=["is_current"])
        answer = Answer(
            wrong.sampled_at,
            outcome,
            wrong.test_type,
            wrong.onset_date,
            Origin(wrong.origin),
            wrong.reason,
            wrong.tube_id,
        )
        after = wrong.released_at + timedelta(microseconds=1)  # the laboratory's clock may be ahead of ours
        return _release(actor, wrong.person_id, wrong.area_path, answer, max(now or timezone.now(), after))


def beside_files() -> None:
    """A batch of answers waits for files, and files for it; batches do not wait for each other here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('testing.results'))")


def _one_at_a_time(person_id: int | None = None) -> None:
    """Two answers for one sample at the same moment: the later transaction waits, and sees the earlier's.

    A file waits for everybody (``None``) and everybody for a file: as many locks as it has people are too
    many.
    """
    with connection.cursor() as cursor:
        if person_id is None:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('testing.results'))")
        else:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(hashtext('testing.results')),"
                " pg_advisory_xact_lock(hashtext('testing.person'), %s)",
                [person_id % 2147483647],
            )


def _standing(person_id: int, sampled_at: datetime, test_type: str) -> Result | None:
    rows = Result.objects.select_for_update().filter(person_id=person_id, sampled_at=sampled_at)
    return rows.filter(test_type=test_type, is_current=True).first()


def _release(actor: Actor, person_id: int, area_path: str, answer: Answer, now: datetime) -> Result:
    if now < answer.sampled_at:
        raise ReleasedBeforeSampled
    result = Result.objects.create(
        person_id=person_id,
        area_path=area_path,
        sampled_at=answer.sampled_at,
        released_at=now,
        outcome=answer.outcome,
        test_type=answer.test_type,
        onset_date=answer.onset_date,
        released_by=actor.id,
        origin=answer.origin,
        reason=answer.reason,
        tube_id=answer.tube_id,
    )
    audit.record(actor, "testing.release", str(result.id), area_path=area_path)
    emit(ResultsReleased([person_id], timezone.now().isoformat()))
    tell_soon([person_id])
    return result


WITH_PATHS = (
    "testing_result", "testing_tube", "testing_member", "testing_reading", "testing_order",
    "testing_campaign", "testing_box", "testing_gate", "testing_alarm", "testing_mapping",
    "testing_upload", "testing_telling", "testing_arrival",
    "testing_labelrun",
)  # fmt: skip

# Of all answers for a sample the one released last stands, whatever the order in which they arrive.
STORE_RESULTS = sql.SQL("""
    WITH new AS MATERIALIZED (
        SELECT DISTINCT ON (person_id, sampled_at, test_type, released_at) *
        FROM unnest(%(person)b::bigint[], %(area_path)b::text[], %(sampled_at)b::timestamptz[],
                    %(released_at)b::timestamptz[], %(outcome)b::text[], %(test_type)b::text[],
                    %(onset_date)b::date[], %(reason)b::text[], %(tube_id)b::bigint[],
                    %(released_by)b::text[])
             AS new(person_id, area_path, sampled_at, released_at, outcome, test_type, onset_date, reason,
                    tube_id, released_by)
        ORDER BY person_id, sampled_at, test_type, released_at),
    fresh AS MATERIALIZED (
        SELECT n.* FROM new n LEFT JOIN testing_result r USING (person_id, sampled_at, test_type, released_at)
        WHERE r.id IS NULL),
    older AS (
        UPDATE testing_result r SET is_current = false FROM fresh f
        WHERE r.person_id = f.person_id AND r.sampled_at = f.sampled_at AND r.test_type = f.test_type
              AND r.is_current AND r.released_at < f.released_at)
    SELECT f.*, NOT EXISTS (SELECT FROM fresh g WHERE (g.person_id, g.sampled_at, g.test_type) =
                                   (f.person_id, f.sampled_at, f.test_type) AND g.released_at > f.released_at)
                AND NOT EXISTS (SELECT FROM testing_result r WHERE (r.person_id, r.sampled_at, r.test_type) =
                                   (f.person_id, f.sampled_at, f.test_type) AND r.released_at > f.released_at)
                AS is_current
    FROM fresh f
""")


@transaction.atomic
def load_results(
    actor: Actor, rows: ResultColumns, *, now: datetime | None = None
) -> tuple[int, list[Reject]]:
    """Store answers; return how many are new, and the rows that cannot stand.

    A later answer for the same person, sampling time and test is a correction.  Emits
    :class:`ResultsReleased` for the people concerned.
    """
    actor.need("testing.release", "")
    ids = identity.person_ids(rows.person)
    _one_at_a_time()
    _refuse_impossible(rows, now or timezone.now(), ids)
    _refuse_told_otherwise(rows, ids)
    good = rows.origin.good
    people = identity.people([ids[code] for code in pick(rows.person, good)], identity.Purpose.NAMELESS)
    count = len(good)
    new = store_answers(
        actor,
        Origin.FILE,
        {
            "person": [ids[code] for code in pick(rows.person, good)],
            "area_path": [people[ids[code]].area_path for code in pick(rows.person, good)],
            "sampled_at": pick(rows.sampled_at, good),
            "released_at": pick(rows.released_at, good),
            "outcome": pick(rows.outcome, good),
            "test_type": [test.lower() for test in pick(rows.test_type, good)],
            "onset_date": pick(rows.onset_date, good),
            "reason": [""] * count,
            "tube_id": [None] * count,
            "released_by": [actor.id] * count,
        },
    )
    return new, rows.origin.told


def store_answers(actor: Actor, origin: Origin, columns: dict[str, Any]) -> int:
    """Store answers that were judged by the caller; return how many are new.

    Emits :class:`ResultsReleased` for the people concerned.
    """
    fresh = run(STORE_RESULTS, columns, prepare=False)
    Result.objects.bulk_create([Result(origin=origin, **row) for row in fresh], batch_size=5000)
    concerned = sorted({row["person_id"] for row in fresh if row["is_current"]})
    if concerned:
        audit.record(actor, "testing.load", "results", new=len(fresh))
        for start in range(0, len(concerned), 500):
            emit(ResultsReleased(concerned[start : start + 500], timezone.now().isoformat()))
        tell_soon(concerned)
    return len(fresh)


def _refuse_impossible(rows: ResultColumns, now: datetime, people: dict[str, int]) -> None:
    refuse, latest = rows.origin.refuse_where, now + CLOCK_TOLERANCE
    sampled, released = rows.sampled_at, rows.released_at
    refuse(
        [code not in people for code in rows.person],
        "person",
        "identity.person_unknown",
        lambda i: f"no person has the code {rows.person[i]!r}",
    )
    refuse(
        [at > latest for at in sampled],
        "sampled_at",
        "testing.in_the_future",
        lambda i: f"{sampled[i]:%Y-%m-%d %H:%M} UTC lies ahead of our clock",
    )
    refuse(
        [at > latest for at in released],
        "released_at",
        "testing.in_the_future",
        lambda i: f"{released[i]:%Y-%m-%d %H:%M} UTC lies ahead of our clock",
    )
    refuse(
        [at < FIRST_INSTANT for at in sampled],
        "sampled_at",
        "testing.too_long_ago",
        lambda i: f"{sampled[i]:%Y-%m-%d} lies before {FIRST_INSTANT:%Y-%m-%d}",
    )
    refuse(
        [out < at for at, out in zip(sampled, released, strict=True)],
        "released_at",
        "testing.released_before_sampled",
        lambda i: "released_at must not come before sampled_at",
    )


def _refuse_told_otherwise(rows: ResultColumns, people: dict[str, int]) -> None:
    """The same answer, released at the same moment, cannot say two things: the one told first stands."""
    good = rows.origin.good
    told: dict[tuple[int, datetime, str, datetime], tuple[str, date | None]] = {
        (r.person_id, r.sampled_at, r.test_type, r.released_at): (r.outcome, r.onset_date)
        for r in Result.objects.filter(person_id__in={people[rows.person[i]] for i in good})
    }
    for i in list(good):
        key = (people[rows.person[i]], rows.sampled_at[i], rows.test_type[i].lower(), rows.released_at[i])
        outcome, onset = told.setdefault(key, (rows.outcome[i], rows.onset_date[i]))
        column = (
            "outcome" if outcome != rows.outcome[i] else "onset_date" if onset != rows.onset_date[i] else None
        )
        if column:
            said = f"this answer, released at the same time, said {outcome!r}, first symptoms {onset}"
            rows.origin.refuse(i, column, "testing.told_otherwise", said)


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let answers and samples be seen where the unit of their people went; what they say is not touched."""
    actor.need("testing.correct", "")
    return sum(areas.carry_paths(actor, table, units=units) for table in WITH_PATHS)


@transaction.atomic
def follow_people(actor: Actor, decision: UUID) -> None:
    """Let answers and orders of people who were placed in a part of a divided unit be seen there.

    Answers from when they lived elsewhere stay where they are.
    """
    actor.need("testing.correct", "")
    moved = areas.placed(decision, "identity_person")
    homes = identity.briefly(moved.ids, identity.Purpose.NAMELESS)
    was = [unit.path for unit in areas.standing(timezone.localdate(), [moved.from_unit_id, moved.to_unit_id])]
    told = {
        "people": list(homes),
        "path": [who.area_path for who in homes.values()],
        "was": [*was, *(unit.path for unit in areas.units([moved.to_unit_id]).values())],
    }
    for table in WITH_PEOPLE:
        run(sql.SQL(FOLLOW_PEOPLE).format(table=sql.Identifier(table)), told, prepare=False)
