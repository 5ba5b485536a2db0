"""Communes, places and the tables by which people choose a place."""

import numpy as np

from .chance import Bytes1, Floats, Ints, Purpose, Smalls, Texts, stream
from .config import BUS_AM, KIND, KINDS, POPULARITY_TOP, District
from .names import BRANDS, NAMED_BY_COMMUNE, PREFIXES, commune_names, joined, texts
from .world import WHEEL, Areas, Places, Tables

PEOPLE_PER_COMMUNE = 7_000  # today's median is 27,000; a small district must have several (assumed)
BOX = (20.9, 21.1, 106.0, 106.4)  # degrees: south, north, west, east
OWN_COMMUNE = 0.72  # of visits stay in the home commune (assumed)
NEAR_SCALE_KM = 4.0  # how fast the rest fades with distance (assumed)
KM_PER_DEGREE = 111.0
SPREAD_DEGREES = 0.006  # places stand about 700 m around the middle of their commune (assumed)
FACTORY_MEAN, OFFICE_MEAN = 110, 13  # employees (assumed)
FIRST_CODE = 90_001  # no commune of Vietnam has a code above 9xxxx: clearly synthetic
JOB_OFFICE, JOB_FACTORY, JOB_SERVICE = BUS_AM + 2, BUS_AM + 3, BUS_AM + 4
TABLES = BUS_AM + 5
SERVICE_KINDS = (
    "market",
    "supermarket",
    "shop",
    "restaurant",
    "cafe",
    "pharmacy",
    "salon",
    "gym",
    "other",
    "hospital",
)


def commune_shares(district: District) -> Floats:
    """Share of the people in each commune."""
    rng = stream(district.seed, Purpose.AREAS)
    count = max(2, round(district.people / PEOPLE_PER_COMMUNE))
    size = np.clip(rng.lognormal(0.0, 0.3, count), 0.5, 2.0)
    return np.asarray(size / size.sum(), dtype=np.float64)


