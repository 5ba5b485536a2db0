"""Room on Python's own stack.

CPython 3.11 keeps frames in chunks of 16 KB and gives a chunk back the moment its first frame returns.  A
loop that calls across the end of one maps and unmaps memory with every call: 7 µs instead of 0.03, at one
depth in about 146.  Which loop that is changes with every function between it and the door
(docs/explain/scars.md).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS = 33_000  # of 8 bytes; the chunk is rounded up to 512 KB, mapped, and touched only where it is used


def roomy(work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Call ``work`` with so much of the stack ahead that it meets the end of no chunk."""
    return work(*arguments, **named)


# A frame that claims to need much gets a chunk of its own, with as much left over.
roomy.__code__ = roomy.__code__.replace(co_stacksize=SLOTS)
