"""The law as functions: windows, rules and grades."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lachan.core.policies import exposure_policies, exposure_policy, exposure_policy_on
from lachan.kernel.exposure import (
    Evidence,
    Grade,
    Positive,
    Source,
    episodes,
    grade,
    infectious_window,
    of_episode,
)
from lachan.kernel.meeting import Span

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
T0 = datetime(2022, 3, 10, 3, tzinfo=UTC)
POLICY = exposure_policy("vn-2021-12-29")
WHO = exposure_policy("who-2d-1m-15min")


def met(
    minutes: float, *, after: float = 0, distance: float | None = 1.0, masked: bool | None = None
) -> Evidence:
    start = T0 + timedelta(minutes=after)
    return Evidence(Source.ENCOUNTER, Span(start, start + timedelta(minutes=minutes)), distance, masked)


def stayed(minutes: float, *, after: float = 0, closed: bool = True, capacity: int = 30) -> Evidence:
    start = T0 + timedelta(minutes=after)
    span = Span(start, start + timedelta(minutes=minutes))
    return Evidence(Source.VISIT, span, closed=closed, capacity=capacity)


def graded(*evidence: Evidence, policy: str = POLICY.id) -> str | None:
    verdict = grade(evidence, exposure_policy(policy))
    return verdict.grade.value if verdict else None


def test_a_symptomatic_case_is_infectious_from_two_days_before_onset() -> None:
    window = infectious_window(Positive(T0, T0 + timedelta(hours=5), date(2022, 3, 9)), POLICY, HANOI)
    assert window.start == datetime(2022, 3, 7, tzinfo=HANOI)
    assert window.end == T0 + timedelta(hours=5)


def test_an_asymptomatic_case_is_infectious_from_two_days_before_the_sample() -> None:
    assert infectious_window(Positive(T0, T0, None), POLICY, HANOI).start == T0 - timedelta(days=2)


def test_an_onset_after_the_sample_does_not_shorten_the_window() -> None:
    window = infectious_window(Positive(T0, T0 + timedelta(days=5), date(2022, 3, 14)), POLICY, HANOI)
    assert window.start == T0 - timedelta(days=2)


@pytest.mark.parametrize(
    ("name", "days"), [("vn-2021-07-30", 3), ("vn-2021-12-29", 2), ("who-2d-1m-15min", 2)]
)
def test_each_pack_has_its_days_before_onset(name: str, days: int) -> None:
    window = infectious_window(Positive(T0, T0, date(2022, 3, 10)), exposure_policy(name), HANOI)
    assert window.start == datetime(2022, 3, 10, tzinfo=HANOI) - timedelta(days=days)


def test_the_pack_in_force_is_chosen_by_date_and_who_only_by_name() -> None:
    on = {day: exposure_policy_on(day).id for day in (date(2017, 1, 1), date(2021, 12, 28), date(2026, 1, 1))}
    assert list(on.values()) == ["vn-2021-07-30", "vn-2021-07-30", "vn-2021-12-29"]


def test_what_is_unverified_is_inactive() -> None:
    """The decree of July 2021 counts a shared closed space (unverified): no rule of the pack uses it."""
    pack = exposure_policies()["vn-2021-07-30"]
    assert pack.unverified
    assert graded(stayed(60), policy=pack.id) == "present"


def test_who_needs_fifteen_minutes_within_a_metre() -> None:
    assert graded(met(15), policy=WHO.id) == "close"
    assert graded(met(14.99), policy=WHO.id) == "present"
    assert graded(met(60, distance=1.01), policy=WHO.id) == "present"


def test_minutes_add_up_within_a_day_but_not_beyond() -> None:
    assert graded(met(8), met(7, after=1433), policy=WHO.id) == "close"
    assert graded(met(8), met(7, after=1434), policy=WHO.id) == "present"


def test_overlapping_evidence_counts_once() -> None:
    assert graded(met(10), met(10, after=2), policy=WHO.id) == "present"


def test_masked_people_need_fifteen_minutes_and_an_unknown_mask_counts_as_none() -> None:
    assert graded(met(1, masked=False)) == "close"
    assert graded(met(1, masked=None)) == "close"
    assert graded(met(1, masked=True)) == "present"
    assert graded(met(10, masked=True), met(5, after=30, masked=True)) == "close"


def test_kind_and_capacity_decide_between_same_space_and_present() -> None:
    assert graded(stayed(5, capacity=50)) == "same_space"
    assert graded(stayed(300, capacity=51)) == "present"
    assert graded(stayed(300, closed=False)) == "present"


def test_the_strongest_reason_makes_the_grade_and_all_make_the_minutes() -> None:
    verdict = grade([stayed(60), met(5, after=90)], POLICY)
    assert verdict is not None
    assert (verdict.grade, verdict.together) == (Grade.CLOSE, timedelta(minutes=65))
    assert (verdict.first, verdict.last) == (T0, T0 + timedelta(minutes=95))


def test_a_household_is_close_without_a_minute_recorded() -> None:
    assert (
        graded(Evidence(Source.HOUSEHOLD, Span(T0, T0 + timedelta(days=2)), assumed=True), policy=WHO.id)
        == "close"
    )


def test_nobody_without_evidence() -> None:
    assert grade([], POLICY) is None


def test_positive_results_near_each_other_tell_one_illness() -> None:
    first, second, later = (Positive(T0 + timedelta(days=d), T0 + timedelta(days=d)) for d in (0, 30, 31))
    assert episodes([later, second, first], POLICY) == [[first, second], [later]]
    assert of_episode([second, first]) == Positive(T0, T0, None)


def test_signal_strength_becomes_distance() -> None:
    assert POLICY.bluetooth.distance_m(POLICY.bluetooth.rssi_at_1m_dbm) == 1.0
    assert POLICY.bluetooth.distance_m(-82) == pytest.approx(10.0)
