"""Every number of the synthetic district, each with its source or the word "assumed"."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

PEOPLE_LIMIT = 14_000_000  # stays of a day are sorted by keys with a 26-bit row number


@dataclass(frozen=True, slots=True)
class District:
    """What to build; the same four values always give the same world.

    Raises ValueError where a value is out of range.
    """

    people: int
    days: int
    seed: int
    start: date = date(2026, 1, 5)

    def __post_init__(self) -> None:
        if not 200 <= self.people <= PEOPLE_LIMIT:
            raise ValueError(f"people must be 200..{PEOPLE_LIMIT}, not {self.people}")
        if self.days < 1:
            raise ValueError(f"days must be at least 1, not {self.days}")
        if self.seed < 0:
            raise ValueError(f"seed must not be negative, not {self.seed}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place.  Minutes after midnight; numbers assumed unless said otherwise."""

    name: str
    opens: int
    closes: int
    per_1000: float  # places per 1,000 people; 0: counted otherwise (jobs, classes)
    spread: float  # sigma of the log-normal popularity
    stay: int  # median stay of a visitor, minutes
    closeness: float  # share of neighbours in the queue or the row who really come near
    air: float  # how well a room carries infection to those who were not near (0.03 outdoors; analytics 6.3)


KINDS: tuple[Kind, ...] = (
    Kind("office", 420, 1080, 0, 1.0, 30, 0.80, 0.25),
    Kind("factory", 0, 1440, 0, 1.1, 60, 0.65, 0.15),
    Kind("school", 420, 1050, 0, 0.0, 60, 0.80, 0.35),
    Kind("market", 270, 1140, 0.28, 0.45, 30, 0.45, 0.10),
    Kind("supermarket", 480, 1320, 0.12, 0.6, 40, 0.30, 0.10),
    Kind("shop", 420, 1290, 6.0, 0.9, 12, 0.50, 0.35),
    Kind("restaurant", 300, 1320, 4.0, 0.9, 40, 0.45, 0.35),
    Kind("cafe", 360, 1350, 3.5, 0.9, 50, 0.45, 0.30),
    Kind("pharmacy", 420, 1320, 0.6, 0.7, 8, 0.50, 0.35),
    Kind("clinic", 420, 1200, 0.35, 0.7, 45, 0.50, 0.35),
    Kind("hospital", 0, 1440, 0.02, 0.5, 90, 0.40, 0.25),
    Kind("worship", 270, 1260, 0.30, 0.8, 45, 0.35, 0.15),
    Kind("park", 270, 1320, 0.20, 0.6, 55, 0.25, 0.03),
    Kind("gym", 300, 1320, 0.50, 0.6, 65, 0.40, 0.35),
    Kind("bus", 375, 1090, 3.0, 0.3, 18, 0.80, 0.35),
    Kind("salon", 480, 1200, 0.8, 0.7, 45, 0.60, 0.35),
    Kind("government", 450, 1020, 0.10, 0.5, 35, 0.40, 0.20),
    Kind("other", 360, 1320, 1.0, 0.9, 40, 0.40, 0.25),
)
KIND = {kind.name: index for index, kind in enumerate(KINDS)}
POPULARITY_TOP = 6.0  # the tail ends: no place draws more than 6 times the mean of its kind (assumed)
STAY_SIGMA = 0.5  # log-normal stays (assumed)
SHORTEST_STAY_S = 180


class Mode(IntEnum):
    """How a person spends a day."""

    HOME = 0
    SMALL = 1  # under six years and not at nursery: taken along now and then
    PUPIL = 2
    OFFICE = 3
    SHIFT_A = 4
    SHIFT_B = 5
    SHIFT_C = 6
    SERVICE_AM = 7
    SERVICE_PM = 8


