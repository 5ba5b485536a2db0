"""People in households: ages by generation, sexes, names, phones, numbers, and what they do all day."""

from dataclasses import dataclass

import numpy as np

from .chance import Bools, Bytes1, Dates, Floats, Ints, Purpose, Smalls, ranks, stream
from .config import APP_BY_AGE, QR_FROM_AGE, QR_SHARE, District, Mode
from .geography import commune_shares
from .names import FAMILY, GIVEN, MIDDLE, weighted

# Sizes 1..8, mean 3.6 (2019 census: 3.6 persons a household; shape assumed).
SIZE_SHARE = np.array([0.10, 0.18, 0.21, 0.23, 0.14, 0.08, 0.04, 0.02])
THREE_GENERATIONS = np.array([0, 0, 0, 0.10, 0.32, 0.55, 0.75, 0.85, 0.90])  # by size (assumed)
PHONE_PREFIXES = np.array(
    (*range(32, 40), 56, 58, 70, *range(76, 80), *range(81, 87), 88, 89, 90, 91, 93, 94, 96, 97, 98)
)
PHONE_FROM_AGE, OLD_AGE = 15, 65
NO_PHONE_ADULT, NO_PHONE_OLD = 0.03, 0.15
ID_FROM_AGE = 14  # the identity card is given from 14 years
PROVINCE_099 = 99  # no province has this prefix
# Service, office, factory: shares of people 18-59; the rest at home or in the field (assumed)
WORKING = (0.26, 0.17, 0.26)
SHIFTS = (0.50, 0.82)  # running shares of shifts A and B; the rest works at night (assumed)


@dataclass(frozen=True, slots=True)
class Families:
    """Who lives with whom, and how old they are."""

    household: Smalls
    start: Ints  # (households + 1,) first person
    commune: Smalls
    age_days: Ints
    age: Smalls
    male: Bools
    like_head: Bools  # bears the family name of the household's head


