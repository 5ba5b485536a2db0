"""Cases follow from results: derive them again for some people, and everything that hangs on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from lachan.core import audit, ids, watches
from lachan.core.access import Actor
from lachan.core.events import defer, defer_each, emit
from lachan.core.policies import exposure_policy, exposure_policy_on
from lachan.identity import public as identity
from lachan.kernel.exposure import Positive, episodes, infectious_window, of_episode
from lachan.messaging import public as messaging
from lachan.testing import public as testing
from lachan.tracing.events import CasesOpened, CasesWithdrawn
from lachan.tracing.models import Case, Contact, ExposurePoint, Support, Task
from lachan.tracing.queries.positives import selves, telling_results, undecided
from lachan.tracing.services.contacts import follow_cases, link_conversions

SECOND_LOOK = timedelta(seconds=5)
# So many people are followed by one job: enough that planning and round trips are shared, few enough that
# the first teams have their lists soon, that both cores have work, and that whoever is released meanwhile
# does not wait long.
TOGETHER = 50


@dataclass(frozen=True, slots=True)
class Told:
    """A case as its results tell it: facts only, no history."""

    person: identity.Brief
    results: tuple[UUID, ...]
    positive: Positive

    @property
    def facts(self) -> dict[str, object]:
        policy = exposure_policy_on(timezone.localdate(self.positive.released_at))
        window = infectious_window(self.positive, policy, timezone.get_default_timezone())
        return {
            "person_id": self.person.id,
            "policy": policy.id,
            "onset_date": self.positive.onset,
            "sampled_at": self.positive.sampled_at,
            "released_at": self.positive.released_at,
            "window_from": window.start,
            "window_to": window.end,
            "area_id": self.person.area_id,
            "area_path": self.person.area_path,
        }


@transaction.atomic
def start_following(actor: Actor, people: Iterable[int], *, announced_at: datetime) -> None:
    """Follow the results of a few people now, those of many in jobs of their own, which run side by side.

    Each job is the same ``follow_results`` and may run twice.  Whoever neither is positive nor has a case
    needs none.
    """
    people = sorted(set(people))
    if len(people) <= TOGETHER:
        follow_results(actor, people, announced_at=announced_at)
        return
    self_of = selves(people)
    concerned = {result.person_id for result in testing.positive_results(self_of)}
    concerned |= set(
        Case.objects.filter(person_id__in=self_of, withdrawn_at=None).values_list("person_id", flat=True)
    )
    ordered = sorted({self_of[person_id] for person_id in concerned})
    jobs: list[dict[str, Any]] = [
        {"people": ordered[start : start + TOGETHER], "announced_at": announced_at.isoformat()}
        for start in range(0, len(ordered), TOGETHER)
    ]
    if jobs:
        defer_each("tracing.follow", jobs, priority=-5)


@transaction.atomic
def follow_results(
    actor: Actor, people: Iterable[int], *, announced_at: datetime | None = None
) -> list[UUID]:
    """Make the cases of these people what their current positive results say; return those traced.

    Results count for the human being, whichever record they were told under.  Opens, changes and withdraws.
    Running it again changes nothing: a job that was killed is simply run again.
    Emits :class:`CasesOpened` and :class:`CasesWithdrawn`, and through ``follow_cases`` what follows.
    """
    actor.need_anywhere("tracing.work")
    self_of = _one_at_a_time(people)
    people = sorted(self_of)
    told = _told(self_of)
    open_cases = {case.id: case for case in Case.objects.filter(person_id__in=people, withdrawn_at=None)}
    case_of = dict(Support.objects.filter(case_id__in=open_cases).values_list("result_id", "case_id"))

    kept: set[UUID] = set()
    changed: list[tuple[Case, Told]] = []
    opened: list[tuple[Case, Told]] = []
    for one, known in zip(told, _known(told, open_cases, case_of, self_of), strict=True):
        case = open_cases[known] if known else Case(id=ids.new(), announced_at=announced_at)
        kept.add(case.id)
        if not known or _differs(case, one, case_of):
            _tell(case, one)
            (changed if known else opened).append((case, one))

    _withdraw(actor, [case for case in open_cases.values() if case.id not in kept])
    _store(actor, opened, changed)
    link_conversions(people)
    follow_cases([case for case, _ in [*opened, *changed]])
    touched = [case.id for case, _ in [*opened, *changed]]
    for start in range(0, len(touched), 100):
        some = [str(case_id) for case_id in touched[start : start + 100]]
        defer("tracing.look_again", after=SECOND_LOOK, priority=-10, cases=some)
    return touched


def _one_at_a_time(people: Iterable[int]) -> dict[int, int]:
    """All records of these people, as ``selves`` gives them, for this transaction alone.

    Two results of one person never make two cases: the later transaction waits for the earlier.  Who was put
    together with somebody while it waited is waited for too.
    """
    locked, self_of = set[int](), selves(people)
    while self_of.keys() - locked:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('tracing.person'), (id %% 2147483647)::int)"
                " FROM unnest(%s::bigint[]) AS id ORDER BY id",
                [sorted(self_of.keys() - locked)],
            )
        locked |= self_of.keys()
        self_of = selves(locked)
    return self_of


def _told(self_of: dict[int, int]) -> list[Told]:
    """The illnesses that current results tell, one person after the other, each in the order of sampling."""
    results = telling_results(self_of)
    who = identity.briefly({result.person_id for result in results}, identity.Purpose.NAMELESS)
    by_person: defaultdict[int, list[tuple[Positive, UUID]]] = defaultdict(list)
    for result in results:
        positive = Positive(result.sampled_at, result.released_at, result.onset_date)
        by_person[result.person_id].append((positive, result.id))
    told = []
    for person_id, pairs in sorted(by_person.items()):
        policy = exposure_policy_on(timezone.localdate(min(p.released_at for p, _ in pairs)))
        remaining = sorted(pairs, key=lambda pair: (pair[0].sampled_at, pair[0].released_at, pair[1]))
        for group in episodes([positive for positive, _ in pairs], policy):
            mine, remaining = remaining[: len(group)], remaining[len(group) :]
            told.append(Told(who[person_id], tuple(result_id for _, result_id in mine), of_episode(group)))
    return told


def _known(
    told: Sequence[Told], open_cases: dict[UUID, Case], case_of: dict[UUID, UUID], self_of: dict[int, int]
) -> list[UUID | None]:
    """The open case of each illness: the one its results told before.

    Where all its results are new, because each replaced an older answer, it is the person's case of that
    time.
    """
    free = dict(open_cases)
    known = [
        next((c for r in one.results if (c := case_of.get(r)) and free.pop(c, None)), None) for one in told
    ]
    for at, one in enumerate(told):
        near = exposure_policy(str(one.facts["policy"])).episode
        same = (
            case.id
            for case in sorted(free.values(), key=lambda case: case.sampled_at)
            if self_of[case.person_id] == one.person.id
            and abs(case.sampled_at - one.positive.sampled_at) <= near
        )
        if known[at] is None and (found := next(same, None)):
            known[at] = found
            del free[found]
    return known


def _differs(case: Case, one: Told, case_of: dict[UUID, UUID]) -> bool:
    supports = {result for result, of in case_of.items() if of == case.id}
    return supports != set(one.results) or any(
        getattr(case, name) != value for name, value in one.facts.items()
    )


def _tell(case: Case, one: Told) -> None:
    for name, value in one.facts.items():
        setattr(case, name, value)


def _store(actor: Actor, opened: list[tuple[Case, Told]], changed: list[tuple[Case, Told]]) -> None:
    now = timezone.now()
    for case, _ in opened:
        case.opened_at = now
        case.announced_at = case.announced_at or now
    Case.objects.bulk_create([case for case, _ in opened], batch_size=1000)
    facts = [
        "person_id", "policy", "onset_date", "sampled_at", "released_at", "window_from", "window_to",
        "area_id", "area_path",
    ]  # fmt: skip
    Case.objects.bulk_update([case for case, _ in changed], facts, batch_size=500)
    both = [*opened, *changed]
    if changed:
        Support.objects.filter(case__in=[case.id for case, _ in changed]).delete()
    Support.objects.bulk_create(
        [Support(result_id=result, case=case) for case, one in both for result in one.results],
        batch_size=1000,
    )
    if opened:
        emit(CasesOpened([str(case.id) for case, _ in opened]))
    for case, _ in opened:
        audit.record(actor, "tracing.open_case", str(case.id), area_path=case.area_path, policy=case.policy)


def _withdraw(actor: Actor, cases: list[Case]) -> None:
    """Take back what followed from these cases alone; what other cases found stands on its own rows."""
    if not cases:
        return
    gone, now = [case.id for case in cases], timezone.now()
    Support.objects.filter(case__in=gone).delete()
    Case.objects.filter(id__in=gone).update(withdrawn_at=now)
    taken = list(
        Task.objects.filter(case__in=gone, withdrawn_at=None).exclude(taken_at=None).select_related("team")
    )
    for model in (Task, Contact, ExposurePoint):
        model.objects.filter(case__in=gone, withdrawn_at=None).update(withdrawn_at=now)
    messaging.withdraw(gone, now=now)
    messaging.send(
        [
            messaging.Message(
                task.area_path, "tracing.task_withdrawn", task.id, task.case_id, {"items": task.items}
            )
            for task in taken
        ],
        now=now,
    )
    watches.end(gone)
    _judge_again(gone)
    emit(CasesWithdrawn([str(case_id) for case_id in gone]))
    for case in cases:
        audit.record(actor, "tracing.withdraw_case", str(case.id), area_path=case.area_path)


def _judge_again(gone: Sequence[UUID]) -> None:
    """Whoever was a case because they were near one of these may be none now."""
    people = set(Contact.objects.filter(case__in=gone).values_list("person_id", flat=True))
    if people and (doubtful := undecided(people)):
        defer("tracing.follow", people=sorted(doubtful))
