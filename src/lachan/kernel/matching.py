"""Are two records one human being?  Fellegi and Sunter's weights, with names weighed by how common they are.

For each thing two records tell (name, birth, sex, number, phone, area) a level of agreement is found; each
level has ``m``, how often it occurs between records of one human being, and ``u``, how often by chance.  The
sum of log2(m/u) over what both tell, plus the prior, is the weight of the pair: log2 of the odds for one.

The numbers stand in ``policies/identity/matching-….toml`` and are estimated by ``bench/linkage``.
Source: Fellegi and Sunter, J Am Stat Assoc 64, 1969; term frequencies: Winkler, 2000.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import log2
from typing import Any

from rapidfuzz.distance import OSA, DamerauLevenshtein

from lachan.kernel.births import Birth
from lachan.kernel.names import folded, toned, words

LONG_WORD = 6  # letters from which a word may differ in two places and still be a slip
COMMUNE_DEPTH = 3  # units in the path of a commune: country, province, commune


class Outcome(StrEnum):
    SAME = "same"
    REVIEW = "review"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two records may agree, and how telling it is."""

    name: str
    m: float
    u: float
    by_frequency: bool = False  # u is how common the name is, where that is known

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Everything that decides, of one date."""

    id: str
    valid_from: date
    source: str
    prior: float  # log2 of the odds that a pair found by blocking is one human being
    same_from: float
    review_from: float
    lead: float  # how much the best must be ahead of the next for "same"
    doubts: frozenset[tuple[str, str]]  # (what, level) that a human being must look at, whatever the weight
    levels: Mapping[str, Mapping[str, Level]]
    frequencies: Mapping[str, float]  # of a folded word among all words of its place in names
    unseen: float  # frequency of a word that is not listed
    least_frequency: float  # no name counts as rarer than this
    known: frozenset[str]  # words that are names by themselves, never a slip for another


@dataclass(frozen=True, slots=True)
class Told:
    """What one record tells.

    ``numbers`` by kind, equal where they are the same, in clear as ``str``; ``area`` is a path of unit ids.
    """

    name: str
    birth: Birth | None = None
    sex: str = "unknown"
    numbers: Mapping[str, frozenset[object]] = field(default_factory=dict)
    phones: frozenset[str | bytes] = frozenset()
    area: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Levels reached, by what was compared (None: one of the two says nothing), and the weight of it all."""

    levels: Mapping[str, str | None]
    weights: Mapping[str, float]
    weight: float


def parse(pack: Mapping[str, Any]) -> Model:
    """A model from its file.  Raises KeyError or ValueError where it is incomplete."""
    levels = {
        name: {key: Level(key, **numbers) for key, numbers in some.items()}
        for name, some in pack["levels"].items()
    }
    if missing := {name for name in COMPARE if name not in levels}:
        raise ValueError(f"{pack['id']}: no levels for {', '.join(sorted(missing))}")
    words = pack["words"]
    return Model(
        id=pack["id"],
        valid_from=pack["valid_from"],
        source=pack["source"],
        **{name: float(pack[name]) for name in ("prior", "same_from", "review_from", "lead")},
        doubts=frozenset((what, level) for what, some in pack["doubts"].items() for level in some),
        levels=levels,
        frequencies=words["frequency"],
        unseen=words["unseen"],
        least_frequency=words["least"],
        known=frozenset(words["frequency"]),
    )


def compare(model: Model, one: Told, other: Told) -> Compared:
    """What two records have in common, and its weight.  The order of the two does not matter."""
    levels = {name: rule(model, one, other) for name, rule in COMPARE.items()}
    weights = {
        name: _weight(model, model.levels[name][level], one, other)
        for name, level in levels.items()
        if level is not None
    }
    return Compared(levels, weights, model.prior + sum(weights.values()))


