"""One answer from many: the gravest decides, what nobody can say decides nothing."""

from itertools import product

import pytest

from lachan.checkpoints.rules import Judged, Told, Tone, Verdict, judge, with_care

NAMES = ("identity", "permit", "result", "declaration", "vaccination")


def test_every_combination_of_answers_has_the_verdict_of_its_gravest() -> None:
    for tones in product(Tone, repeat=len(NAMES)):
        answers = [Told(name, tone, "x") for name, tone in zip(NAMES, tones, strict=True)]
        found = judge(answers)
        if Tone.BAD in tones:
            told: tuple[Verdict, Told | None] = (Verdict.RED, answers[tones.index(Tone.BAD)])
        elif Tone.WARN in tones:
            told = (Verdict.YELLOW, answers[tones.index(Tone.WARN)])
        else:
            told = (Verdict.GREEN if Tone.GOOD in tones else Verdict.YELLOW, None)
        assert (found.verdict, found.because) == told


def test_where_nobody_can_say_anything_a_person_must_look() -> None:
    assert judge([]) == Judged(Verdict.YELLOW, None)
    assert judge([Told("vaccination", Tone.ABSENT, "absent")]).verdict is Verdict.YELLOW


ILL = Told("result", Tone.BAD, "ill")


@pytest.mark.parametrize(
    ("permit", "template", "verdict"),
    [
        (Told("permit", Tone.GOOD, "valid"), "medical", Verdict.YELLOW),
        (Told("permit", Tone.GOOD, "valid"), "work", Verdict.RED),
        (Told("permit", Tone.BAD, "expired"), "medical", Verdict.RED),
        (Told("permit", Tone.WARN, "other_plate"), "medical", Verdict.RED),
    ],
)
def test_who_is_ill_passes_only_to_care_and_only_by_hand(
    permit: Told, template: str, verdict: Verdict
) -> None:
    assert judge(with_care([permit, ILL], template, ["medical"])).verdict is verdict
