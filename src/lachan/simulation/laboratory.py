"""Tests: people with symptoms, contacts of found cases, and the background; positives are isolated."""

from dataclasses import dataclass, field

import numpy as np

from .chance import Bools, Bytes1, Dates, Ints, Smalls
from .config import (
    BACKGROUND_TESTS,
    CONTACT_TESTED,
    DETECTABLE_D,
    PCR_SHARE,
    RELEASE_HOURS,
    SEEK_TEST,
    SENSITIVITY,
    TEST_HOURS,
)
from .meeting import housemates
from .schedule import midnight_us
from .world import World

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
SECOND_US = 1_000_000
LOCAL_US = 7 * HOUR_US
NEVER = np.iinfo(np.int64).max
TEST_TYPES = ("pcr", "antigen")
RETEST_DAYS = 3  # nobody is asked again within three days (assumed)
COLLEAGUES = 3  # neighbours in the roster, to each side, asked after a found case (assumed)


@dataclass(frozen=True, slots=True)
class Results:
    """Released results, sorted by release; times in unix microseconds (UTC)."""

    person: Ints
    sampled_us: Ints
    released_us: Ints
    positive: Bools
    test_type: Bytes1  # index into TEST_TYPES
    onset: Dates  # datetime64[D] local date, NaT without symptoms


@dataclass(slots=True)
class Health:
    """State of every person during a run."""

    infected_us: Ints  # NEVER until infected
    onset_us: Ints  # of symptoms, or their counterpart in the course of silent infections
    symptomatic: Bools
    isolated_us: Ints  # release of the first positive result
    last_test: Smalls  # day of the last test
    roster: Ints  # persons sorted by workplace or class
    seat: Ints  # position of each person there
    taken: list[Results] = field(default_factory=list)

    @classmethod
    def of(cls, world: World) -> "Health":
        """Everybody healthy."""
        count = len(world.people.age)
        roster = np.argsort(world.people.place, kind="stable")
        seat = np.empty(count, dtype=np.int64)
        seat[roster] = np.arange(count)
        return cls(
            np.full(count, NEVER), np.full(count, NEVER), np.zeros(count, dtype=np.bool_),
            np.full(count, NEVER), np.full(count, -99, dtype=np.int32), roster, seat,
        )  # fmt: skip


def local_date(us: Ints) -> Dates:
    """Local (UTC+7) date of unix microseconds."""
    return ((us + LOCAL_US) // DAY_US).astype("datetime64[D]")


def take_samples(health: Health, person: Ints, sampled_us: Ints, rng: np.random.Generator) -> None:
    """Test people at the given times; the outcome follows from the course of their infection."""
    pcr = rng.random(len(person)) < PCR_SHARE
    since = (sampled_us - health.infected_us[person].clip(max=sampled_us + DAY_US)) / DAY_US
    sensitivity = np.where(pcr, SENSITIVITY["pcr"], SENSITIVITY["antigen"])
    positive = (
        (since >= DETECTABLE_D[0]) & (since <= DETECTABLE_D[1]) & (rng.random(len(person)) < sensitivity)
    )
    low = np.where(pcr, RELEASE_HOURS["pcr"][0], RELEASE_HOURS["antigen"][0])
    high = np.where(pcr, RELEASE_HOURS["pcr"][1], RELEASE_HOURS["antigen"][1])
    delay_s = ((low + (high - low) * rng.random(len(person))) * 3600).astype(np.int64)
    released = sampled_us + delay_s * SECOND_US
    ill = health.symptomatic[person] & (health.onset_us[person] <= sampled_us)
    onset = np.where(ill, local_date(health.onset_us[person].clip(max=sampled_us)), np.datetime64("NaT", "D"))
    kind = np.where(pcr, 0, 1).astype(np.int8)
    health.taken.append(Results(person, sampled_us, released, positive, kind, onset))
    found = np.where(positive, released, NEVER)
    np.minimum.at(health.isolated_us, person, found)


def _hours(world: World, day: Ints, rng: np.random.Generator) -> Ints:
    """A moment within testing hours of each day, unix microseconds."""
    minute_s = rng.integers(TEST_HOURS[0] * 60, TEST_HOURS[1] * 60, size=len(day))
    return midnight_us(world, 0) + day * DAY_US + minute_s * SECOND_US


def seek_tests(world: World, health: Health, infected: Ints, rng: np.random.Generator) -> None:
    """Most people with symptoms are tested one to three days after onset."""
    goes = health.symptomatic[infected] & (rng.random(len(infected)) < SEEK_TEST)
    person = infected[goes]
    onset_day = (health.onset_us[person] - midnight_us(world, 0)) // DAY_US
    sampled = _hours(world, onset_day + rng.integers(1, 4, size=len(person)), rng)
    take_samples(health, person, sampled, rng)


def sample_contacts(world: World, health: Health, day: int, rng: np.random.Generator) -> None:
    """Households and nearest colleagues of those found on this day are tested within two days."""
    begin = midnight_us(world, day)
    found = np.flatnonzero((health.isolated_us >= begin) & (health.isolated_us < begin + DAY_US))
    _, mates = housemates(world, found.astype(np.int32))
    placed = found[world.people.place[found] >= 0]
    around = health.seat[placed][:, None] + np.r_[-COLLEAGUES:0, 1 : COLLEAGUES + 1][None, :]
    peers = health.roster[np.clip(around, 0, len(health.roster) - 1)]
    peers = peers[world.people.place[peers] == world.people.place[placed][:, None]]
    contacts = np.unique(np.r_[mates, peers.ravel()]).astype(np.int64)
    fresh = (health.last_test[contacts] < day - RETEST_DAYS) & (health.isolated_us[contacts] == NEVER)
    contacts = contacts[fresh & (rng.random(len(contacts)) < CONTACT_TESTED)]
    health.last_test[contacts] = day + 1
    take_samples(health, contacts, _hours(world, day + rng.integers(1, 3, size=len(contacts)), rng), rng)


def sample_background(world: World, health: Health, day: int, rng: np.random.Generator) -> None:
    """A few people a day are tested for other reasons."""
    count = max(1, round(BACKGROUND_TESTS * len(health.roster)))
    person = np.unique(rng.integers(len(health.roster), size=count))
    person = person[(health.last_test[person] < day - RETEST_DAYS) & (health.isolated_us[person] == NEVER)]
    health.last_test[person] = day
    take_samples(health, person, _hours(world, np.full(len(person), day), rng), rng)


def released_results(world: World, health: Health) -> Results:
    """What the laboratories had sampled and released within the days, without tests of known cases."""
    columns = {f: np.concatenate([getattr(t, f) for t in health.taken]) for f in Results.__dataclass_fields__}
    begin, end = midnight_us(world, 0), midnight_us(world, world.district.days)
    sampled, released = columns["sampled_us"], columns["released_us"]
    kept = (sampled >= begin) & (released < end) & (sampled < health.isolated_us[columns["person"]])
    rows = np.flatnonzero(kept)
    rows = rows[np.lexsort((columns["person"][rows], released[rows]))]
    return Results(*(column[rows] for column in columns.values()))
