"""Recall and precision against the truth, by kind of evidence and by grade."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from psycopg import sql

from bench.report import Figure, say
from bench.trace import ACTOR
from bench.world import Built, forget, simulated
from lachan import simulation
from lachan.core.batches import Origin
from lachan.core.policies import exposure_policy
from lachan.core.statements import run
from lachan.kernel.exposure import Grade, Source
from lachan.testing import public as testing
from lachan.tracing import services as tracing
from lachan.tracing.models import Case
from lachan.tracing.queries.evidence import GRADES, INPUTS, Window, arguments

BATCH = 200
BY_SOURCE = sql.SQL("""
    WITH found AS MATERIALIZED (WITH {inputs} SELECT * FROM found WHERE source = ANY(%(sources)s)),
    {grades} SELECT ref, person_id, grade FROM graded
""").format(inputs=INPUTS, grades=GRADES)
KINDS = {**{source.value: [source.value] for source in Source}, "fused": [source.value for source in Source]}
Pair = tuple[int, int]


def measure(built: Built) -> list[Figure]:
    forget()
    world = simulated(built.scale)
    say("outbreak")
    outbreak = simulation.outbreak(world)
    _release(built, world, outbreak)
    cases = list(Case.objects.values_list("id", "person_id", "window_from", "window_to", "policy"))
    infected = _infected(built, outbreak, cases)
    say(f"{len(cases)} cases, {len(infected)} infections by them in their windows")
    figures = []
    for kind, sources in KINDS.items():
        contacts = _contacts(cases, sources)
        for number, grade in enumerate(Grade, 1):
            found = set().union(*(contacts[g.value] for g in list(Grade)[:number]))
            hit = len(found & infected)
            detail = {"contacts": len(found), "infected_among_them": hit, "infections": len(infected)}
            up_to = f"{kind}, up to {grade.value}"
            figures.append(Figure(f"recall: {up_to}", hit / max(1, len(infected)), "", detail=detail))
            figures.append(Figure(f"precision: {up_to}", hit / max(1, len(found)), ""))
    forget()
    return figures


def _release(built: Built, world: Any, outbreak: simulation.Outbreak) -> None:
    """Store the results, positive ones first traced in batches."""
    results, codes = outbreak.results, simulation.person_codes(world)
    rows = np.flatnonzero(results.positive)

    def instants(us: Any) -> list[datetime]:
        return [datetime.fromtimestamp(value / 1e6, UTC) for value in us[rows].tolist()]

    onset = [None if np.isnat(day) else day.astype(object) for day in results.onset[rows]]
    test = [simulation.TEST_TYPES[kind] for kind in results.test_type[rows]]
    columns = testing.ResultColumns(
        Origin(range(len(rows)), [""] * len(rows)), [code.decode() for code in codes[results.person[rows]]],
        instants(results.sampled_us), instants(results.released_us), ["positive"] * len(rows), test, onset,
    )  # fmt: skip
    testing.load_results(ACTOR, columns)
    people = sorted({int(person) + built.first_person for person in results.person[rows]})
    for first in range(0, len(people), BATCH):
        say("tracing the found cases", first / len(people))
        tracing.follow_results(ACTOR, people[first : first + BATCH])


def _infected(built: Built, outbreak: simulation.Outbreak, cases: list[Any]) -> set[Pair]:
    """(case's person, infected person) for the infections that fell into a case's window."""
    windows: dict[int, tuple[float, float]] = {
        person: (start.timestamp() * 1e6, end.timestamp() * 1e6) for _, person, start, end, _ in cases
    }
    pairs = set()
    for infector, infected, at in zip(outbreak.infector, outbreak.infected, outbreak.time_us, strict=True):
        span = windows.get(int(infector) + built.first_person)
        if infector >= 0 and span and span[0] <= at < span[1]:
            pairs.add((int(infector) + built.first_person, int(infected) + built.first_person))
    return pairs


def _contacts(cases: list[Any], sources: list[str]) -> dict[str, set[Pair]]:
    """Pairs by grade, from evidence of these sources only."""
    found: dict[str, set[Pair]] = {grade.value: set() for grade in Grade}
    person_of = {case_id: person for case_id, person, *_ in cases}
    for policy_id in {case[4] for case in cases}:
        mine = [Window(*case[:4]) for case in cases if case[4] == policy_id]
        for first in range(0, len(mine), BATCH):
            given = arguments(mine[first : first + BATCH], exposure_policy(policy_id))
            for row in run(BY_SOURCE, {**given, "sources": sources}):
                found[row["grade"]].add((person_of[row["ref"]], row["person_id"]))
    return found
