"""Numbers that people read aloud and type: 32 letters and digits hard to mistake, with a check character.

The check character is a fold over the field of 32 elements (double, then add): every single wrong character
and every swap of two neighbours is found.  Alphabet of Crockford: no I, L, O, U.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, irreducible
CARD_BITS = 60
CARD_DIGITS = CARD_BITS // 5
PERSON_BITS = 50


def check_character(body: str) -> str:
    """The character that makes a body whole.  Raises ValueError for a letter outside the alphabet."""
    fold = 0
    for letter in body:
        fold = (fold ^ ALPHABET.index(letter)) << 1
        fold ^= _POLYNOMIAL if fold & 32 else 0
    return ALPHABET[fold]


def write(number: int, digits: int) -> str:
    """A number in so many digits, and its check character.

    >>> write(2**60 - 1, 12)
    'ZZZZZZZZZZZZR'
    """
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(digits)))
    return body + check_character(body)


def read(text: str, digits: int) -> int | None:
    """The number somebody typed: any case, spaces and dashes free.  None where the check does not hold.

    >>> read("zzzz-zzzz zzzz-r", 12) == 2**60 - 1
    True
    >>> read("ZZZZ-ZZZZ-ZZZY-R", 12) is None
    True
    """
    letters = [letter for letter in text.upper() if letter not in " -"]
    if len(letters) != digits + 1 or any(letter not in _VALUES for letter in letters):
        return None
    number = 0
    for letter in letters[:-1]:
        number = number << 5 | _VALUES[letter]
    return number if write(number, digits)[-1] == ALPHABET[_VALUES[letters[-1]]] else None


def card_text(number: int) -> str:
    """The number of a card as it is printed.

    >>> card_text(1)
    '0000-0000-0001-2'
    """
    text = write(number, CARD_DIGITS)
    return "-".join([text[:4], text[4:8], text[8:12], text[12]])


def card_number(text: str) -> int | None:
    """The number of a card that somebody read off it."""
    return read(text, CARD_DIGITS)


def person_code(number: int) -> str:
    """The public code of a person, of a random number of ``PERSON_BITS``.  Codes from files stay as they are.

    >>> person_code(7)
    'NG0000000007E'
    """
    return "NG" + write(number, PERSON_BITS // 5)