def outcome(model: Model, candidates: Sequence[Compared]) -> Outcome:
    """What follows from all candidates, the heaviest first.

    Two that are nearly as good, and two that differ as twins or a mother and her child do, are never decided
    by the machine.
    """
    if not candidates:
        return Outcome.NEW
    best = candidates[0]
    is_doubtful = any((what, level) in model.doubts for what, level in best.levels.items())
    return verdict(model, best.weight, candidates[1].weight if len(candidates) > 1 else None, is_doubtful)


def verdict(model: Model, best: float, next_best: float | None, is_doubtful: bool) -> Outcome:
    """:func:`outcome` of bare weights."""
    if best < model.review_from:
        return Outcome.NEW
    is_rivalled = next_best is not None and best - next_best < model.lead
    return Outcome.REVIEW if best < model.same_from or is_rivalled or is_doubtful else Outcome.SAME


def probability(weight: float) -> float:
    """The weight as a probability.

    >>> probability(0), round(probability(10), 3)
    (0.5, 0.999)
    """
    return 1 / (1 + 2 ** -max(-60.0, min(60.0, weight)))


@lru_cache(maxsize=1 << 17)
def frequency(model: Model, name: str) -> float:
    """How common a name is: as if its words were drawn one by one."""
    share = 1.0
    for word in _words(name):
        share *= model.frequencies.get(word, model.unseen)
    return max(share, model.least_frequency)


def _weight(model: Model, level: Level, one: Told, other: Told) -> float:
    if not level.by_frequency:
        return level.weight
    return log2(level.m / frequency(model, one.name))  # the words of both are the same


def _name(model: Model, one: Told, other: Told) -> str | None:
    if not one.name or not other.name:
        return None
    return "same" if one.name == other.name else name_level(one.name, other.name, model.known)


@lru_cache(maxsize=1 << 17)
def name_level(one: str, other: str, known: frozenset[str]) -> str:
    """How two names agree.  ``known``: words that are names by themselves, never a slip for another.

    >>> [name_level("Nguyễn Văn Hoà", n, frozenset({"hoa", "hai"})) for n in
    ...  ("Nguyễn Văn Hòa", "NGUYEN VAN HOA", "Hoà Nguyễn Văn", "Nguyễn Vân Hoa", "Nguyễn Văm Hoà")]
    ['same', 'bare', 'bare', 'tones', 'slip']
    >>> [name_level("Nguyễn Văn Hoà", n, frozenset({"hoa", "hai"})) for n in
    ...  ("NguyễnVăn Hoà", "N V Hoà", "Nguyễn Hoà", "Nguyễn Văn Hải", "Lê Văn Hoà")]
    ['slip', 'part', 'part', 'given', 'other']
    """
    a, b = _words(one), _words(other)
    if sorted(a) == sorted(b):
        return _toned_level(one, other)
    if len(a) == len(b) and _is_slip(a, b, known):
        return "slip"
    if "".join(a) == "".join(b):
        return "slip"  # only the spaces differ
    if a[-1:] == b[-1:] and (_is_part(a, b) or _is_short(a, b) or _is_short(b, a)):
        return "part"
    if len(a) == len(b) and a[:-1] == b[:-1]:
        return "given"  # one family, as brothers and sisters are
    return "other"


def _toned_level(one: str, other: str) -> str:
    a, b = words(toned(one)), words(toned(other))
    if sorted(a) == sorted(b):
        return "same" if a == b else "bare"
    is_bare = a == _words(one) or b == _words(other)
    return "bare" if is_bare else "tones"


def _words(name: str) -> list[str]:
    return words(folded(name))


def _is_part(a: Sequence[str], b: Sequence[str]) -> bool:
    """Words between the first and the last are left out of one of them."""
    one, other = set(a), set(b)
    return a[:1] == b[:1] and min(len(a), len(b)) >= 2 and (one <= other or other <= one)


