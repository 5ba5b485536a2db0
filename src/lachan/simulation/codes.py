"""Codes and names as text: fixed-width bytes, one row per person, place, household or area."""

from functools import cache

import numpy as np

from .chance import Ints, Texts
from .names import FAMILY, GIVEN, MIDDLE, joined, texts, weighted
from .world import World

LEAST_DIGITS = {b"P": 7, b"D": 6, b"H": 6}
CHUNK = 1 << 18


def digits(numbers: Ints, width: int) -> Texts:
    """Decimal digits with leading zeros.

    >>> digits(np.array([7, 1234]), 4)
    array([b'0007', b'1234'], dtype='|S4')
    """
    out = np.empty((len(numbers), width), dtype=np.uint8)
    rest = numbers.astype(np.int64)
    for column in range(width - 1, -1, -1):
        rest, digit = np.divmod(rest, 10)
        out[:, column] = digit + 48
    return out.view(f"S{width}").ravel()


def _codes(letter: bytes, count: int) -> Texts:
    """Letter and a number from 1 on, all of one width."""
    width = max(LEAST_DIGITS[letter], len(str(count)))
    out = np.empty((count, width + 1), dtype=np.uint8)
    out[:, 0] = letter[0]
    out[:, 1:] = digits(np.arange(1, count + 1), width).view(np.uint8).reshape(count, width)
    return out.view(f"S{width + 1}").ravel()


def person_codes(world: World) -> Texts:
    """Code of each person, ``P0000001`` on."""
    return _codes(b"P", len(world.people.age))


def place_codes(world: World) -> Texts:
    """Code of each place, ``D000001`` on."""
    return _codes(b"D", len(world.places.kind))


def household_codes(world: World) -> Texts:
    """Code of each household, ``H000001`` on."""
    return _codes(b"H", len(world.household_start) - 1)


@cache
def _words() -> tuple[Texts, dict[str, tuple[Texts, Texts]]]:
    """Family names, and middle and given names by sex."""
    by_sex = {sex: (weighted(MIDDLE[sex])[0], texts(GIVEN[sex].split())) for sex in MIDDLE}
    return weighted(FAMILY)[0], by_sex


def person_names(world: World, first: int = 0, last: int | None = None) -> Texts:
    """UTF-8 names of the persons ``first`` .. ``last`` - 1, family name first."""
    people, (family, by_sex) = world.people, _words()
    part = slice(first, last)
    male, middle, given = people.male[part], people.middle[part], people.given[part]
    words = []
    for column, picks in enumerate((middle, given)):
        options = [by_sex[sex][column] for sex in ("male", "female")]
        picked = [option[np.minimum(picks, len(option) - 1)] for option in options]
        words.append(np.where(male, picked[0], picked[1]))
    return joined(family[people.family[part]], *words)


def phones(world: World, first: int = 0, last: int | None = None) -> Texts:
    """Ten digits, or nothing."""
    return _number_or_nothing(world.people.phone[first:last], 10)


def national_ids(world: World, first: int = 0, last: int | None = None) -> Texts:
    """Twelve digits beginning with 099, or nothing."""
    return _number_or_nothing(world.people.national_id[first:last], 12)


def _number_or_nothing(numbers: Ints, width: int) -> Texts:
    return np.where(numbers < 0, np.bytes_(b""), digits(np.maximum(numbers, 0), width))