# Working and school hours, minutes after local midnight; a shift may end on the next day.
ANCHORS: dict[Mode, tuple[tuple[int, int], ...]] = {
    Mode.PUPIL: ((440, 685), (795, 1015)),
    Mode.OFFICE: ((440, 685), (795, 1015)),
    Mode.SHIFT_A: ((360, 840),),
    Mode.SHIFT_B: ((840, 1320),),
    Mode.SHIFT_C: ((1320, 1800),),
    Mode.SERVICE_AM: ((380, 780),),
    Mode.SERVICE_PM: ((795, 1290),),
}
ABSENT_SHARE = 0.04  # of working or school days (assumed)
HABIT_SHARE = 0.6  # of visits go to the person's usual place of that kind (assumed)

# --- the free time: windows that never touch, so that nobody can be in two places.
BUS_AM, BUS_PM = len(KINDS), len(KINDS) + 1  # two more tables of choice: morning and evening runs


@dataclass(frozen=True, slots=True)
class Slot:
    """A window of free time, minutes after midnight, and where people go in it (weights)."""

    start: int
    end: int
    weights: dict[str, float]
    closed_on_rest_days: tuple[str, ...] = ()


_MORNING = {
    "market": 28,
    "supermarket": 5,
    "shop": 24,
    "restaurant": 6,
    "cafe": 10,
    "pharmacy": 5,
    "clinic": 5,
}
_SHOPPING = {"market": 20, "supermarket": 12, "shop": 24, "pharmacy": 6, "gym": 6, "park": 7, "other": 5}
_OFFICES = {"hospital": 1, "government": 5, "worship": 4, "salon": 4, "park": 3, "other": 5}
SLOTS: tuple[Slot, ...] = (
    Slot(300, 370, {"market": 30, "park": 38, "restaurant": 22, "worship": 6, "gym": 4}),
    Slot(375, 435, {"restaurant": 46, "cafe": 16, "bus_am": 11, "market": 12}),
    Slot(460, 560, {**_MORNING, **_OFFICES}, ("government",)),
    Slot(565, 685, {**_MORNING, **_OFFICES}, ("government",)),
    Slot(690, 790, {"restaurant": 50, "cafe": 20, "shop": 14, "supermarket": 8, "pharmacy": 3, "other": 5}),
    Slot(795, 900, {**_SHOPPING, **_OFFICES, "cafe": 16, "clinic": 5}, ("government",)),
    Slot(905, 1015, {**_SHOPPING, **_OFFICES, "cafe": 16, "clinic": 5}, ("government",)),
    Slot(
        1020, 1090, {"market": 24, "bus_pm": 9, "shop": 22, "supermarket": 8, "park": 8, "gym": 7, "cafe": 11}
    ),
    Slot(
        1095,
        1180,
        {"restaurant": 34, "cafe": 12, "shop": 16, "supermarket": 12, "gym": 8, "clinic": 4, "other": 6},
    ),
    Slot(
        1185, 1320, {"cafe": 32, "restaurant": 24, "park": 12, "shop": 10, "gym": 6, "worship": 5, "other": 7}
    ),
)
# Chance to use each window, by mode (assumed; scaled so that about 3 visits a person and day are recorded).
GO: dict[Mode, tuple[float, ...]] = {
    Mode.HOME: (0.44, 0.42, 0.52, 0.48, 0.36, 0.42, 0.44, 0.48, 0.44, 0.40),
    Mode.SMALL: (0.02, 0.10, 0.14, 0.12, 0.08, 0.10, 0.14, 0.16, 0.18, 0.10),
    Mode.PUPIL: (0.08, 0.56, 0.0, 0.0, 0.36, 0.0, 0.0, 0.58, 0.48, 0.34),
    Mode.OFFICE: (0.24, 0.64, 0.0, 0.0, 0.78, 0.0, 0.0, 0.66, 0.54, 0.50),
    Mode.SHIFT_A: (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.52, 0.66, 0.58, 0.50),
    Mode.SHIFT_B: (0.28, 0.48, 0.52, 0.50, 0.48, 0.0, 0.0, 0.0, 0.0, 0.0),
    Mode.SHIFT_C: (0.0, 0.42, 0.0, 0.0, 0.0, 0.0, 0.50, 0.58, 0.46, 0.0),
    Mode.SERVICE_AM: (0.22, 0.0, 0.0, 0.0, 0.0, 0.42, 0.50, 0.58, 0.50, 0.44),
    Mode.SERVICE_PM: (0.30, 0.48, 0.52, 0.48, 0.46, 0.0, 0.0, 0.0, 0.0, 0.0),
}
WEEKDAY_FACTOR = (1.04, 1.03, 1.04, 1.06, 1.13, 1.18, 1.12)  # Monday..Sunday, free time only (assumed)

