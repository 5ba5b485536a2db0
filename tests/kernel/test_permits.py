"""Whether a permit holds here and now, what may be asked for, and codes judged without a network."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.core.policies import permit_templates
from lachan.kernel import permits, qr
from lachan.kernel.permits import Answer, Asked, Fault, Hours, Standing, Terms
from lachan.kernel.signing import new_key

NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)  # 12:00 in Viet Nam
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DAYTIME = Hours(5 * 60, 22 * 60)
TERMS = Terms(77, 2, NOON - DAY, NOON + DAY, DAYTIME, 5)
HERE = (1, 5, 17)
KEY = new_key()
TRUST = qr.Trust({KEY.public.id: KEY.public})


@pytest.mark.parametrize(
    ("terms", "standing", "at", "units", "told"),
    [
        (TERMS, Standing(), NOON, HERE, Answer.VALID),
        (TERMS, Standing(), NOON + DAY - timedelta(seconds=1), HERE, Answer.VALID),
        (TERMS, Standing(), NOON + DAY, HERE, Answer.EXPIRED),
        (TERMS, Standing(), NOON - DAY - HOUR, HERE, Answer.NOT_YET),
        (TERMS, Standing(), NOON - DAY, HERE, Answer.VALID),
        (TERMS, Standing(), NOON + 10 * HOUR, HERE, Answer.OUTSIDE_HOURS),  # 22:00 is over
        (TERMS, Standing(), NOON + 10 * HOUR - timedelta(minutes=1), HERE, Answer.VALID),
        (TERMS, Standing(), NOON - 7 * HOUR, HERE, Answer.VALID),  # 05:00
        (TERMS, Standing(), NOON - 7 * HOUR - timedelta(minutes=1), HERE, Answer.OUTSIDE_HOURS),
        (TERMS, Standing(), NOON, (1, 6), Answer.OUTSIDE_AREA),
        (replace(TERMS, area=0), Standing(), NOON, (), Answer.VALID),
        (TERMS, Standing(is_suspended=True), NOON, HERE, Answer.SUSPENDED),
        (TERMS, Standing(is_revoked=True), NOON, HERE, Answer.REVOKED),
        (TERMS, Standing(last=NOON), NOON, HERE, Answer.OLD_VERSION),
        (TERMS, Standing(last=NOON + HOUR), NOON, HERE, Answer.VALID),  # in the days of grace
        (replace(TERMS, template=permits.PAPER), Standing(), NOON, HERE, Answer.BY_HAND),
        # the gravest is told
        (TERMS, Standing(is_revoked=True, is_suspended=True, last=NOON), NOON + DAY, (1,), Answer.REVOKED),
        (TERMS, Standing(is_suspended=True, last=NOON), NOON + DAY, (1,), Answer.EXPIRED),
        (TERMS, Standing(is_suspended=True, last=NOON), NOON, (1,), Answer.SUSPENDED),
        (TERMS, Standing(), NOON + 10 * HOUR, (1,), Answer.OUTSIDE_AREA),
    ],
)
def test_a_permit_holds_here_and_now_or_the_gravest_reason_is_told(
    terms: Terms, standing: Standing, at: datetime, units: tuple[int, ...], told: Answer
) -> None:
    assert permits.answer(terms, standing, at, units) is told


def test_only_a_permit_with_nothing_wrong_is_valid() -> None:
    """All combinations of what may be wrong: exactly one of 128 lets pass."""
    valid = 0
    for revoked, suspended, old, over, early, elsewhere, late in product([False, True], repeat=7):
        terms = replace(
            TERMS,
            valid_from=NOON + HOUR if early else NOON - DAY,
            valid_until=NOON if over else NOON + DAY,
            hours=Hours(0, 60) if late else DAYTIME,
        )
        standing = Standing(revoked, suspended, NOON if old else None)
        found = permits.answer(terms, standing, NOON, (1,) if elsewhere else HERE)
        is_valid = not any((revoked, suspended, old, over, early, elsewhere, late))
        assert (found is Answer.VALID) is is_valid
        valid += is_valid
    assert valid == 1


@given(st.integers(0, 1440), st.integers(0, 1440), st.integers(0, 1439))
def test_hours_hold_every_minute_between_begin_and_end_past_midnight_too(
    begin: int, end: int, at: int
) -> None:
    inside = {(begin + n) % 1440 for n in range((end - begin) % 1440 or 1440)}
    assert Hours(begin, end).holds(at) is (at in inside)


@given(*[st.integers(0, 1439)] * 4)
def test_hours_cover_others_where_they_hold_all_their_minutes(a: int, b: int, c: int, d: int) -> None:
    outer, inner = Hours(a, b), Hours(c, d)
    held = all(outer.holds(minute) for minute in range(1440) if inner.holds(minute))
    if outer.covers(inner):
        assert held
    elif held:  # told otherwise only where the inner span wraps around a whole outer day
        assert outer.length == 1440


ASKED = Asked("person", "food", NOON, NOON + DAY, Hours(6 * 60, 18 * 60))


@pytest.mark.parametrize(
    ("template", "change", "told"),
    [
        ("errand", {}, []),
        ("errand", {"applicant": "organisation"}, [Fault.FOR_OTHERS]),
        ("errand", {"reason": "party"}, [Fault.REASON_UNKNOWN]),
        ("errand", {"ends": NOON}, [Fault.ENDS_BEFORE_IT_BEGINS]),
        ("errand", {"ends": NOON + 3 * DAY}, []),
        ("errand", {"ends": NOON + 3 * DAY + HOUR}, [Fault.TOO_LONG]),
        ("errand", {"hours": Hours(5 * 60, 18 * 60)}, [Fault.HOURS_TOO_WIDE]),
        ("gone", {}, [Fault.NOT_OFFERED]),
        ("medical", {"reason": "party", "ends": NOON + 9 * DAY}, [Fault.REASON_UNKNOWN, Fault.TOO_LONG]),
    ],
)
def test_what_is_asked_for_fits_the_template_or_every_fault_is_told(
    template: str, change: dict[str, object], told: list[Fault]
) -> None:
    found = permits.offered(permit_templates().values(), NOON.date()).get(template)
    assert permits.faults(found, replace(ASKED, **change)) == told  # type: ignore[arg-type]


def test_each_template_is_offered_in_its_newest_version_and_not_after_its_end() -> None:
    known = permit_templates().values()
    assert not permits.offered(known, date(2021, 9, 5))
    assert permits.offered(known, date(2021, 9, 6))["work"].number == 1
    assert not permits.offered(known, date(2021, 9, 21))
    assert permits.offered(known, date(2026, 11, 25))["work"].number == 2


def test_permits_of_an_old_version_hold_on_for_the_days_of_grace_that_the_new_one_gives() -> None:
    old = permit_templates()[2]
    new = replace(old, number=9, valid_from=date(2026, 12, 1), grace=2 * DAY)
    newer = replace(old, number=10, valid_from=date(2026, 12, 5))
    assert permits.last_moment([old], old) is None
    assert permits.last_moment([old, new, newer], old) == datetime(2026, 12, 2, 17, tzinfo=UTC)
    assert permits.last_moment([old, new], new) is None


def test_packs_of_permits_are_whole_and_say_what_nobody_verified() -> None:
    known = permit_templates()
    assert all(number == template.number > 0 for number, template in known.items())
    for template in known.values():
        assert template.source
        assert template.unverified, "no pack was read in a decree yet; take this away with the first that was"
        assert {"vi", "en"} == template.title.keys()
        assert all({"vi", "en"} == told.keys() for told in template.reasons.values())
        assert {template.approver, template.where} <= permits.LEVELS.keys()
        assert template.longest > timedelta(0)


# --- codes


@given(
    st.integers(0, 2**60 - 1), st.integers(1, 65535), st.integers(0, 1440), st.integers(0, 1440),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_a_code_says_again_what_was_signed(
    number: int, template: int, begin: int, end: int, area: int
) -> None:
    terms = Terms(number, template, NOON, NOON + DAY, Hours(begin, end), area)
    [text] = qr.permit_codes(KEY, [terms])
    assert qr.read_permit(f" {text}\r\n", TRUST) == qr.PermitReading(terms)
    assert len(text) == 145


def test_a_scanner_without_a_network_judges_time_hours_area_and_what_was_taken_back() -> None:
    [text] = qr.permit_codes(KEY, [TERMS])
    assert qr.judge_permit(text, TRUST, NOON, HERE) == Answer.VALID
    assert qr.judge_permit(text, TRUST, NOON + DAY, HERE) == Answer.EXPIRED
    assert qr.judge_permit(text, TRUST, NOON + 11 * HOUR, HERE) == Answer.OUTSIDE_HOURS
    assert qr.judge_permit(text, TRUST, NOON, (1, 6)) == Answer.OUTSIDE_AREA
    taken = replace(TRUST, revoked=frozenset({77}))
    assert qr.judge_permit(text, taken, NOON, HERE) == Answer.REVOKED
    assert qr.judge_permit(text, qr.Trust({}), NOON, HERE) == "key_unknown"
    assert qr.judge_permit(text, replace(TRUST, stolen=frozenset(TRUST.keys)), NOON, HERE) == "key_stolen"


@pytest.mark.parametrize("place", range(2, 145, 11))
def test_a_code_with_one_letter_changed_is_never_believed(place: int) -> None:
    [text] = qr.permit_codes(KEY, [TERMS])
    changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    assert qr.judge_permit(changed, TRUST, NOON, HERE) in {"forged", "unreadable", "key_unknown"}


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert qr.read_permit("LP" + text, TRUST).terms is None


def test_no_other_code_of_ours_is_taken_for_a_permit() -> None:
    [card] = qr.printed(KEY, [77], 20_000)
    assert qr.read_permit("LP" + card[2:], TRUST).problem == "unreadable"
    assert not qr.is_permit(card)
