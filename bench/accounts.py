"""Whether every tube of a campaign is accounted for: knows the tables and what happened, none of our code.

``query`` runs SQL and gives rows; ``Happened`` is what the world did, as the world tells it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Query = Callable[[str], Sequence[tuple[Any, ...]]]


@dataclass
class TubeHappened:
    """A tube as it was in the world; ``fate`` is answered, rejected or lost."""

    people: tuple[str, ...]
    fate: str = ""
    outcome: str = ""
    box: str = ""


@dataclass
class Happened:
    """What the world did."""

    tubes: dict[str, TubeHappened] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    lost_boxes: set[str] = field(default_factory=set)
    fell_out: dict[str, list[str]] = field(default_factory=dict)  # by box
    ghosts: set[str] = field(default_factory=set)  # answers for tubes that never were


def complaints(happened: Happened, query: Query) -> list[str]:
    """Everything that does not add up; empty is the promise."""
    return [
        *_tubes(happened, query),
        *_custody(query),
        *_results(happened, query),
        *_orders(happened, query),
        *_boxes(happened, query),
        *_ghosts(happened, query),
    ]


def _tubes(happened: Happened, query: Query) -> list[str]:
    rows = query(
        "SELECT t.code, t.step, t.outcome, array_agg(p.code ORDER BY p.code)"
        " FROM testing_tube t JOIN testing_member m ON m.tube_id = t.id"
        " JOIN identity_person p ON p.id = m.person_id GROUP BY t.id"
    )
    stored = {code: (step, outcome, tuple(people)) for code, step, outcome, people in rows}
    found = [f"tube {code} is not stored" for code in happened.tubes.keys() - stored.keys()]
    found += [f"tube {code} never was" for code in stored.keys() - happened.tubes.keys()]
    for code, tube in happened.tubes.items():
        step, outcome, people = stored.get(code, ("", "", ()))
        if code in stored and people != tuple(sorted(tube.people)):
            found.append(f"tube {code} holds {people}, not {tube.people}")
        wanted = ("final", tube.outcome) if tube.fate == "answered" else ("rejected", outcome)
        if code in stored and (step, outcome) != wanted:
            found.append(f"tube {code} was {tube.fate} {tube.outcome}, and is {step} {outcome}")
    return found


def _custody(query: Query) -> list[str]:
    rows = query(
        "SELECT t.code, t.step, t.steps, array_agg(c.number ORDER BY c.number),"
        "       array_agg(c.was ORDER BY c.number), array_agg(c.step ORDER BY c.number)"
        " FROM testing_tube t LEFT JOIN testing_custody c ON c.tube_id = t.id GROUP BY t.id"
    )
    return [
        f"the steps of {code} do not follow one another: {steps}"
        for code, step, count, numbers, was, steps in rows
        if numbers != list(range(1, count + 1)) or was != ["", *steps[:-1]] or steps[-1] != step
    ]


def _results(happened: Happened, query: Query) -> list[str]:
    wanted = Counter(
        (code, person, tube.outcome)
        for code, tube in happened.tubes.items()
        if tube.fate == "answered" and not (tube.outcome == "positive" and len(tube.people) > 1)
        for person in tube.people
    )
    stored = Counter(
        query(
            "SELECT t.code, p.code, r.outcome FROM testing_result r JOIN testing_tube t ON t.id = r.tube_id"
            " JOIN identity_person p ON p.id = r.person_id"
        )
    )
    found = [f"no result: {one}" for one in (wanted - stored)]
    return found + [f"a result that nobody gave: {one}" for one in (stored - wanted)]


def _orders(happened: Happened, query: Query) -> list[str]:
    due = {
        (code, person)
        for code, tube in happened.tubes.items()
        if tube.fate != "answered" or (tube.outcome == "positive" and len(tube.people) > 1)
        for person in tube.people
    }
    rows = query(
        "SELECT t.code, p.code, o.answered_at FROM testing_order o"
        " JOIN identity_person p ON p.id = o.person_id JOIN testing_tube t ON t.id = o.after_tube_id"
    )
    stored = {(tube, person): answered for tube, person, answered in rows}
    found = [f"never called again: {one}" for one in due - stored.keys()]
    found += [f"called for nothing: {one}" for one in stored.keys() - due]
    return found + [f"called and not sampled: {one}" for one, answered in stored.items() if answered is None]


def _boxes(happened: Happened, query: Query) -> list[str]:
    sent = {code: (tubes, opened) for code, tubes, opened in
            query("SELECT code, sent_tubes, opened_at FROM testing_box")}  # fmt: skip
    gates = {ref: row for ref, *row in
             query("SELECT ref, came_in, went_on, refused FROM testing_gate WHERE kind = 'box'")}  # fmt: skip
    alarms: defaultdict[str, set[str]] = defaultdict(set)
    for kind, ref in query("SELECT kind, ref FROM testing_alarm"):
        alarms[kind].add(ref)
    found = []
    for box, tubes in happened.boxes.items():
        if box not in sent or sent[box][0] != len(tubes):
            found.append(f"box {box} was sent with {len(tubes)} tubes")
        elif box in happened.lost_boxes:
            untold = set(tubes) - alarms["tube_lost"]
            found += [f"box {box} is lost"] if sent[box][1] else []
            found += [f"nobody was told that {tube} is lost" for tube in untold]
        else:
            came_in, went_on, refused = gates.get(box, (0, 0, 0))
            gap = len(happened.fell_out.get(box, ()))
            if came_in != len(tubes) or came_in - went_on - refused != gap:
                found.append(f"box {box}: {came_in} in, {went_on} on, {refused} refused, {gap} fell out")
            if bool(gap) != (box in alarms["box_gap"]):
                found.append(f"box {box}: {gap} fell out, and the alarm says otherwise")
    return found


def _ghosts(happened: Happened, query: Query) -> list[str]:
    waiting = {tube for (tube,) in query("SELECT tube FROM testing_reading WHERE waits")}
    told = {ref for (ref,) in query("SELECT ref FROM testing_alarm WHERE kind = 'waiting'")}
    found = [f"an answer waits for nothing: {tube}" for tube in waiting ^ happened.ghosts]
    return found + [f"nobody was told of {tube}" for tube in happened.ghosts - told]
