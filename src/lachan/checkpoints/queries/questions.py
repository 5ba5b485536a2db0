"""What a checkpoint asks about people, each question answered by the door of a lower room.

A room that learns to answer one fills its place here; until then the guard reads that nobody can say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from lachan.checkpoints.rules import Told, Tone
from lachan.core.policies import passing_policies
from lachan.declarations import public as declarations
from lachan.identity import public as identity
from lachan.kernel.permits import Answer
from lachan.permits import public as permits
from lachan.testing import public as testing


@dataclass(frozen=True, slots=True)
class Gate:
    """Where and when it is asked, and of which vehicle."""

    at: datetime
    units: tuple[int, ...]
    plate: str
    policy: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """``ask`` answers for many people at once; None where no room can answer yet."""

    name: str
    ask: Callable[[Sequence[int], Gate], dict[int, Told]] | None = None


def ask_permits(people: Sequence[int], gate: Gate) -> dict[int, Told]:
    found = permits.held(people, gate.at, gate.units)
    return {person: permit_told(permits.best(ones), gate) for person, ones in found.items()}


def permit_told(held: permits.Held | None, gate: Gate) -> Told:
    """What a permit is worth at this gate."""
    if held is None:
        needed = bool(gate.policy["permit"])
        return Told("permit", Tone.BAD if needed else Tone.GOOD, "none" if needed else "not_needed")
    detail = str(held.hours) if held.answer is Answer.OUTSIDE_HOURS else ""
    if held.answer is not Answer.VALID:
        return Told("permit", Tone.BAD, held.answer, detail)
    if held.plate and gate.plate and held.plate != gate.plate:
        return Told("permit", Tone.WARN, "other_plate", held.plate)
    return Told("permit", Tone.GOOD, "valid")


def ask_results(people: Sequence[int], gate: Gate) -> dict[int, Told]:
    """Whether a positive result stands that is not old; nothing else of it is told."""
    same = identity.same_people(people)
    whose = {alias: person for person, aliases in same.items() for alias in aliases}
    since = gate.at - timedelta(days=gate.policy["positive_days"])
    ill = {whose[one.person_id] for one in testing.positive_results(list(whose)) if one.sampled_at > since}
    return {
        person: Told("result", Tone.BAD, "ill") if person in ill else Told("result", Tone.GOOD, "no_positive")
        for person in people
    }


def ask_declarations(people: Sequence[int], gate: Gate) -> dict[int, Told]:
    """Whether a declaration holds; of a risky one nothing is told but that somebody must look."""
    found = declarations.standing(people, gate.at)
    return {person: declaration_told(found.get(person), gate) for person in people}


def declaration_told(standing: declarations.Standing | None, gate: Gate) -> Told:
    if standing is None:
        needed = bool(gate.policy["declaration"])
        return Told("declaration", Tone.BAD if needed else Tone.GOOD, "none" if needed else "not_needed")
    tone, code = (Tone.WARN, "risky") if standing.is_risky else (Tone.GOOD, "valid")
    return Told("declaration", tone, code, f"{timezone.localtime(standing.valid_until):%H:%M %d/%m}")


QUESTIONS = (
    Question("permit", ask_permits),
    Question("result", ask_results),
    Question("declaration", ask_declarations),
    Question("vaccination"),
)


def gate_of(area_path: str, plate: str, at: datetime) -> Gate:
    """A gate under the policy in force on the day."""
    packs = passing_policies()
    day = timezone.localdate(at)
    policy = next((pack for pack in reversed(packs) if pack["valid_from"] <= day), packs[0])
    return Gate(at, permits.units_of(area_path), plate, policy)


def ask_all(people: Sequence[int], gate: Gate) -> dict[int, list[Told]]:
    """Every answer about each person, in the order in which they are asked."""
    told: dict[int, list[Told]] = {person: [] for person in people}
    for question in QUESTIONS:
        found = question.ask(people, gate) if question.ask else {}
        for person in people:
            told[person].append(found.get(person, absent(question.name)))
    return told


def absent(name: str) -> Told:
    return Told(name, Tone.ABSENT, "absent")
