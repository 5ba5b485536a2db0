"""What a chunk of Python's stack costs is counted in pages of memory, not in time."""

import resource
from collections.abc import Callable

import pytest

from lachan.core.stack import roomy

DEPTHS, CALLS = 300, 500


def leaf() -> None:
    pass


def faults(depth: int) -> int:
    """Pages of memory that some calls at a depth had to be given."""
    if depth:
        return faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def worst(of_depth: Callable[[int], int]) -> int:
    return max(of_depth(depth) for depth in range(DEPTHS))


def test_no_call_of_a_page_waits_for_memory_whatever_its_depth() -> None:
    assert worst(lambda depth: roomy(faults, depth)) < CALLS // 10


def test_without_room_some_depth_waits_at_every_call() -> None:
    """The control; a Python that keeps its chunks needs no room."""
    found = worst(faults)
    if found < CALLS // 10:
        pytest.skip("this Python keeps its chunks: lachan.core.stack may go")
    assert found >= CALLS