# --- recording
# (under this age, share): about 60 % of all people (project target)
APP_BY_AGE = ((10, 0.0), (18, 0.55), (60, 0.76), (200, 0.42))
QR_FROM_AGE, QR_SHARE = 6, 0.80  # people who show a code, children by school card ...
SCAN_SHARE = 0.92  # ... and how often it is scanned: together about 70 % of stays (project target)
NO_CHECK_OUT = 0.15  # of recorded visits (project target)
RADIO_CATCH = 0.95  # near meetings of two app users that both phones log (assumed; iOS asleep, bags)
MASK_KNOWN = 0.7  # records that say whether both wore masks (assumed)


class Layer(IntEnum):
    """Where two people are together."""

    HOUSEHOLD = 0
    WORK = 1
    SCHOOL = 2
    COMMUNITY = 3
    TRANSPORT = 4


# Per layer (assumed): median distance in metres, median minutes near each other, share of meetings in masks.
DISTANCE_M = (1.2, 1.8, 1.4, 1.9, 1.0)
DISTANCE_SIGMA = 0.5
NEAR_MINUTES = (70, 40, 45, 14, 16)
NEAR_SIGMA = 0.8
MASKED = (0.03, 0.50, 0.60, 0.45, 0.80)

# --- the disease (a respiratory virus of the Delta type)
SEEDS_PER_10000 = 4.0  # people infected elsewhere within the first days (assumed) ...
SEEDS_LEAST = 20  # ... and never fewer
SEED_DAYS = (-4.0, 1.0)  # when they were infected, days from the start
INCUBATION_MEDIAN_D, INCUBATION_SIGMA = 4.0, 0.42  # log-normal, mean 4.4 days (general knowledge on Delta)
LATENT_D = 1.0  # nobody infects within a day of being infected (assumed)
CURVE_FIRST_DAY = -4
CURVE = (0.3, 0.3, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3)  # LFPH v2, days -4..+5 from onset (analytics 6.2)
SYMPTOMATIC = 0.65  # share (assumed)
SILENT_FACTOR = 0.6  # infectiousness of people without symptoms (assumed)
CHILD_SUSCEPTIBILITY = 0.6  # under 10 years (assumed)
DISPERSION = (
    0.30  # gamma shape of a person's infectiousness; offspring k comes out at 0.1-0.6 (analytics 4.4)
)
HOME_PER_DAY = 0.066  # hazard to each household member per day at full infectiousness: attack 15-20 %
NEAR_PER_HOUR = 0.11  # hazard per hour at one metre without masks (fitted: 30-40 % of infections at home)
AIR_PER_HOUR = 0.027  # hazard per hour in the same room, times Kind.air (fitted as above)
AIR_CONTACTS = 8  # people of the same room and time looked at, per stay of an infectious person
MASK_FACTOR = 0.4  # both masked (assumed)
ISOLATED_AT_HOME = 0.3  # what isolation leaves of the hazard at home; elsewhere nothing (assumed)

# --- tests
SEEK_TEST = 0.85  # of people with symptoms (assumed)
SENSITIVITY = {"pcr": 0.96, "antigen": 0.80}  # general knowledge
PCR_SHARE = 0.7
DETECTABLE_D = (2.5, 16.0)  # days after infection in which a test can be positive (assumed)
CONTACT_TESTED = 0.6  # of household members and nearest colleagues of a found case (assumed)
BACKGROUND_TESTS = 0.001  # of people a day: other colds, checks at the gate (assumed)
TEST_HOURS = (450, 1020)  # samples are taken 07:30-17:00
RELEASE_HOURS = {"pcr": (8.0, 30.0), "antigen": (4.0, 8.0)}  # delay, uniform (project target: 4-30 h)
