"""The synthetic district keeps its promises: same bytes, possible days, true infections, fair numbers."""

from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lachan.simulation import (
    KINDS,
    District,
    Layer,
    Outbreak,
    World,
    build,
    encounters,
    outbreak,
    visits,
    write_csv,
)
from lachan.simulation.chance import ragged, ranks
from lachan.simulation.config import Mode
from lachan.simulation.schedule import DAY_S, Stays, midnight_us, plan

MINUTE_US = 60_000_000
DAY_US = DAY_S * 1_000_000
SMALL = District(people=2_000, days=5, seed=3)
MIDDLE = District(people=40_000, days=18, seed=11)


@cache
def middle_world() -> World:
    return build(MIDDLE)


@cache
def middle_outbreak() -> Outbreak:
    """Many seeds, so that shares are not a matter of luck."""
    return outbreak(middle_world(), seeds=160)


# --- days


def test_two_days_differ() -> None:
    world = build(SMALL)
    assert not np.array_equal(visits(world, 0).place[:100], visits(world, 1).place[:100])


@pytest.mark.parametrize("day", [-1, SMALL.days])
def test_a_day_outside_the_district_is_refused(day: int) -> None:
    with pytest.raises(ValueError, match="day must be"):
        visits(build(SMALL), day)


@pytest.mark.parametrize(
    ("people", "days", "seed"), [(0, 1, 1), (20_000_000, 1, 1), (500, 0, 1), (500, 1, -1)]
)
def test_an_impossible_district_is_refused(people: int, days: int, seed: int) -> None:
    with pytest.raises(ValueError, match="must"):
        District(people, days, seed)


def test_the_smallest_district_works(tmp_path: Path) -> None:
    assert write_csv(build(District(200, 1, 0)), tmp_path)["people.csv"] == 200


# --- possible days


def test_visits_are_sorted_and_end_after_they_begin() -> None:
    for day in (0, 5, 6):
        found = visits(middle_world(), day)
        assert (np.diff(found.entered_us) >= 0).all()
        closed = found.left_us != -1
        assert (found.left_us[closed] > found.entered_us[closed]).all()
        assert 0.14 < 1 - closed.mean() < 0.16


def test_everybody_is_there_within_the_opening_hours() -> None:
    places = middle_world().places
    for day in (0, 5, 6):
        stays = plan(middle_world(), day)
        opens, closes = places.opens[stays.place] * 60, places.closes[stays.place] * 60
        assert (stays.entered >= opens).all()
        night = closes == DAY_S  # open day and night: a shift may end on the next day
        assert (stays.left[~night] <= closes[~night]).all()


def clashes(stays: Stays) -> int:
    """How often a person is at a second place before having left the first."""
    order = np.lexsort((stays.entered, stays.person))
    person, entered, left = stays.person[order], stays.entered[order], stays.left[order]
    return int(((person[1:] == person[:-1]) & (entered[1:] < left[:-1])).sum())


def moved(stays: Stays, days: int) -> Stays:
    return Stays(
        stays.person, stays.place, stays.entered + days * DAY_S, stays.left + days * DAY_S, stays.at_work
    )


def test_nobody_is_in_two_places_at_once_not_even_across_midnight() -> None:
    week = [moved(plan(middle_world(), day), day) for day in range(7)]
    joined = Stays(*(np.concatenate([getattr(day, f.name) for day in week]) for f in fields(Stays)))
    assert (joined.left > joined.entered).all()
    assert clashes(joined) == 0
    assert clashes(moved(joined, 0).take(np.r_[np.arange(len(joined.person)), 0])) > 0  # the check can fail


def test_night_shifts_cross_midnight() -> None:
    stays = plan(middle_world(), 1)
    assert (stays.left > DAY_S).sum() > 0.5 * (middle_world().people.mode == Mode.SHIFT_C).sum()


# --- the truth can be found


def were_there(stays: Stays, person: int, place: int, second: int) -> bool:
    rows = (stays.person == person) & (stays.place == place)
    return bool((rows & (stays.entered <= second) & (second <= stays.left)).any())