def _is_short(a: Sequence[str], b: Sequence[str]) -> bool:
    """Some words of ``a`` are only their first letter."""
    return len(a) == len(b) and all(
        x == y or (len(x) == 1 and y.startswith(x)) for x, y in zip(a, b, strict=True)
    )


def _is_slip(a: Sequence[str], b: Sequence[str], known: frozenset[str]) -> bool:
    """One word was mistyped: it is near the other, and one of the two is no name by itself."""
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(differing) != 1:
        return False
    [(x, y)] = differing
    if x in known and y in known:
        return False
    most = 2 if max(len(x), len(y)) >= LONG_WORD else 1
    return DamerauLevenshtein.distance(x, y, score_cutoff=most) <= most


def _birth(model: Model, one: Told, other: Told) -> str | None:
    return birth_level(one.birth, other.birth) if one.birth and other.birth else None


def birth_level(one: Birth, other: Birth) -> str:
    """How two birth dates agree.

    >>> day = Birth(date(1984, 2, 5))
    >>> others = (date(1984, 5, 2), date(1984, 2, 15), date(1948, 2, 5), date(1984, 11, 30), date(1990, 1, 7))
    >>> [birth_level(day, Birth(other)) for other in others]
    ['swapped', 'slip', 'slip', 'year', 'other']
    >>> birth_level(day, day), birth_level(day, Birth(date(1984, 1, 1), "year"))
    ('same', 'coarse')
    """
    a, b = one.date, other.date
    coarse = "year" if "year" in {one.precision, other.precision} else ""
    coarse = coarse or ("month" if "month" in {one.precision, other.precision} else "")
    if coarse:
        agree = a.year == b.year and (coarse == "year" or a.month == b.month)
        return "coarse" if agree else "other"
    if a == b:
        return "same"
    if a.year == b.year and (a.day, a.month) == (b.month, b.day):
        return "swapped"
    differing = (a.year != b.year) + (a.month != b.month) + (a.day != b.day)
    if differing == 1 and _near_date(a, b):
        return "slip"
    return "year" if a.year == b.year else "other"


def _near_date(a: date, b: date) -> bool:
    """One digit differs, or two neighbours are swapped, in the part that differs."""
    return OSA.distance(f"{a:%Y%m%d}", f"{b:%Y%m%d}", score_cutoff=1) <= 1


def _sex(model: Model, one: Told, other: Told) -> str | None:
    known = {"male", "female"}
    if one.sex not in known or other.sex not in known:
        return None
    return "same" if one.sex == other.sex else "other"


def _number(model: Model, one: Told, other: Told) -> str | None:
    """The best agreement over the kinds of number that both carry."""
    best: str | None = None
    for kind in one.numbers.keys() & other.numbers.keys():
        a, b = one.numbers[kind], other.numbers[kind]
        if a & b:
            return "same"
        if any(is_number_slip(str(x), str(y)) for x in a for y in b):
            best = "slip"
        best = best or "other"
    return best


def is_number_slip(one: str, other: str) -> bool:
    """One digit is wrong, or two neighbours are swapped; a digit more or less makes another kind of number.

    >>> is_number_slip("001184000123", "001148000123"), is_number_slip("001184000123", "00118400012")
    (True, False)
    """
    return len(one) == len(other) and OSA.distance(one, other, score_cutoff=1) <= 1


def _phone(model: Model, one: Told, other: Told) -> str | None:
    if not one.phones or not other.phones:
        return None
    return "same" if one.phones & other.phones else "other"


def _area(model: Model, one: Told, other: Told) -> str | None:
    if not one.area or not other.area:
        return None
    short, long = sorted((one.area, other.area), key=len)
    if long.startswith(short) and short.count(".") >= COMMUNE_DEPTH:
        return "commune"
    return "province" if one.area.split(".")[:2] == other.area.split(".")[:2] else "other"


COMPARE = {
    "name": _name,
    "birth": _birth,
    "sex": _sex,
    "number": _number,
    "phone": _phone,
    "area": _area,
}
