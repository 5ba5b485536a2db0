"""The outbreak: day by day, who infects whom, where and when; then onset, tests and isolation."""

from dataclasses import dataclass

import numpy as np

from .chance import Bools, Bytes1, Floats, Ints, Purpose, stream
from .config import (
    CHILD_SUSCEPTIBILITY,
    CURVE,
    CURVE_FIRST_DAY,
    DISPERSION,
    INCUBATION_MEDIAN_D,
    INCUBATION_SIGMA,
    LATENT_D,
    SEED_DAYS,
    SEEDS_LEAST,
    SEEDS_PER_10000,
    SILENT_FACTOR,
    SYMPTOMATIC,
    Layer,
)
from .contagion import Exposures, away, exposures
from .laboratory import (
    DAY_US,
    NEVER,
    SECOND_US,
    Health,
    Results,
    released_results,
    sample_background,
    sample_contacts,
    seek_tests,
)
from .schedule import Stays, by_place, midnight_us, plan
from .world import World

SEEDED = -1  # layer of people infected elsewhere


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Ground truth, one row per infection, sorted by day and time; times in unix microseconds (UTC)."""

    infected: Ints
    infector: Ints  # -1: infected elsewhere
    day: Ints  # whose plan brought them together; -1: before the first day or elsewhere
    time_us: Ints
    place: Ints  # -1: at home or elsewhere
    layer: Bytes1  # config.Layer, -1: infected elsewhere
    onset_us: Ints  # of symptoms, or their counterpart in silent infections
    symptomatic: Bools
    found_us: Ints  # release of the first positive result, -1: never found
    results: Results

    def __len__(self) -> int:
        return len(self.infected)


@dataclass(frozen=True, slots=True)
class _Infections:
    """New infections of a day."""

    infected: Ints
    infector: Ints
    time_us: Ints
    place: Ints
    layer: Bytes1


def _seeds(world: World, count: int) -> _Infections:
    """People infected elsewhere, in the days around the start."""
    rng = stream(world.district.seed, Purpose.INFECTION)
    adults = np.flatnonzero((world.people.age >= 18) & (world.people.age < 65))
    person = np.sort(rng.choice(adults, size=min(count, len(adults)), replace=False))
    second = (rng.uniform(*SEED_DAYS, len(person)) * 86_400).astype(np.int64)
    nowhere = np.full(len(person), -1)
    time_us = midnight_us(world, 0) + second * SECOND_US
    return _Infections(person, nowhere, time_us, nowhere, nowhere.astype(np.int8))


def _begin_course(world: World, health: Health, power: Floats, new: _Infections, day: int) -> None:
    """Draw incubation, symptoms, infectiousness and the test people will ask for."""
    rng = stream(world.district.seed, Purpose.COURSE, day)
    count = len(new.infected)
    incubation = INCUBATION_MEDIAN_D * np.exp(INCUBATION_SIGMA * rng.standard_normal(count))
    health.infected_us[new.infected] = new.time_us
    health.onset_us[new.infected] = new.time_us + (incubation * 86_400).astype(np.int64) * SECOND_US
    symptomatic = rng.random(count) < SYMPTOMATIC
    health.symptomatic[new.infected] = symptomatic
    strength = rng.gamma(DISPERSION, 1 / DISPERSION, count)
    power[new.infected] = strength * np.where(symptomatic, 1.0, SILENT_FACTOR)
    seek_tests(world, health, new.infected, rng)


def _weights(world: World, health: Health, power: Floats, cases: Ints, day: int) -> Floats:
    """Infectiousness of every person on a day; zero for almost all."""
    begin = midnight_us(world, day)
    step = (begin + DAY_US // 2 - health.onset_us[cases]) // DAY_US - CURVE_FIRST_DAY
    inside = (step >= 0) & (step < len(CURVE))
    latent = health.infected_us[cases] + int(LATENT_D * DAY_US) > begin
    weight = np.zeros(len(power))
    curve = np.array(CURVE)[np.clip(step, 0, len(CURVE) - 1)]
    weight[cases] = np.where(inside & ~latent, curve * power[cases], 0.0)
    return weight


def _first_of_each(found: Exposures, time: Ints) -> Ints:
    """Row of the earliest infection of each exposed person."""
    order = np.lexsort((found.infector, time, found.exposed))
    exposed = found.exposed[order]
    return order[np.r_[True, exposed[1:] != exposed[:-1]]] if len(order) else order


def _infect(world: World, day: int, stays: Stays, found: Exposures, rng: np.random.Generator) -> _Infections:
    """Let chance decide which exposures infect; the earliest one counts."""
    susceptible = np.where(world.people.age[found.exposed] < 10, CHILD_SUSCEPTIBILITY, 1.0)
    hit = rng.random(len(found.hazard)) < -np.expm1(-found.hazard * susceptible)
    share = rng.random(len(found.hazard))
    found = found.take(np.flatnonzero(hit))
    time = found.start + (share[hit] * (found.end - found.start)).astype(np.int64)
    home = found.layer == Layer.HOUSEHOLD
    both_in = ~(away(stays, found.infector, time) | away(stays, found.exposed, time))
    real = np.flatnonzero(~home | both_in)
    found, time = found.take(real), time[real]
    rows = _first_of_each(found, time)
    rows = rows[np.argsort(time[rows], kind="stable")]
    time_us = midnight_us(world, day) + time[rows] * SECOND_US
    return _Infections(
        found.exposed[rows].astype(np.int64), found.infector[rows].astype(np.int64), time_us,
        found.place[rows].astype(np.int64), found.layer[rows],
    )  # fmt: skip


def _one_day(world: World, health: Health, power: Floats, cases: Ints, day: int) -> _Infections:
    """Infections of one day."""
    rng = stream(world.district.seed, Purpose.INFECTION, day + 1)
    weight = _weights(world, health, power, cases, day)
    stays = plan(world, day)
    stays = stays.take(by_place(stays))
    isolated = np.full(len(power), NEVER)
    isolated[cases] = (health.isolated_us[cases] - midnight_us(world, day)) // SECOND_US
    found = exposures(world, day, stays, weight, isolated, rng)
    found = found.take(np.flatnonzero(health.infected_us[found.exposed] == NEVER))
    return _infect(world, day, stays, found, rng)


def outbreak(world: World, *, seeds: int | None = None) -> Outbreak:
    """Run the outbreak over all days of the district, from ``seeds`` people infected elsewhere.

    Behaviour does not change with illness: the plans of a day come from the seed alone.  People found by a
    test infect nobody outside their home from the release of the result on, though their plans go on.
    """
    health = Health.of(world)
    power = np.zeros(len(world.people.age))
    if seeds is None:
        seeds = max(SEEDS_LEAST, round(world.district.people * SEEDS_PER_10000 / 10_000))
    waves = [(-1, _seeds(world, seeds))]
    _begin_course(world, health, power, waves[0][1], 0)
    for day in range(world.district.days):
        rng = stream(world.district.seed, Purpose.TESTS, day)
        sample_background(world, health, day, rng)
        cases = np.concatenate([wave.infected for _, wave in waves])
        new = _one_day(world, health, power, cases, day)
        waves.append((day, new))
        _begin_course(world, health, power, new, day + 1)
        sample_contacts(world, health, day, rng)
    return _truth(world, health, waves)


def _truth(world: World, health: Health, waves: list[tuple[int, _Infections]]) -> Outbreak:
    """Join the waves and what became of each person."""
    fields = _Infections.__dataclass_fields__
    infected, infector, time_us, place, layer = (
        np.concatenate([getattr(wave, field) for _, wave in waves]) for field in fields
    )
    day = np.concatenate([np.full(len(wave.infected), day) for day, wave in waves])
    order = np.lexsort((time_us, day))
    end = midnight_us(world, world.district.days)
    found = health.isolated_us[infected]
    found = np.where(found < end, found, -1)
    return Outbreak(
        infected[order], infector[order], day[order], time_us[order], place[order], layer[order],
        health.onset_us[infected][order], health.symptomatic[infected][order], found[order],
        released_results(world, health),
    )  # fmt: skip
