"""Pure questions about paths, about what somebody typed who seeks a unit, and about rates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lachan.kernel.names import folded

# What people write for the kind of a unit; alone, or glued to a number ("q1") or a name ("tphcm").
SHORT = {
    "p": "phuong", "q": "quan", "h": "huyen", "x": "xa", "t": "tinh", "tp": "thanh pho", "tt": "thi tran",
    "tx": "thi xa", "dk": "dac khu",
}  # fmt: skip
KNOWN_AS = {
    "hcm": "ho chi minh", "tphcm": "thanh pho ho chi minh", "hcmc": "ho chi minh", "sai gon": "ho chi minh",
    "saigon": "ho chi minh", "hn": "ha noi", "tphn": "thanh pho ha noi", "brvt": "ba ria vung tau",
}  # fmt: skip
KINDS = ("thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "quan", "huyen", "phuong", "xa")
_NUMBERED = re.compile(r"(p|q)(\d+)")
_BETWEEN = re.compile(r"[^\w]+")


def ancestors(path: str) -> list[str]:
    """The paths from the unit itself up to the root.

    >>> ancestors("1.4.17.")
    ['1.4.17.', '1.4.', '1.']
    """
    ids = path.split(".")[:-1]
    return [".".join(ids[:depth]) + "." for depth in range(len(ids), 0, -1)]


def nearest_above(paths: Sequence[str]) -> str:
    """The path of the nearest unit that holds all of these; empty where no unit does.

    >>> nearest_above(["1.4.17.", "1.4.8.", "1.4.17.9."]), nearest_above(["1.2.", "3.2."])
    ('1.4.', '')
    """
    depth = 0
    for ids in zip(*(path.split(".")[:-1] for path in paths), strict=False):
        if len(set(ids)) > 1:
            break
        depth += 1
    return "".join(f"{step}." for step in paths[0].split(".")[:depth]) if paths else ""


def sought_words(text: str) -> list[str]:
    """The words that a unit's name, or the names above it, must have: folded, abbreviations spelled out.

    >>> sought_words("P. Bến Nghé, Q1"), sought_words("tp HCM"), sought_words("Xã  Hoà-Bình")
    (['phuong', 'ben', 'nghe', 'quan', '1'], ['thanh', 'pho', 'ho', 'chi', 'minh'], ['xa', 'hoa', 'binh'])
    """
    words = [word for word in _BETWEEN.split(folded(text)) if word]
    spelled = []
    for word in words:
        numbered = _NUMBERED.fullmatch(word)
        kind = SHORT.get(word) if len(words) > 1 else None  # "h" alone is the first letter of a name
        spelled.append(
            f"{SHORT[numbered[1]]} {numbered[2]}" if numbered else kind or KNOWN_AS.get(word, word)
        )
    told = " ".join(spelled)
    return KNOWN_AS.get(told, told).split()


@dataclass(frozen=True, slots=True)
class Denominator:
    """How many people a unit has, by one way of counting."""

    name: str
    year: int
    persons: int
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; never capped: above 1, the persons counted are others than those divided by."""

    count: int
    of: Denominator

    @property
    def value(self) -> float:
        """
        >>> Rate(117, Denominator("census", 2019, 100, "GSO")).value
        1.17
        """
        return self.count / self.of.persons

    @property
    def is_above_all(self) -> bool:
        return self.count > self.of.persons

    def __str__(self) -> str:
        """
        >>> print(Rate(117, Denominator("census", 2019, 100, "GSO")))
        117.0 % (117 of 100: census, 2019, GSO; more than there are)
        """
        more = "; more than there are" if self.is_above_all else ""
        of = self.of
        told = f"{self.count:,} of {of.persons:,}: {of.name}, {of.year}, {of.source}{more}"
        return f"{100 * self.value:.1f} % ({told})"


def by_name(denominators: Iterable[Denominator], name: str) -> Denominator | None:
    """The latest of one way of counting that counts anybody; no other stands in for it.

    >>> one, two = Denominator("census", 2009, 90, "GSO"), Denominator("census", 2019, 100, "GSO")
    >>> by_name([one, two], "census").year, by_name([one, two], "registered")
    (2019, None)
    """
    told = [d for d in denominators if d.name == name and d.persons]
    return max(told, key=lambda d: d.year, default=None)