def together(world: World, stays: Stays, pair: tuple[int, int], place: int, second: int) -> bool:
    """Slow and obviously right: both at that place at that second, or both at home in one household."""
    if place >= 0:
        return all(were_there(stays, person, place, second) for person in pair)
    houses = world.people.household[list(pair)]
    out = np.isin(stays.person, pair) & (stays.entered <= second) & (second < stays.left)
    return bool(houses[0] == houses[1] and not out.any())


def test_every_infection_happened_between_two_people_who_were_together() -> None:
    world, found = middle_world(), middle_outbreak()
    checked = 0
    for day in range(MIDDLE.days):
        rows = np.flatnonzero((found.day == day) & (found.infector >= 0))
        stays = plan(world, day)
        near = np.isin(stays.person, np.r_[found.infected[rows], found.infector[rows]])
        stays = stays.take(np.flatnonzero(near))
        second = (found.time_us[rows] - midnight_us(world, day)) // 1_000_000
        for row, at in zip(rows.tolist(), second.tolist(), strict=True):
            pair = int(found.infected[row]), int(found.infector[row])
            assert together(world, stays, pair, int(found.place[row]), at)
            assert not together(
                world, stays, (pair[0], (pair[1] + 500) % MIDDLE.people), int(found.place[row]), at
            )
            checked += 1
    assert checked > 500


def test_infectors_were_infected_a_day_before_and_nobody_twice() -> None:
    found = middle_outbreak()
    assert len(np.unique(found.infected)) == len(found)
    when = dict(zip(found.infected.tolist(), found.time_us.tolist(), strict=True))
    for infector, time_us in zip(found.infector.tolist(), found.time_us.tolist(), strict=True):
        assert infector == -1 or when[infector] + DAY_US <= time_us


def test_found_people_infect_only_at_home() -> None:
    found = middle_outbreak()
    isolated = dict(zip(found.infected.tolist(), found.found_us.tolist(), strict=True))
    outside = found.layer > Layer.HOUSEHOLD
    for infector, time_us in zip(
        found.infector[outside].tolist(), found.time_us[outside].tolist(), strict=True
    ):
        assert isolated[infector] == -1 or time_us <= isolated[infector]


def test_part_of_the_infections_outside_homes_left_two_records() -> None:
    """Tracing can find some and cannot find others."""
    world, found = middle_world(), middle_outbreak()
    outside = found.layer > Layer.HOUSEHOLD
    qr = world.people.has_qr[found.infected[outside]] & world.people.has_qr[found.infector[outside]]
    assert 0.35 < qr.mean() < 0.85


# --- plausible numbers


def test_about_three_visits_a_person_and_day_are_recorded() -> None:
    week = [len(visits(middle_world(), day)) / MIDDLE.people for day in range(7)]
    assert 2.8 < float(np.mean(week)) < 3.2
    assert min(week) > 2.6
    assert max(week) < 3.5


def test_app_users_log_five_to_ten_encounters_a_day() -> None:
    world = middle_world()
    users = int(world.people.has_app.sum())
    for day in (0, 6):
        found = encounters(world, day)
        assert 5 < 2 * len(found) / users < 10
        assert (found.a < found.b).all()
        assert (found.end_us - found.start_us >= 2 * MINUTE_US).all()
        assert (np.diff(found.start_us) >= 0).all()
        assert world.people.has_app[found.a].all()
        assert world.people.has_app[found.b].all()
        assert set(found.masked.tolist()) == {-1, 0, 1}
        assert 1.2 < float(np.median(found.distance_m)) < 2.2


def test_households_are_of_one_to_eight_and_the_ages_are_a_population() -> None:
    people = middle_world().people
    sizes = np.bincount(people.household)
    assert sizes.min() >= 1
    assert sizes.max() <= 8
    assert 3.4 < float(sizes.mean()) < 3.8
    assert 0.18 < float((people.age < 15).mean()) < 0.28
    assert 0.10 < float((people.age >= 60).mean()) < 0.20
    assert 0.57 < float(people.has_app.mean()) < 0.63


