"""The life of a tube: its steps, which may follow which, and what calls for a human being."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256

MOST_ITEMS = 1000
MOST_IN_TUBE = 20  # no protocol puts more people in a tube; the policy in force says less
LONGEST_CODE = 64


class Step(StrEnum):
    """Where a tube is."""

    COLLECTED = "collected"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    REJECTED = "rejected"
    RUNNING = "running"
    RESULT = "result"  # measured, not final: invalid, or awaiting a second person
    SPLIT = "split"  # a positive pool: its people are tested one by one
    FINAL = "final"


# What may follow what; "" is before there was a tube.  A laboratory that scans nothing at intake says with
# its answer that it holds the tube, so an answer may follow every step in which a tube can be held.
LEGAL: Mapping[str, frozenset[Step]] = {
    "": frozenset({Step.COLLECTED}),
    Step.COLLECTED: frozenset({Step.IN_TRANSIT, Step.RECEIVED, Step.RESULT, Step.REJECTED}),
    Step.IN_TRANSIT: frozenset({Step.RECEIVED, Step.RESULT, Step.REJECTED}),
    Step.RECEIVED: frozenset({Step.RUNNING, Step.RESULT, Step.REJECTED}),
    Step.RUNNING: frozenset({Step.RESULT, Step.REJECTED}),
    Step.RESULT: frozenset({Step.RUNNING, Step.RESULT, Step.FINAL, Step.SPLIT, Step.REJECTED}),
    Step.SPLIT: frozenset({Step.FINAL}),
    Step.FINAL: frozenset(),
    Step.REJECTED: frozenset(),
}
OPEN = [step.value for step in Step if LEGAL[step]]
ANSWERABLE = frozenset(step for step in Step if Step.RESULT in LEGAL[step])


class Reason(StrEnum):
    """Why a tube was rejected."""

    LEAKED = "leaked"
    UNLABELLED = "unlabelled"
    TOO_LITTLE = "too_little"
    TOO_OLD = "too_old"
    MIXED_UP = "mixed_up"
    LOST = "lost"


class AlarmKind(StrEnum):
    """What calls for a human being."""

    BOX_GAP = "box_gap"  # a box was opened, and a tube of its list was not in it
    BOX_SURPLUS = "box_surplus"  # a tube lay in a box that does not list it
    GATE_GAP = "gate_gap"  # what came in is not what went on and what was refused
    TUBE_LOST = "tube_lost"
    OVERDUE = "overdue"
    WAITING = "waiting"  # an answer whose tube nobody told of
    ANSWER_REFUSED = "answer_refused"  # an answer that waited, and does not fit the tube that came


def may_follow(was: str, step: Step) -> bool:
    """Whether a tube may go from one step to another.

    >>> may_follow("", Step.COLLECTED), may_follow(Step.FINAL, Step.RUNNING)
    (True, False)
    """
    return step in LEGAL[was]


def before(step: Step) -> list[str]:
    """The steps from which a tube may come to this one.

    >>> before(Step.SPLIT)
    ['result']
    """
    return [str(was) for was, after in LEGAL.items() if step in after]


LABEL = re.compile(r"LC\d{10}")  # a label of ours: nine digits and the one that checks them


def label_code(number: int) -> str:
    """What stands on a label: the number with a check digit (Luhn), so that a typing error is told.

    >>> label_code(1), label_code(123456789)
    ('LC0000000018', 'LC1234567897')
    """
    digits = f"{number:09}"
    return f"LC{digits}{_luhn(digits)}"


def is_mistyped(code: str) -> bool:
    """Whether a code looks like a label of ours, and is none.

    >>> is_mistyped("LC0000000018"), is_mistyped("LC0000000108"), is_mistyped("ANOTHER-8")
    (False, True, False)
    """
    return bool(LABEL.fullmatch(code)) and code[-1] != _luhn(code[2:-1])


def _luhn(digits: str) -> str:
    doubled = [int(one) * (2 if place % 2 == 0 else 1) for place, one in enumerate(reversed(digits))]
    return str(-sum(one // 10 + one % 10 for one in doubled) % 10)


def manifest_hash(codes: Iterable[str]) -> str:
    """A hash of a set of tubes, whatever their order.

    >>> manifest_hash(["B", "A"]) == manifest_hash(["A", "B"]) != manifest_hash(["A"])
    True
    """
    return sha256("\n".join(sorted(codes)).encode()).hexdigest()
