"""The trace of one person as data: computed from what is stored, changing nothing.

The same statement serves the pipeline and this answer, so what is shown here is what would be dispatched.
The schema of the answer is documented in docs/reference/trace.md and versioned by ``SCHEMA``.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from lachan.core import ids
from lachan.core.access import Actor
from lachan.core.policies import exposure_policy, exposure_policy_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.kernel.exposure import (
    ExposurePolicy,
    Grade,
    Positive,
    episodes,
    infectious_window,
    of_episode,
)
from lachan.kernel.meeting import Span
from lachan.places import public as places
from lachan.tracing.models import Coverage
from lachan.tracing.queries.evidence import POINTS, TRACE, Window, arguments
from lachan.tracing.queries.positives import telling_results
from lachan.tracing.rules import TaskKind

SCHEMA = "lachan.trace/1"
Row = dict[str, Any]


@dataclass
class Stopwatch:
    """Milliseconds of each stage, in order."""

    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.stages[name] = round((time.perf_counter() - began) * 1000, 2)

    def told(self) -> dict[str, float]:
        return {**self.stages, "total": round(sum(self.stages.values()), 2)}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose trace, as known when, under which policy, how far out."""

    person: str
    as_of: datetime | None = None
    policy: str | None = None
    rings: int = 1


def trace(actor: Actor, question: Question) -> Row:
    """The trace of a person.  Without a positive result: as if a sample taken at ``as_of`` had been positive.

    Raises :class:`PersonUnknown`, :class:`PolicyUnknown`, :class:`NotAllowed`.
    """
    watch = Stopwatch()
    with watch.stage("window"):
        asked = identity.person(actor, question.person, identity.Purpose.NAMELESS)
        actor.need("tracing.read", asked.area_path)
        records = identity.same_people([asked.id])[asked.id]
        person = identity.people(records[:1], identity.Purpose.NAMELESS)[records[0]]
        policy, window, basis = _window(records, question)
    with watch.stage("contacts"):
        rows = _rows([Window(ids.new(), person.id, window.start, window.end)], policy)
    with watch.stage("points"):
        points = run(POINTS, arguments([Window(ids.new(), person.id, window.start, window.end)], policy))
    contacts = _contacts(rows, ring=1, skip={person.id})
    if question.rings > 1:
        with watch.stage("second_ring"):
            contacts += _second_ring(contacts, window, policy, person.id)
    with watch.stage("tasks"):
        names = _Names(contacts, points)
        tasks = _tasks(contacts, points, policy, names)
    return {
        "schema": SCHEMA,
        "person": person.code,
        "policy": policy.id,
        "as_of": _iso(question.as_of) if question.as_of else None,
        "basis": basis,
        "window": {"from": _iso(window.start), "to": _iso(window.end)},
        "contacts": [names.contact(contact) for contact in contacts],
        "points": [names.point(point) for point in points],
        "tasks": tasks,
        "timings_ms": watch.told(),
    }


def _window(records: list[int], question: Question) -> tuple[ExposurePolicy, Span, str]:
    """The policy, the infectious window and what it rests on: "result" or "supposed"."""
    at = question.as_of or timezone.now()
    zone = timezone.get_default_timezone()
    results = telling_results(dict.fromkeys(records, records[0]), as_of=at)
    if results:
        told = [Positive(r.sampled_at, r.released_at, r.onset_date) for r in results]
        policy = _policy(question, min(r.released_at for r in results))
        positive = of_episode(episodes(told, policy)[-1])
        policy = _policy(question, positive.released_at)
        return policy, infectious_window(positive, policy, zone), "result"
    policy = _policy(question, at)
    return policy, infectious_window(Positive(at, at), policy, zone), "supposed"


def _policy(question: Question, at: datetime) -> ExposurePolicy:
    if question.policy:
        return exposure_policy(question.policy)
    return exposure_policy_on(timezone.localdate(at))


def _rows(windows: list[Window], policy: ExposurePolicy) -> list[Row]:
    return run(TRACE, arguments(windows, policy))


