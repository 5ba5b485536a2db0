"""Randomness and small array tools: one keyed stream per purpose and day, and a hash for facts about pairs.

A stream answers "what happens on day 9" without living through days 0-8; the hash answers "how near did
these two sit on day 9" without anybody storing it, so that the outbreak and the Bluetooth log agree.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Smalls = NDArray[np.int32]
Bytes1 = NDArray[np.int8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]
Texts = NDArray[np.bytes_]
Dates = NDArray[np.datetime64]

_WORD = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


class Purpose(IntEnum):
    """What a stream is for; a new purpose takes a new number, so that old worlds stay as they were."""

    AREAS = 1
    PLACES = 2
    PEOPLE = 3
    JOBS = 4
    PLAN = 5
    RECORD = 6
    RADIO = 7
    INFECTION = 8
    COURSE = 9
    TESTS = 10
    HABIT = 11
    CONTACT = 12


def stream(seed: int, purpose: Purpose, day: int = 0) -> np.random.Generator:
    """Generator of one purpose and day; equal keys give equal numbers, on their own."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, int(purpose), day])))


def scramble(words: Words) -> Words:
    """Finaliser of SplitMix64: every input bit moves every output bit (Steele et al., OOPSLA 2014)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


def hashed(key: tuple[int, Purpose, int], *parts: NDArray[np.integer]) -> Words:
    """One 64-bit word per row of ``parts``, keyed by (seed, purpose, day); order of the parts matters."""
    word = 0
    for number in key:
        word = ((word ^ int(number)) * _GOLDEN + 0x632BE59BD9B4E019) & _WORD
    state = np.full(len(parts[0]), word, dtype=np.uint64)
    for part in parts:
        state = scramble(state + (part.astype(np.uint64) + np.uint64(1)) * np.uint64(_GOLDEN))
    return state


def bits(words: Words, shift: int, count: int) -> Ints:
    """``count`` bits of each word from bit ``shift`` on, as integers 0..2**count - 1."""
    cut = (words >> np.uint64(shift)) & np.uint64((1 << count) - 1)
    return cut.astype(np.int64)


def ragged(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Expand ranges: row number and index of every element of ``starts[i] .. starts[i] + counts[i] - 1``.

    >>> ragged(np.array([5, 9]), np.array([2, 1]))
    (array([0, 0, 1]), array([5, 6, 9]))
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner)) - before + np.asarray(starts, dtype=np.int64)[owner]


def ranks(groups: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Place of every row within its group (0, 1, ... by row order), and the size of its group."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = (
        np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)
    )
    sizes = np.diff(np.r_[first, len(ordered)])
    rank = np.empty(len(groups), dtype=np.int64)
    size = np.empty(len(groups), dtype=np.int64)
    rank[order] = np.arange(len(ordered)) - np.repeat(first, sizes)
    size[order] = np.repeat(sizes, sizes)
    return rank, size