def make_areas(district: District, commune: Smalls) -> Areas:
    """The country, one province and its communes, with the people counted in each."""
    rng = stream(district.seed, Purpose.AREAS, 1)
    count = len(commune_shares(district))
    people = np.bincount(commune, minlength=count)
    columns = int(np.ceil(np.sqrt(count * 2)))
    rows = -(-count // columns)
    cell = rng.permutation(rows * columns)[:count]
    south, north, west, east = BOX
    lat = south + (north - south) * (cell // columns + rng.uniform(0.2, 0.8, count)) / rows
    lon = west + (east - west) * (cell % columns + rng.uniform(0.2, 0.8, count)) / columns
    urban = np.argsort(np.argsort(-people)) < max(1, count // 3)
    named = [
        f"{'Phường' if town else 'Xã'} {name}"
        for town, name in zip(urban, commune_names(rng, count), strict=True)
    ]
    middle = [float(np.mean(lat)), float(np.mean(lon))]
    return Areas(
        code=texts(["VN", "99", *(str(FIRST_CODE + i) for i in range(count))]),
        name=texts(["Việt Nam", "Tỉnh Bình An", *named]),
        level=texts(["country", "province", *["commune"] * count]),
        parent=texts(["", "VN", *["99"] * count]),
        lat=np.r_[16.0, middle[0], lat],
        lon=np.r_[107.5, middle[1], lon],
        population=np.r_[people.sum(), people.sum(), people].astype(np.int64),
    )


def _counts(people: int, workers: dict[str, int]) -> Ints:
    """How many places of each kind."""
    counts = [max(1, round(kind.per_1000 * people / 1000)) for kind in KINDS]
    counts[KIND["office"]] = max(1, workers["office"] // OFFICE_MEAN)
    counts[KIND["factory"]] = max(1, workers["factory"] // FACTORY_MEAN)
    counts[KIND["bus"]] = max(2, counts[KIND["bus"]])
    counts[KIND["school"]] = 0  # classes come from the pupils
    return np.array(counts)


def _popularity(rng: np.random.Generator, kind: Bytes1) -> Floats:
    """Log-normal weights with a finite top, mean about 1 within a kind."""
    spread = np.array([k.spread for k in KINDS])[kind]
    weight = np.exp(spread * rng.standard_normal(len(kind)) - spread**2 / 2)
    return np.asarray(np.round(np.clip(weight, 0.05, POPULARITY_TOP), 6), dtype=np.float64)


def _venue_names(rng: np.random.Generator, kind: Bytes1, area: Texts) -> Texts:
    """Names by kind: prefix and commune, or prefix and a brand; numbers keep bus runs apart."""
    name = np.zeros(len(kind), dtype="S96")
    brands = texts(BRANDS)
    for index, what in enumerate(KINDS):
        rows = np.flatnonzero(kind == index)
        if not len(rows):
            continue
        prefix = texts(PREFIXES[what.name])[rng.integers(len(PREFIXES[what.name]), size=len(rows))]
        if what.name == "bus":
            number = np.char.encode(np.char.mod("%04d", np.arange(1, len(rows) + 1)))
            name[rows] = joined(prefix, area[rows], texts(["- chuyến"])[np.zeros(len(rows), int)], number)
        elif what.name in NAMED_BY_COMMUNE:
            name[rows] = joined(prefix, area[rows])
        else:
            name[rows] = joined(prefix, brands[rng.integers(len(brands), size=len(rows))])
    return name


def bare_names(areas: Areas) -> Texts:
    """Names of the communes without "Phường" or "Xã"."""
    return texts([name.decode().split(" ", 1)[1] for name in areas.name[areas.first_commune :]])


def make_venues(district: District, areas: Areas, workers: dict[str, int]) -> Places:
    """Every place but classes: shops and the like in proportion to people, workplaces to workers."""
    rng = stream(district.seed, Purpose.PLACES)
    counts = _counts(district.people, workers)
    kind = np.repeat(np.arange(len(KINDS)), counts).astype(np.int8)
    shares = areas.population[areas.first_commune :] / areas.population[0]
    commune = np.empty(len(kind), dtype=np.int32)
    for index, count in enumerate(counts):  # evenly over the people of the communes, at a random start
        at = (np.arange(count) + rng.random()) / max(count, 1)
        commune[kind == index] = np.minimum(np.searchsorted(np.cumsum(shares), at), len(shares) - 1)
    lat = areas.lat[areas.first_commune + commune] + rng.normal(0, SPREAD_DEGREES, len(kind))
    lon = areas.lon[areas.first_commune + commune] + rng.normal(0, SPREAD_DEGREES, len(kind))
    opens = np.array([k.opens for k in KINDS], dtype=np.int32)[kind]
    closes = np.array([k.closes for k in KINDS], dtype=np.int32)[kind]
    buses = np.flatnonzero(kind == KIND["bus"])
    start = np.where(np.arange(len(buses)) % 2 == 0, 375, 1020) + rng.integers(0, 26, len(buses))
    opens[buses], closes[buses] = start, start + 35
    return Places(
        kind, commune, np.round(lat, 5), np.round(lon, 5), _popularity(rng, kind), opens, closes,
        _venue_names(rng, kind, bare_names(areas)[commune]),
    )  # fmt: skip


def _members(places: Places) -> list[tuple[Ints, Floats]]:
    """Places and weights of each table: visits by kind, bus runs by half day, jobs by branch."""
    kind, weight = places.kind, places.weight
    tables = [(np.flatnonzero(kind == index), weight) for index in range(len(KINDS))]
    for morning in (True, False):
        tables.append((np.flatnonzero((kind == KIND["bus"]) & ((places.opens < 720) == morning)), weight))
    desks = np.isin(kind, [KIND[name] for name in ("office", "government", "hospital", "clinic")])
    size = np.where(kind == KIND["hospital"], 12.0, np.where(kind == KIND["government"], 4.0, weight))
    tables.append((np.flatnonzero(desks), size))
    tables.append((np.flatnonzero(kind == KIND["factory"]), weight))
    staff = {"market": 12.0, "supermarket": 8.0, "hospital": 20.0}
    factor = np.array([staff.get(k.name, 1.0) for k in KINDS])[kind]
    service = np.isin(kind, [KIND[name] for name in SERVICE_KINDS])
    tables.append((np.flatnonzero(service), factor * weight**0.7))
    return tables


def _distances(areas: Areas) -> Floats:
    """Kilometres between the communes."""
    lat, lon = areas.lat[areas.first_commune :], areas.lon[areas.first_commune :]
    east = (lon[:, None] - lon[None, :]) * np.cos(np.radians(21.0))
    return np.asarray(np.hypot(lat[:, None] - lat[None, :], east) * KM_PER_DEGREE, dtype=np.float64)


def _wheel(areas: Areas, distance: Floats) -> Smalls:
    """Destinations of each commune: mostly itself, the rest near and large."""
    people = areas.population[areas.first_commune :]
    pull = people[None, :] * np.exp(-distance / NEAR_SCALE_KM)
    np.fill_diagonal(pull, 0.0)
    pull *= (1 - OWN_COMMUNE) / np.maximum(pull.sum(axis=1, keepdims=True), 1e-12)
    np.fill_diagonal(pull, OWN_COMMUNE)
    step = (np.arange(WHEEL) + 0.5) / WHEEL
    running = np.cumsum(pull, axis=1) / pull.sum(axis=1, keepdims=True)
    turns = [np.minimum(np.searchsorted(row, step), len(row) - 1) for row in running]
    return np.array(turns, dtype=np.int32)


def make_tables(areas: Areas, places: Places) -> Tables:
    """Tables of choice; a commune without a kind of place is served by the nearest that has one."""
    distance = _distances(areas)
    communes = len(distance)
    shape = (TABLES, communes)
    first, last = np.zeros(shape, dtype=np.int32), np.zeros(shape, dtype=np.int32)
    ids: list[Ints] = []
    weights: list[Floats] = []
    entry = 0
    for table, (rows, weight) in enumerate(_members(places)):
        rows = rows[np.argsort(places.commune[rows], kind="stable")]
        if not len(rows):
            continue
        here = np.unique(places.commune[rows])
        serving = here[np.argmin(distance[:, here], axis=1)]
        first[table] = entry + np.searchsorted(places.commune[rows], serving, side="left")
        last[table] = entry + np.searchsorted(places.commune[rows], serving, side="right") - 1
        ids.append(rows)
        weights.append(weight[rows])
        entry += len(rows)
    running = np.cumsum(np.concatenate(weights))
    low = np.where(first > 0, running[first - 1], 0.0)
    return Tables(
        np.concatenate(ids).astype(np.int32),
        running,
        low,
        running[last],
        first,
        last,
        _wheel(areas, distance),
    )
