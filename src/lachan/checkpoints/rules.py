"""One answer for one person at a checkpoint, from the answers of the rooms below."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What one answer means for passing."""

    GOOD = "good"
    WARN = "warn"  # a person must look
    BAD = "bad"
    ABSENT = "absent"  # no room here can say


class Verdict(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Told:
    """What one question was answered: ``code`` says why, ``detail`` is for the guard's eye."""

    question: str
    tone: Tone
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict with the answer that decides it; ``because`` is empty where all is well."""

    verdict: Verdict
    because: Told | None


def judge(answers: Sequence[Told]) -> Judged:
    """The gravest answer decides; of two alike the one asked first.  What nobody can say decides nothing.

    >>> judge([Told("permit", Tone.GOOD, "valid"), Told("vaccination", Tone.ABSENT, "absent")]).verdict
    <Verdict.GREEN: 'green'>
    """
    for tone, verdict in ((Tone.BAD, Verdict.RED), (Tone.WARN, Verdict.YELLOW)):
        found = next((answer for answer in answers if answer.tone is tone), None)
        if found is not None:
            return Judged(verdict, found)
    if not any(answer.tone is Tone.GOOD for answer in answers):
        return Judged(Verdict.YELLOW, None)
    return Judged(Verdict.GREEN, None)


def with_care(answers: Sequence[Told], template: str, care: Sequence[str]) -> list[Told]:
    """Who is ill and on the way to care under a permit that holds is let through by a person, kept apart."""
    goes_to_care = any(
        answer.question == "permit" and answer.code == "valid" and template in care for answer in answers
    )
    return [
        Told(answer.question, Tone.WARN, "ill_to_care") if goes_to_care and answer.code == "ill" else answer
        for answer in answers
    ]
