"""Which positive answers make a case: the definition that was in force when each was released (ADR 0028)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from lachan.core.protocols import definition_on
from lachan.kernel.case import Definition, Finding, Judged, Link, Verdict, judge
from lachan.kernel.meeting import Span
from lachan.testing.models import Origin
from lachan.testing.queries.results import PositiveResult

Met = Mapping[int, Sequence[Span]]  # from the first to the last time somebody was near a case, by person


def verdicts(results: Sequence[PositiveResult], met: Met) -> dict[UUID, Judged]:
    """What each positive answer makes of its person, given all their positive answers and contacts."""
    by_person: defaultdict[int, list[PositiveResult]] = defaultdict(list)
    for result in results:
        by_person[result.person_id].append(result)
    told = {}
    for person_id, mine in by_person.items():
        for result in mine:
            definition = definition_on(timezone.localdate(result.released_at))
            spans = met.get(person_id, ())
            findings = [_finding(one, spans, definition) for one in mine]
            told[result.id] = judge(_finding(result, spans, definition), findings, definition)
    return told


def confirming(results: Sequence[PositiveResult], met: Met) -> list[PositiveResult]:
    """Those that make a case."""
    told = verdicts(results, met)
    return [result for result in results if told[result.id].verdict is Verdict.CONFIRMED]


def is_confirming(result: PositiveResult) -> bool:
    """Whether an answer makes a case by itself, whatever else is known of its person."""
    return bool(confirming([result], {}))


def _finding(result: PositiveResult, spans: Sequence[Span], definition: Definition) -> Finding:
    since = result.sampled_at - timedelta(days=definition.link_days)
    is_contact = any(span.start <= result.sampled_at and span.end >= since for span in spans)
    has_factor = result.reason in definition.factor_reasons
    return Finding(
        method=result.test_type,
        sampled_at=result.sampled_at,
        link=Link.CONTACT if is_contact else Link.FACTOR if has_factor else Link.NONE,
        has_symptoms=result.onset_date is not None,
        is_told=result.origin == Origin.FILE,
    )