def _contacts(rows: list[Row], *, ring: int, skip: set[int]) -> list[Row]:
    """Rows of evidence, gathered by contact; the strongest grade first."""
    by_person: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["person_id"] not in skip:
            by_person[row["person_id"]].append(row)
    grades = [grade.value for grade in Grade]
    contacts = [
        {
            "person_id": person_id,
            "ring": ring,
            "grade": min((row["grade"] for row in evidence), key=grades.index),
            "minutes": max(row["minutes"] for row in evidence),
            "first": min(row["first_at"] for row in evidence),
            "last": max(row["last_at"] for row in evidence),
            "evidence": evidence,
        }
        for person_id, evidence in by_person.items()
    ]
    return sorted(contacts, key=lambda c: (grades.index(c["grade"]), -c["minutes"], c["person_id"]))


def _second_ring(contacts: list[Row], window: Span, policy: ExposurePolicy, index: int) -> list[Row]:
    """Contacts of the contacts that have an owner, from their first meeting with the case on."""
    owned = [c for c in contacts if Grade(c["grade"]) in policy.owned]
    spans = [Window(ids.new(), c["person_id"], c["first"], window.end) for c in owned]
    via = {span.ref: span.person_id for span in spans}
    rows = [{**row, "via": via[row["ref"]]} for row in _rows(spans, policy)]
    return _contacts(rows, ring=2, skip={index, *(c["person_id"] for c in contacts)})


def _tasks(contacts: list[Row], points: list[Row], policy: ExposurePolicy, names: "_Names") -> list[Row]:
    """One list per team and kind: contacts where they live, points where the place is."""
    lists: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for contact in contacts:
        if contact["ring"] == 1 and Grade(contact["grade"]) in policy.owned:
            team = names.team_of(names.people[contact["person_id"]].area_id)
            lists[team, TaskKind.CONTACTS].append(names.people[contact["person_id"]].code)
    for point in points:
        site = names.sites[point["place_id"]]
        if site.code not in (told := lists[names.team_of(site.area_id), TaskKind.POINTS]):
            told.append(site.code)
    return [
        {
            "team": team,
            "kind": str(kind),
            "people": told if kind == TaskKind.CONTACTS else [],
            "places": told if kind == TaskKind.POINTS else [],
        }
        for (team, kind), told in sorted(lists.items())
    ]


class _Names:
    """Codes instead of ids, looked up once for the whole answer."""

    def __init__(self, contacts: list[Row], points: list[Row]) -> None:
        evidence = [row for contact in contacts for row in contact["evidence"]]
        people = {contact["person_id"] for contact in contacts} | {
            row["via"] for row in evidence if "via" in row
        }
        self.people = identity.people(people, identity.Purpose.NAMELESS)
        self.sites = places.sites({row["place_id"] for row in [*evidence, *points]} - {0})
        self.teams = dict(Coverage.objects.values_list("area_id", "team__area_code"))

    def team_of(self, area_id: int | None) -> str:
        return str(self.teams.get(area_id or 0) or self.teams.get(0, ""))

    def contact(self, contact: Row) -> Row:
        return {
            "person": self.people[contact["person_id"]].code,
            "ring": contact["ring"],
            "grade": contact["grade"],
            "minutes": contact["minutes"],
            "first": _iso(contact["first"]),
            "last": _iso(contact["last"]),
            "evidence": [self.evidence(row) for row in contact["evidence"]],
        }

    def evidence(self, row: Row) -> Row:
        told = {
            "source": row["source"],
            "from": _iso(row["starts_at"]),
            "to": _iso(row["ends_at"]),
            "minutes": round((row["ends_at"] - row["starts_at"]).total_seconds() / 60, 2),
            "distance_m": None if row["distance_m"] is None else round(row["distance_m"], 2),
            "masked": row["masked"],
            "place": self.sites[row["place_id"]].code if row["place_id"] else None,
            "assumed": row["assumed"],
        }
        return {**told, "via": self.people[row["via"]].code} if "via" in row else told

    def point(self, point: Row) -> Row:
        return {
            "place": self.sites[point["place_id"]].code,
            "from": _iso(point["since"]),
            "to": _iso(point["until"]),
            "present": point["present"],
            "assumed": point["assumed"],
        }


def _iso(instant: datetime) -> str:
    """With the country's offset, so that people can read it too."""
    return timezone.localtime(instant).isoformat()
