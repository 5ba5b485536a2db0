"""The comparison of ``kernel.matching`` for many pairs at once: the same levels, the same weights.

Every value that records tell is looked at once: pairs of equal values are one look-up, pairs of different
ones go through the plain rule, once for each pair that differs from those before.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lachan.kernel import matching
from lachan.kernel.matching import COMPARE, Compared, Model, Told

Ints = NDArray[np.int64]
Levels = NDArray[np.int8]
Floats = NDArray[np.float64]
NOTHING = -1  # one of the two says nothing
ONE_VALUE: dict[str, Callable[[Told], Hashable]] = {  # what is the same value in many records
    "name": lambda told: told.name,
    "birth": lambda told: told.birth,
    "sex": lambda told: told.sex,
    "area": lambda told: told.area,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs with their weights; ``levels`` by what was compared, as places in the model's list of levels."""

    model: Model
    levels: dict[str, Levels]
    parts: dict[str, Floats]
    weights: Floats
    is_doubtful: NDArray[np.bool_]

    def compared(self, pair: int) -> Compared:
        """One pair as the plain rule tells it."""
        names = {what: list(self.model.levels[what]) for what in COMPARE}
        levels = {
            what: names[what][at] if (at := some[pair]) >= 0 else None for what, some in self.levels.items()
        }
        weights = {what: float(self.parts[what][pair]) for what in COMPARE if levels[what] is not None}
        return Compared(levels, weights, float(self.weights[pair]))


def compare_many(model: Model, told: Sequence[Told], one: Ints, other: Ints) -> Judged:
    """Compare ``told[one[i]]`` with ``told[other[i]]`` for every i."""
    levels: dict[str, Levels] = {}
    parts: dict[str, Floats] = {}
    names = _Coded(told, ONE_VALUE["name"])
    for what, rule in COMPARE.items():
        places = {level: i for i, level in enumerate(model.levels[what])}
        if what in ONE_VALUE:
            coded = names if what == "name" else _Coded(told, ONE_VALUE[what])
            levels[what] = _by_value(model, told, coded, (one, other), rule, places)
        else:
            levels[what] = np.array(
                [
                    NOTHING if (level := rule(model, told[i], told[j])) is None else places[level]
                    for i, j in zip(one.tolist(), other.tolist(), strict=True)
                ],
                dtype=np.int8,
            )
        weighed = [0.0 if level.by_frequency else level.weight for level in model.levels[what].values()]
        parts[what] = np.array([*weighed, 0.0])[levels[what]]
    _weigh_names(model, told, names, one, levels["name"], parts["name"])
    weights = np.full(len(one), model.prior) + sum(parts[what] for what in COMPARE)
    return Judged(model, levels, parts, weights, _doubtful(model, levels))


class _Coded:
    """Values as numbers: ``codes`` by record, and the first record that tells each value."""

    def __init__(self, told: Sequence[Told], value: Callable[[Told], Hashable]) -> None:
        known: dict[Hashable, int] = {}
        self.codes = np.fromiter(
            (known.setdefault(value(one), len(known)) for one in told), dtype=np.int64, count=len(told)
        )
        self.count = max(1, len(known))
        self.first = np.zeros(self.count, dtype=np.int64)
        self.first[self.codes[::-1]] = np.arange(len(told))[::-1]


def _by_value(
    model: Model,
    told: Sequence[Told],
    coded: _Coded,
    pairs: tuple[Ints, Ints],
    rule: Callable[[Model, Told, Told], str | None],
    places: dict[str, int],
) -> Levels:
    """Levels of pairs, by the plain rule, asked once for each pair of values."""
    both = coded.codes[pairs[0]] * coded.count + coded.codes[pairs[1]]
    values, back = np.unique(both, return_inverse=True)
    ones, others = coded.first[values // coded.count], coded.first[values % coded.count]
    found = (rule(model, told[i], told[j]) for i, j in zip(ones.tolist(), others.tolist(), strict=True))
    return _placed(found, places, len(values))[back]


def _placed(found: Iterable[str | None], places: dict[str, int], count: int) -> Levels:
    return np.fromiter((NOTHING if f is None else places[f] for f in found), dtype=np.int8, count=count)


def _weigh_names(
    model: Model, told: Sequence[Told], names: _Coded, one: Ints, levels: Levels, parts: Floats
) -> None:
    """Put in the weights of names that count by how common they are."""
    by_frequency = [level.by_frequency for level in model.levels["name"].values()]
    rows = np.flatnonzero(np.array([*by_frequency, False])[levels])
    codes, back = np.unique(names.codes[one[rows]], return_inverse=True)
    common = np.array([matching.frequency(model, told[names.first[code]].name) for code in codes.tolist()])
    shares = np.array([level.m for level in model.levels["name"].values()])
    if len(rows):
        parts[rows] = np.log2(shares[levels[rows]] / common[back])


def _doubtful(model: Model, levels: dict[str, Levels]) -> NDArray[np.bool_]:
    """Whether a human being must look, whatever the weight."""
    count = len(next(iter(levels.values())))
    is_doubtful = np.zeros(count, dtype=np.bool_)
    for what, some in levels.items():
        doubts = [(what, level) in model.doubts for level in model.levels[what]]
        is_doubtful |= np.array([*doubts, False])[some]
    return is_doubtful
