"""Reactions: what happens below becomes work for teams."""

from datetime import datetime
from uuid import UUID

from lachan.areas.events import AreasReorganised, RowsPlaced
from lachan.core.access import system
from lachan.core.events import later, subscribe
from lachan.declarations.events import WatchedRidesLanded
from lachan.identity.events import PersonsMerged, PersonsUnmerged
from lachan.places.events import WatchedVisitsLanded
from lachan.proximity.events import WatchedEncountersLanded
from lachan.testing.events import ResultsReleased
from lachan.tracing import services


@subscribe(ResultsReleased)
def start_tracing(event: ResultsReleased) -> None:
    services.start_following(system("tracing"), event.people, announced_at=datetime.fromisoformat(event.at))


@subscribe(WatchedVisitsLanded)
def trace_late_visits(event: WatchedVisitsLanded) -> None:
    services.trace_cases(system("tracing"), [UUID(ref) for ref in event.refs])


@subscribe(WatchedEncountersLanded)
def trace_late_encounters(event: WatchedEncountersLanded) -> None:
    services.trace_cases(system("tracing"), [UUID(ref) for ref in event.refs])


@subscribe(WatchedRidesLanded)
def trace_late_rides(event: WatchedRidesLanded) -> None:
    services.trace_cases(system("tracing"), [UUID(ref) for ref in event.refs])


@subscribe(AreasReorganised)
def follow_areas(event: AreasReorganised) -> None:
    services.follow_areas(system("tracing"))


@subscribe(RowsPlaced)
def follow_people(event: RowsPlaced) -> None:
    services.follow_people(system("tracing"), UUID(event.decision), is_taken_back=event.is_taken_back)


@subscribe(PersonsMerged)
def follow_merged(event: PersonsMerged) -> None:
    services.follow_merged(system("tracing"), event.people)


@subscribe(PersonsUnmerged)
def follow_unmerged(event: PersonsUnmerged) -> None:
    services.follow_merged(system("tracing"), event.people)


@later("tracing.follow_merged")
def follow_merged_again(people: list[int]) -> None:
    services.follow_merged(system("tracing"), people, is_last=True)


@later("tracing.follow")
def follow(people: list[int], announced_at: str | None = None) -> None:
    at = datetime.fromisoformat(announced_at) if announced_at else None
    services.follow_results(system("tracing"), people, announced_at=at)


@later("tracing.look_again")
def look_again(cases: list[str], boundary: int | None = None) -> None:
    services.look_again(system("tracing"), [UUID(case_id) for case_id in cases], boundary=boundary)
