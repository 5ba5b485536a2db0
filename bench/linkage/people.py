"""Made people: families with shared phones, brothers, sisters and twins, in communes of one province each.

Names are drawn from longer lists than the model knows, so that it meets names it never saw.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from lachan.simulation.names import FAMILY, GIVEN, MIDDLE

COMMUNE_PEOPLE, PROVINCES = 10_000, 34
TWINS = 0.012  # of births
PREFIXES = [
    1,
    2,
    4,
    6,
    8,
    10,
    11,
    12,
    14,
    15,
    17,
    19,
    20,
    22,
    24,
    25,
    26,
    27,
    30,
    31,
    33,
    34,
    35,
    36,
    37,
    38,
    40,
]
# Names outside the lists of the simulation, so rarer.
MORE = {
    "male": "Bửu Chiến Danh Giáp Hậu Khang Luân Mạnh Nhân Phát Quyết Sỹ Thuận Trường Tuyên Văn Vượng Xuyên Ý "
    "Đăng",
    "female": "Bích Cúc Diễm Gấm Hiên Khuyên Lệ Mận Nụ Phượng Quyên Sen Thắm Thêu Tươi Uyên Viên Xoan Ý Đoan",
}
RARE_FAMILY = [
    *("Âu", "Bạch", "Cù", "Doãn", "Giang", "Khúc", "La", "Ma", "Nghiêm", "Ông"),
    *("Phí", "Quản", "Sầm", "Tăng", "Ung", "Vi", "Yên", "Lò", "Quàng", "Giàng"),
]
FIRST_DAY, LAST_DAY = date(1930, 1, 1), date(2021, 6, 30)


@dataclass(frozen=True, slots=True)
class Words:
    """Words and how often each is drawn."""

    words: list[str]
    upto: list[float]

    def pick(self, rng: Random) -> str:
        return rng.choices(self.words, cum_weights=self.upto)[0]


def weighted(line: str, more: list[str]) -> Words:
    """ "word share word share ..." and rare words that share three hundredths."""
    parts = line.split()
    shares = [float(part) for part in parts[1::2]]
    rare = sum(shares) * 0.03 / max(1, len(more))
    return Words([*parts[::2], *more], list(accumulate([*shares, *(rare for _ in more)])))


FAMILIES = weighted(FAMILY, RARE_FAMILY)
MIDDLES = {sex: weighted(line, []) for sex, line in MIDDLE.items()}
GIVENS = {sex: (GIVEN[sex].split(), MORE[sex].split()) for sex in GIVEN}


@dataclass(frozen=True, slots=True)
class Human:
    """The truth about one made person."""

    name: str
    born: date
    is_male: bool
    cccd: str
    cmnd: str  # "" for those too young
    bhyt: str
    phone: str  # of the household; "" for none
    commune: int


def population(count: int, seed: int) -> list[Human]:
    """``count`` people in families; same seed, same people."""
    rng = Random(seed)  # noqa: S311 - the same each time
    people: list[Human] = []
    communes = max(PROVINCES, count // COMMUNE_PEOPLE)
    while len(people) < count:
        people += _household(rng, rng.randrange(communes))
    return people[:count]


def _household(rng: Random, commune: int) -> list[Human]:
    """One to eight people; children carry the father's family name and often one middle name."""
    father, mother = FAMILIES.pick(rng), FAMILIES.pick(rng)
    first = FIRST_DAY + timedelta(days=rng.randrange(25_000))
    births = [
        (father, True, first, 0),
        (mother, False, first + timedelta(days=rng.randrange(-1500, 2500)), 0),
    ]
    born = first + timedelta(days=rng.randrange(7300, 11_000))
    for _ in range(rng.choices(range(6), [20, 28, 30, 14, 6, 2])[0]):
        is_male, number = rng.random() < 0.52, rng.randrange(10**6 - 1)
        births.append((father, is_male, born, number))
        if rng.random() < TWINS:  # registered one after the other
            births.append((father, is_male if rng.random() < 0.65 else not is_male, born, number + 1))
        born += timedelta(days=rng.randrange(500, 2000))
    phones = [_phone(rng) for _ in range(rng.choice((1, 1, 2)))] if rng.random() < 0.93 else [""]
    middles = {sex: words.pick(rng) for sex, words in MIDDLES.items()}
    return [
        _human(rng, birth, middles, rng.choice(phones), commune) for birth in births if birth[2] <= LAST_DAY
    ]


def _human(
    rng: Random, birth: tuple[str, bool, date, int], middles: dict[str, str], phone: str, commune: int
) -> Human:
    family, is_male, born, number = birth
    sex = "male" if is_male else "female"
    given = rng.choice(GIVENS[sex][rng.random() < 0.15])
    middle = middles[sex] if rng.random() < 0.5 else MIDDLES[sex].pick(rng)
    century = (born.year // 100 - 19) * 2 + (0 if is_male else 1)
    return Human(
        f"{family} {middle} {given}",
        born,
        is_male,
        f"{rng.choice(PREFIXES):03d}{century}{born.year % 100:02d}{number or rng.randrange(10**6):06d}",
        f"{rng.randrange(10**8, 10**9)}" if born.year < 2003 else "",
        f"{rng.randrange(10**9, 10**10)}",
        phone,
        commune,
    )


def _phone(rng: Random) -> str:
    return f"0{rng.choice((32, 38, 70, 79, 83, 85, 56, 59, 91, 97))}{rng.randrange(10**7):07d}"
