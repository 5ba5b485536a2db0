"""Pure decisions: for what a record is looked at, and how much of it is needed for that."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Why staff, or the person, see a record.  Every page that shows people names one."""

    TRACING_LIST = "tracing_list"  # lists of cases and tasks, before one is opened
    TRACING = "tracing"  # an opened case or task: people must be called
    DESK = "desk"  # help at the desk, cards
    CARD = "card"  # a card in the national layout, which carries number and phone
    REGISTER_LIST = "register_list"  # the list of people
    REGISTER = "register"  # one record of it
    MATCHING = "matching"  # is this one person or two
    LABORATORY = "laboratory"
    SAMPLING = "sampling"  # the list of who is to be sampled
    VISITS = "visits"  # scans that are doubted, visits that are disputed: whose are they
    PERMIT = "permit"  # may this person travel: a decision, a permit on paper
    CHECKPOINT = "checkpoint"  # is the person the one on the document
    HOST = "host"  # the owner of a place: who came, not who they are
    BREAK_GLASS = "break_glass"
    OWN = "own"  # the person, or whoever cares for them
    HANDING_OUT = "handing_out"  # the paper of a result, for its person, who showed a card
    REACH = "reach"  # a text that there is news: where to, and nobody sees whose
    NAMELESS = "nameless"  # code and unit only: work on records that shows nobody


class Show(StrEnum):
    """How much of a field."""

    FULL = "full"
    YEAR = "year"  # of a date
    TAIL = "tail"  # the last three characters
    INITIALS = "initials"  # of a name
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Mask:
    """What a purpose shows.  A record's code and unit are always told."""

    name: Show = Show.HIDDEN
    birth: Show = Show.HIDDEN
    sex: Show = Show.HIDDEN
    phone: Show = Show.HIDDEN
    number: Show = Show.HIDDEN


F, Y, T, H = Show.FULL, Show.YEAR, Show.TAIL, Show.HIDDEN
# Ours, not a law's: the least with which the work of that purpose can be done.
MASKS: dict[Purpose, Mask] = {
    #                     name  birth  sex  phone number
    Purpose.TRACING_LIST: Mask(F, Y, F, T, H),
    Purpose.TRACING: Mask(F, F, F, F, H),
    Purpose.DESK: Mask(F, Y, H, H, H),
    Purpose.CARD: Mask(F, F, F, F, F),
    Purpose.REGISTER_LIST: Mask(F, Y, F, T, H),
    Purpose.REGISTER: Mask(F, F, F, F, T),
    Purpose.MATCHING: Mask(F, F, F, F, F),
    Purpose.LABORATORY: Mask(F, Y, F, H, H),
    Purpose.SAMPLING: Mask(F, H, H, H, H),
    Purpose.VISITS: Mask(F, Y, H, H, H),
    Purpose.PERMIT: Mask(F, Y, H, H, H),
    Purpose.CHECKPOINT: Mask(F, Y, H, H, H),
    Purpose.HOST: Mask(Show.INITIALS),
    Purpose.BREAK_GLASS: Mask(F, F, F, F, F),
    Purpose.OWN: Mask(F, F, F, F, T),
    Purpose.HANDING_OUT: Mask(F, F),
    Purpose.REACH: Mask(phone=F),
    Purpose.NAMELESS: Mask(),
}


def tail(end: str) -> str:
    """The end of a number: enough to tell two apart.

    >>> tail("678"), tail("")
    ('… 678', '')
    """
    return f"… {end[-3:]}" if end else ""


def shown_name(name: str, show: Show) -> str:
    """As much of a name as a purpose shows.  Initials tell two guests apart, and do not tell who they are.

    >>> shown_name("Nguyễn Thị Phương Thảo", Show.INITIALS)
    'N. T. P. T.'
    """
    if show is Show.INITIALS:
        return " ".join(f"{word[0].upper()}." for word in name.split())
    return name if show is Show.FULL else ""
