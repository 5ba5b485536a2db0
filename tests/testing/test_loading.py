"""Results by the file: what was released last stands, in whatever order it came; and every bad row told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity.models import Person
from lachan.testing import public as testing
from lachan.testing.models import Result
from lachan.tracing.models import Case
from tests import make
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
HEADER = "person,sampled_at,released_at,outcome,test_type,onset_date"
SAMPLE = "P,2022-03-10T08:00,2022-03-{},{},pcr,"


@pytest.fixture(autouse=True)
def known() -> None:
    """P and Q."""
    for code in ("P", "Q"):
        Person.objects.create(code=code, name=code)


def standing() -> list[tuple[str, str, str]]:
    rows = Result.objects.filter(is_current=True).order_by("person_id", "sampled_at", "test_type")
    people = dict(Person.objects.values_list("id", "code"))
    return [(people[r.person_id], r.outcome, f"{r.released_at.astimezone(UTC):%d}") for r in rows]


def announced() -> list[list[int]]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="lachan.tracing.subscribers.start_tracing").order_by(
        "id"
    )
    return [job.args["event"]["people"] for job in jobs]


def test_every_bad_result_is_told_and_the_good_ones_are_stored(tmp_path: Path) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    told = load(
        "results",
        table(
            HEADER,
            "P,2022-03-10T08:00,2022-03-10T20:00,positive,pcr,2022-03-08",
            "X,2022-03-10T08:00,2022-03-10T20:00,positive,pcr,",
            f"P,{tomorrow},{tomorrow},positive,pcr,",
            f"P,2022-03-10T08:00,{tomorrow},positive,pcr,",
            "P,1999-03-10T08:00,2022-03-10T20:00,positive,pcr,",
            "P,2022-03-10T08:00,2022-03-10T07:59,positive,pcr,",
            "P,2022-03-10T08:00,2022-03-10T20:00,negative,pcr,2022-03-08",
            "P,2022-03-10T08:00,2022-03-10T20:00,positive,PCR,2022-03-07",
            "P,2022-03-10T08:00,2022-03-10T20:00,maybe,pcr,",
            "P,2022-03-10T08:00,,positive,pcr,",
            "P,2022-03-10T08:00,2022-03-10T20:00,positive,,",
            "P,2022-03-10T08:00,2022-03-10T20:00,positive,pcr,8.3.2022",
        ),
        tmp_path,
    )
    assert told.code == 2
    assert told.rejects == [
        (3, "person", "identity.person_unknown"),
        (4, "sampled_at", "testing.in_the_future"),
        (5, "released_at", "testing.in_the_future"),
        (6, "sampled_at", "testing.too_long_ago"),
        (7, "released_at", "testing.released_before_sampled"),
        (8, "outcome", "testing.told_otherwise"),
        (9, "onset_date", "testing.told_otherwise"),
        (10, "outcome", "table.choice"),
        (11, "released_at", "table.empty"),
        (12, "test_type", "table.empty"),
        (13, "onset_date", "table.day"),
    ]
    assert standing() == [("P", "positive", "10")]


def test_a_second_run_changes_nothing_and_announces_nothing(tmp_path: Path) -> None:
    file = table(
        HEADER,
        SAMPLE.format("11T08:00", "positive"),
        SAMPLE.format("12T08:00", "negative"),
        "Q,2022-03-10T08:00,2022-03-10T08:00,indeterminate,rapid,",
    )
    assert load("results", file, tmp_path).stored == 3
    before, news = contents(Result), announced()
    assert len(news) == 1
    again = load("results", file, tmp_path)
    assert (again.code, again.stored, again.rejects) == (0, 0, [])
    assert (contents(Result), announced()) == (before, news)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("Dương tính", "positive"),
        ("âm tính", "negative"),
        ("POS", "positive"),
        ("neg", "negative"),
        ("+", "positive"),
    ],
)
def test_outcomes_are_understood_in_vietnamese_and_in_short(word: str, outcome: str, tmp_path: Path) -> None:
    assert load("results", table(HEADER, SAMPLE.format("11T08:00", word)), tmp_path).code == 0
    assert standing() == [("P", outcome, "11")]


def test_an_answer_released_later_corrects_and_one_that_arrives_late_does_not(tmp_path: Path) -> None:
    load("results", table(HEADER, SAMPLE.format("12T08:00", "negative")), tmp_path)
    load("results", table(HEADER, SAMPLE.format("11T08:00", "positive")), tmp_path)
    assert standing() == [("P", "negative", "12")]
    assert len(announced()) == 1  # the older answer changed nothing that stands
    load("results", table(HEADER, SAMPLE.format("13T08:00", "positive")), tmp_path)
    assert standing() == [("P", "positive", "13")]
    assert len(announced()) == 2


def test_the_same_release_cannot_say_two_things_in_a_later_file_either(tmp_path: Path) -> None:
    load("results", table(HEADER, SAMPLE.format("11T08:00", "positive")), tmp_path)
    told = load("results", table(HEADER, SAMPLE.format("11T08:00", "negative")), tmp_path)
    assert told.rejects == [(2, "outcome", "testing.told_otherwise")]
    assert standing() == [("P", "positive", "11")]


def test_an_indeterminate_answer_opens_no_case_and_ends_one_it_corrects(tmp_path: Path) -> None:
    make.make_areas()
    load("results", table(HEADER, "Q,2022-03-10T08:00,2022-03-11T08:00,indeterminate,pcr,"), tmp_path)
    make.run_jobs()
    assert Case.objects.count() == 0
    load("results", table(HEADER, SAMPLE.format("11T08:00", "positive")), tmp_path)
    make.run_jobs()
    assert Case.objects.filter(withdrawn_at=None).count() == 1
    load("results", table(HEADER, SAMPLE.format("12T08:00", "indeterminate")), tmp_path)
    make.run_jobs()
    assert Case.objects.filter(withdrawn_at=None).count() == 0


answers = st.lists(
    st.tuples(
        st.sampled_from(["P", "Q"]),
        st.integers(0, 1),  # which sample
        st.integers(0, 4),  # released so many days after
        st.sampled_from(["positive", "negative", "indeterminate"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda told: told[:3],
).flatmap(
    lambda told: st.tuples(st.just(told), st.permutations(told), st.lists(st.integers(1, 3), max_size=6))
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers)
def test_answers_in_any_order_and_any_files_end_in_the_same_ones_standing(
    drawn: tuple[list[tuple[str, int, int, str]], list[tuple[str, int, int, str]], list[int]],
) -> None:
    told, shuffled, cuts = drawn
    expected = {}
    for who, sample, _, outcome in sorted(told, key=lambda one: one[2]):
        expected[who, sample] = outcome
    for order, sizes in ((told, [len(told)]), (shuffled, [*cuts, len(told)])):
        Result.objects.all().delete()
        left = list(order) + order[:2]
        for size in [*sizes, len(left)]:
            some, left = left[:size], left[size:]
            assert all(not rejects for rejects in [store(some)])
        people = dict(Person.objects.values_list("id", "code"))
        got = {
            (people[r.person_id], (r.sampled_at - make.NOON).days): r.outcome
            for r in Result.objects.filter(is_current=True)
        }
        assert got == expected
        assert Result.objects.count() == len(told)


def store(told: list[tuple[str, int, int, str]]) -> list[object]:
    if not told:
        return []
    columns = testing.ResultColumns(
        origin_of_scans(len(told)),
        [who for who, *_ in told],
        [make.at(0, day=sample) for _, sample, _, _ in told],
        [make.at(1, day=sample + released) for _, sample, released, _ in told],
        [outcome for *_, outcome in told],
        ["pcr"] * len(told),
        [None] * len(told),
    )
    _, rejects = testing.load_results(system(), columns)
    return list(rejects)


def test_a_correction_stands_even_where_the_laboratorys_clock_was_ahead() -> None:
    person = Person.objects.get(code="P")
    ahead = datetime(2022, 3, 10, 12, 4, tzinfo=UTC)
    wrong = make.positive(person, sampled=ahead - timedelta(hours=1), released=ahead)
    right = testing.correct_result(
        system(), wrong.id, testing.Outcome.NEGATIVE, now=ahead - timedelta(minutes=4)
    )
    assert right.released_at > wrong.released_at
    assert testing.positive_results([person.id], as_of=right.released_at) == []
    assert len(testing.positive_results([person.id], as_of=wrong.released_at)) == 1
