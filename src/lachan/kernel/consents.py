"""What people are asked to agree to: dated texts, and whether what somebody answered holds at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

GIVEN, WITHDRAWN = "given", "withdrawn"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of the question for one purpose, in every language, its words as they were shown."""

    purpose: str
    valid_from: date
    source: str
    title: Mapping[str, str]
    says: Mapping[str, tuple[str, ...]]
    unverified: str = ""

    @property
    def version(self) -> str:
        return f"{self.purpose}-{self.valid_from.isoformat()}"

    def digest(self) -> str:
        """A hash of all its words: whoever changes them changes this.

        >>> told = ConsentText("x", date(2026, 1, 1), "", {"vi": "A"}, {"vi": ("B",)})
        >>> len(told.digest())
        64
        """
        lines = [f"{lang}\0{self.title[lang]}\0" + "\0".join(self.says[lang]) for lang in sorted(self.title)]
        return sha256("\1".join([self.version, *lines]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said to a version, and when."""

    deed: str
    version: str
    at: datetime


def in_force(texts: Iterable[ConsentText], day: date) -> dict[str, ConsentText]:
    """The newest version of each purpose on a day; a purpose that was asked later is missing."""
    dated = sorted((text for text in texts if text.valid_from <= day), key=lambda text: text.valid_from)
    return {text.purpose: text for text in dated}


def holds(answers: Iterable[Answered], version: str, at: datetime) -> bool:
    """Whether the last answer up to ``at`` is a yes to the version in force.

    A yes is a yes to the words that were read: a new version is asked anew.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> yes = [Answered("given", "x-1", noon)]
    >>> holds(yes, "x-1", noon), holds(yes, "x-2", noon)
    (True, False)
    """
    known = [answer for answer in answers if answer.at <= at]
    last = max(known, key=lambda answer: answer.at, default=None)
    return last is not None and last.deed == GIVEN and last.version == version