def test_classes_have_at_most_42_pupils_and_factories_a_heavy_tail() -> None:
    world = middle_world()
    size = np.bincount(world.people.place[world.people.place >= 0], minlength=len(world.places.kind))
    names = np.array([kind.name for kind in KINDS])[world.places.kind]
    assert 28 < float(size[names == "school"].mean()) < 44
    assert size[names == "school"].max() <= 46  # teachers included
    factories = size[names == "factory"]
    assert factories.max() > 3 * np.median(factories)


def test_popularity_has_a_tail_with_an_end() -> None:
    world = middle_world()
    names = np.array([kind.name for kind in KINDS])[world.places.kind]
    count = np.bincount(visits(world, 5).place, minlength=len(names))
    markets, shops = count[names == "market"], count[names == "shop"]
    assert 800 < float(markets.mean()) < 3_000
    assert markets.max() < 5_000
    assert np.quantile(shops, 0.99) > 3 * np.median(shops)
    assert shops.max() < 15 * shops.mean()


def offspring(found: Outbreak, world: World) -> dict[str, float]:
    """Mean and dispersion of offspring, and direct attack in households of first cases with whole courses."""
    done = found.onset_us + 5 * DAY_US < midnight_us(world, MIDDLE.days)
    row = {person: index for index, person in enumerate(found.infected.tolist())}
    caused = np.zeros((2, len(found)))
    for infector, layer in zip(found.infector.tolist(), found.layer.tolist(), strict=True):
        if infector >= 0:
            caused[:, row[infector]] += (1, layer == Layer.HOUSEHOLD)
    house = world.people.household[found.infected]
    order = np.argsort(found.time_us, kind="stable")
    first = np.zeros(len(found), dtype=np.bool_)
    first[order[np.unique(house[order], return_index=True)[1]]] = True
    mates = np.diff(world.household_start)[house] - 1
    chosen = first & done
    mean, variance = caused[0][done].mean(), caused[0][done].var()
    return {
        "r": float(mean),
        "k": float(mean**2 / (variance - mean)),
        "attack": float(caused[1][chosen].sum() / mates[chosen].sum()),
    }


def test_the_outbreak_has_the_shape_of_a_respiratory_virus() -> None:
    found = middle_outbreak()
    shape = offspring(found, middle_world())
    assert 0.14 < shape["attack"] < 0.21  # general knowledge: 15-20 %
    assert 0.1 < shape["k"] < 0.6
    assert 1.1 < shape["r"] < 2.2
    inside = found.layer[found.layer >= 0] == Layer.HOUSEHOLD
    assert 0.22 < float(inside.mean()) < 0.45
    assert 0.60 < float(found.symptomatic.mean()) < 0.70
    assert set(range(5)) <= set(found.layer.tolist())


def test_results_come_four_to_thirty_hours_after_the_sample_and_tell_the_truth() -> None:
    world, found = middle_world(), middle_outbreak()
    results = found.results
    delay = (results.released_us - results.sampled_us) / 3_600_000_000
    assert delay.min() >= 4
    assert delay.max() <= 30
    assert (np.diff(results.released_us) >= 0).all()
    assert results.released_us.max() < midnight_us(world, MIDDLE.days)
    assert np.isin(results.person[results.positive], found.infected).all()
    assert 0.02 < float(results.positive.mean()) < 0.5
    silent = found.infected[~found.symptomatic]
    assert np.isin(results.person[results.positive], silent).any()  # found as contacts


# --- tools


def test_ragged_and_ranks() -> None:
    owner, index = ragged(np.array([5, 9, 2]), np.array([2, 0, 3]))
    assert owner.tolist() == [0, 0, 2, 2, 2]
    assert index.tolist() == [5, 6, 2, 3, 4]
    rank, size = ranks(np.array([4, 1, 4, 4]))
    assert rank.tolist() == [0, 0, 1, 2]
    assert size.tolist() == [3, 1, 3, 3]