def _households(rng: np.random.Generator, people: int) -> Ints:
    """First person of each household, and the number of people at the end."""
    sizes = rng.choice(8, size=people // 3 + 64, p=SIZE_SHARE) + 1
    ends = np.cumsum(sizes)
    inside = ends[ends < people]
    return np.asarray(np.r_[0, inside, people], dtype=np.int64)


def _head_ages(rng: np.random.Generator, size: Ints) -> Floats:
    """Age of the head by size of the household."""
    young, old = rng.normal(31, 6, len(size)), rng.normal(65, 9, len(size))
    family = rng.normal(42, 8.5, len(size))
    small = np.where(rng.random(len(size)) < 0.5, young, old)
    return np.asarray(np.clip(np.where(size >= 3, family, small), 20, 92), dtype=np.float64)


def make_families(district: District) -> Families:
    """Households of 1-8 people, up to three generations, laid out commune by commune."""
    rng = stream(district.seed, Purpose.PEOPLE)
    people = district.people
    start = _households(rng, people)
    size = np.diff(start)
    household = np.repeat(np.arange(len(size), dtype=np.int32), size)
    rank = np.arange(people) - start[household]
    size_of = size[household]
    elders = np.where(rng.random(len(size)) < THREE_GENERATIONS[size], 1 + (rng.random(len(size)) < 0.5), 0)
    elder = rank >= size_of - elders[household]
    head, spouse = rank == 0, (rank == 1) & ~elder
    child = ~(head | spouse | elder)
    head_age = _head_ages(rng, size)[household]
    noise = rng.standard_normal(people)
    child_age = head_age - 25.5 - 3.2 * (rank - 2) + 4.0 * noise
    child_age = np.where(child_age < 0, rng.uniform(0, 7, people), child_age)
    age = np.select(
        [head, spouse, elder], [head_age, head_age - 2.5 + 3 * noise, head_age + 26 + 3 * noise], child_age
    )
    age = np.clip(age, np.where(child, 0, 18), 100)
    male = rng.random(people) < np.where(head, 0.78, 0.49)
    pair = np.flatnonzero(spouse)
    male[pair] = ~male[pair - 1]
    second = np.flatnonzero(elder & (rank == size_of - 1) & (elders[household] == 2))
    male[second] = ~male[second - 1]
    days = (age * 365.25).astype(np.int64)
    shares = np.cumsum(commune_shares(district))
    commune = np.searchsorted(shares, (np.arange(len(size)) + 0.5) / len(size)).clip(0, len(shares) - 1)
    return Families(
        household, start, commune.astype(np.int32)[household], days, (days / 365.25).astype(np.int32), male,
        head | child | (elder & male),
    )  # fmt: skip


def make_names(district: District, families: Families) -> tuple[Bytes1, Bytes1, Bytes1]:
    """Indexes of family, middle and given name; children and grandfathers bear the head's family name."""
    rng = stream(district.seed, Purpose.PEOPLE, 1)
    count = district.people
    words, share = weighted(FAMILY)
    family = rng.choice(len(words), size=count, p=share).astype(np.int8)
    family = np.where(families.like_head, family[families.start[families.household]], family)
    picks = {}
    for sex in ("male", "female"):
        words, share = weighted(MIDDLE[sex])
        middle = rng.choice(len(words), size=count, p=share)
        picks[sex] = middle, rng.integers(len(GIVEN[sex].split()), size=count)
    middle = np.where(families.male, picks["male"][0], picks["female"][0])
    given = np.where(families.male, picks["male"][1], picks["female"][1])
    return family, middle.astype(np.int8), given.astype(np.int8)


def make_phones(district: District, age: Smalls) -> Ints:
    """Nine digits after the leading zero, one number per person; children and some old people have none."""
    rng = stream(district.seed, Purpose.PEOPLE, 2)
    whole = len(PHONE_PREFIXES) * 10_000_000
    number = (np.arange(len(age), dtype=np.int64) * 7_654_321 + int(rng.integers(whole))) % whole
    phone = PHONE_PREFIXES[number // 10_000_000] * 10_000_000 + number % 10_000_000
    without = rng.random(len(age)) < np.where(age >= OLD_AGE, NO_PHONE_OLD, NO_PHONE_ADULT)
    return np.where((age < PHONE_FROM_AGE) | without, -1, phone)


def make_national_ids(district: District, age: Smalls, birth: Dates, male: Bools) -> Ints:
    """Twelve digits: 099, century and sex, year of birth, six digits; all different."""
    rng = stream(district.seed, Purpose.PEOPLE, 3)
    year = birth.astype("datetime64[Y]").astype(np.int64) + 1970
    head = ((year // 100 - 19) * 2 + ~male) * 100 + year % 100
    rank, _ = ranks(head)
    serial = (rank * 271_829 + int(rng.integers(1_000_000))) % 1_000_000  # 271,829 is prime: a permutation
    return np.where(age >= ID_FROM_AGE, PROVINCE_099 * 10**9 + head * 1_000_000 + serial, -1)


def make_modes(district: District, age: Smalls) -> Bytes1:
    """What each person does on a working day."""
    rng = stream(district.seed, Purpose.JOBS)
    draw, shift = rng.random(len(age)), rng.random(len(age))
    pupil_share = np.select([age < 3, age < 6, age < 15, age < 18], [0.0, 0.75, 0.97, 0.80], 0.0)
    service, office, factory = np.cumsum(
        np.where(((age >= 18) & (age < 60))[:, None], WORKING, 0.0), axis=1
    ).T
    service = np.where((age >= 60) & (age < 70), 0.20, service)
    factory_mode = np.select(
        [shift < SHIFTS[0], shift < SHIFTS[1]], [Mode.SHIFT_A, Mode.SHIFT_B], Mode.SHIFT_C
    )
    service_mode = np.where(shift < 0.5, Mode.SERVICE_AM, Mode.SERVICE_PM)
    rest = np.where(age < 6, Mode.SMALL, Mode.HOME)
    tests = [draw < pupil_share, draw < service, draw < office, draw < factory]
    mode = np.select(
        tests,
        [np.full(len(age), Mode.PUPIL), service_mode, np.full(len(age), Mode.OFFICE), factory_mode],
        rest,
    )
    return mode.astype(np.int8)


def make_flags(district: District, age: Smalls) -> tuple[Bools, Bools]:
    """Who has the app, and who shows a QR code."""
    rng = stream(district.seed, Purpose.PEOPLE, 4)
    share = np.select([age < limit for limit, _ in APP_BY_AGE], [share for _, share in APP_BY_AGE], 0.0)
    has_app = rng.random(len(age)) < share
    return has_app, (age >= QR_FROM_AGE) & (rng.random(len(age)) < QR_SHARE)
