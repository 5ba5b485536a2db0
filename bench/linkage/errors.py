"""How people are told again: the mix measured in Viet Nam in March 2022, on 76.6 million vaccinated persons.

73.1 million had a number: 70.4 % matched the population register, 26.0 % did not, 3.5 % were pending; 4.6 %
of all had no valid number (thoibaotaichinhvietnam.vn 102282).  What went wrong inside the 26 % was not
published; the shares below are ours, and are the same for tuning and for the figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bench.linkage.people import Human
from lachan.kernel.births import Birth
from lachan.kernel.names import folded

NO_NUMBER, MISMATCH, PENDING = 0.046, 0.260, 0.035
NEIGHBOURS = {
    a: b
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for a, b in zip(row, row[1:] + row[-2], strict=True)
}
TO_ELEVEN = {"070": "0120", "079": "0121", "083": "0123", "085": "0125", "032": "0162", "038": "0168"}
TO_ELEVEN |= {"056": "0186", "059": "0199"}
TONED = str.maketrans("áàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụ", "àáãảáèéẽẻéìíĩỉíòóõỏóùúũủú")


@dataclass(frozen=True, slots=True)
class Row:
    """One record as somebody typed it, and what was done to it."""

    name: str
    birth: Birth | None
    sex: str
    phone: str
    number: str
    commune: int
    errors: tuple[str, ...] = ()


def registered(human: Human, rng: Random) -> Row:
    """How the register knows somebody: right, but old, and not always complete."""
    number = human.cmnd if human.cmnd and rng.random() < 0.12 else human.cccd
    birth = (
        Birth(date(human.born.year, 1, 1), "year")
        if human.born.year < 1955 and rng.random() < 0.1
        else Birth(human.born)
    )
    return Row(human.name, birth, _sex(human), human.phone, number, human.commune)


def told(human: Human, known: Row, rng: Random) -> Row:
    """How somebody is told again: clean, or with what was measured."""
    row = replace(known, birth=Birth(human.born), phone=human.phone if rng.random() < 0.9 else "")
    if row.phone and rng.random() < 0.08 and row.phone[:3] in TO_ELEVEN:
        row = replace(row, phone=TO_ELEVEN[row.phone[:3]] + row.phone[3:])
    draw = rng.random()
    if draw < NO_NUMBER:
        row = replace(row, number="", errors=("no_number",))
        return _damaged(row, human, rng) if rng.random() < 0.3 else row
    draw = rng.random()
    if draw < PENDING:
        other = human.cccd if known.number == human.cmnd else (human.cmnd or human.bhyt)
        return replace(row, number=other, errors=("other_number",))
    if draw < PENDING + MISMATCH:
        row = _damaged(row, human, rng)
        while rng.random() < 0.25:
            row = _damaged(row, human, rng)
    return row


def _damaged(row: Row, human: Human, rng: Random) -> Row:
    name = rng.choices(list(ERRORS), [share for share, _ in ERRORS.values()])[0]
    changed = ERRORS[name][1](row, human, rng)
    return replace(changed, errors=(*row.errors, name))


def _bare(row: Row, human: Human, rng: Random) -> Row:
    return replace(row, name=folded(row.name).upper())


def _tone(row: Row, human: Human, rng: Random) -> Row:
    return replace(row, name=row.name.translate(TONED))


def _typing(row: Row, human: Human, rng: Random) -> Row:
    """A neighbour key, a letter left out, doubled, or swapped with the next."""
    name = row.name
    at = rng.randrange(1, len(name) - 1)
    letter = NEIGHBOURS.get(folded(name[at]) or "a", "e")
    pick = rng.randrange(4)
    options = (
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
    )
    return replace(row, name=options[pick].strip())


def _order(row: Row, human: Human, rng: Random) -> Row:
    family, *rest = row.name.split()
    return replace(row, name=" ".join([*rest, family]))


def _short(row: Row, human: Human, rng: Random) -> Row:
    words = row.name.split()
    kept = [words[0], *(word[0] for word in words[1:-1] if rng.random() < 0.5), words[-1]]
    return replace(row, name=" ".join(kept))


def _swapped(row: Row, human: Human, rng: Random) -> Row:
    born = human.born
    return replace(row, birth=Birth(date(born.year, born.day, born.month)) if born.day <= 12 else row.birth)


def _birth_slip(row: Row, human: Human, rng: Random) -> Row:
    born, part = human.born, rng.randrange(3)
    if part == 0:
        return replace(row, birth=Birth(date(born.year, born.month, (born.day + 9) % 28 + 1)))
    if part == 1:
        return replace(row, birth=Birth(date(born.year, born.month % 12 + 1, min(born.day, 28))))
    year = born.year + rng.choice((-10, -1, 1, 10))
    return replace(row, birth=Birth(date(min(max(year, 1920), 2021), born.month, min(born.day, 28))))


def _year_only(row: Row, human: Human, rng: Random) -> Row:
    return replace(row, birth=Birth(date(human.born.year, 1, 1), "year"))


def _number_slip(row: Row, human: Human, rng: Random) -> Row:
    if not row.number:
        return row
    at = rng.randrange(len(row.number))
    wrong = str((int(row.number[at]) + rng.randrange(1, 10)) % 10)
    return replace(row, number=row.number[:at] + wrong + row.number[at + 1 :])


def _new_phone(row: Row, human: Human, rng: Random) -> Row:
    return replace(row, phone=f"09{rng.randrange(10**8):08d}")


def _wrong_sex(row: Row, human: Human, rng: Random) -> Row:
    return replace(row, sex="female" if human.is_male else "male")


def _moved(row: Row, human: Human, rng: Random) -> Row:
    """The commune was divided, or the person moved inside the province: -1 - commune is the other part."""
    return replace(row, commune=-1 - human.commune)


def _sex(human: Human) -> str:
    return "male" if human.is_male else "female"


ERRORS: dict[str, tuple[float, Callable[[Row, Human, Random], Row]]] = {
    "bare": (0.14, _bare),
    "tone": (0.11, _tone),
    "typing": (0.16, _typing),
    "order": (0.03, _order),
    "short": (0.04, _short),
    "swapped": (0.09, _swapped),
    "birth_slip": (0.09, _birth_slip),
    "year_only": (0.05, _year_only),
    "number_slip": (0.12, _number_slip),
    "new_phone": (0.07, _new_phone),
    "wrong_sex": (0.02, _wrong_sex),
    "moved": (0.08, _moved),
}
