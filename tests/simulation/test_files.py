"""The files of a synthetic district: same seed, same bytes; headers; codes that exist; fair papers."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from lachan.simulation import (
    HEADERS,
    District,
    Layer,
    build,
    encounters,
    person_codes,
    place_codes,
    visits,
    write_csv,
)

SMALL = District(people=2_000, days=5, seed=3)


def hashes(district: District, folder: Path) -> dict[str, str]:
    write_csv(build(district), folder)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in HEADERS}


def same(one: object, other: object) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))  # type: ignore[arg-type]  # a dataclass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small")
    write_csv(build(SMALL), out)
    return out


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


# --- the same seed, the same bytes


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path, folder: Path) -> None:
    first = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in HEADERS}
    assert hashes(SMALL, tmp_path / "again") == first
    other = hashes(District(SMALL.people, SMALL.days, SMALL.seed + 1), tmp_path / "other")
    assert not set(first.values()) & set(other.values())


def test_a_day_made_alone_is_the_day_of_the_full_run(folder: Path) -> None:
    """The last day straight from a fresh world, against the file of the whole run."""
    world, day = build(SMALL), SMALL.days - 1
    alone, people, places = visits(world, day), person_codes(world), place_codes(world)
    zone = {row["entered_at"][:10] for row in rows(folder, "visits.csv")}
    assert len(zone) == SMALL.days
    written = [row for row in rows(folder, "visits.csv") if row["entered_at"][:10] == max(zone)]
    assert [row["person"].encode() for row in written] == people[alone.person].tolist()
    assert [row["place"].encode() for row in written] == places[alone.place].tolist()
    assert [as_us(row["entered_at"]) for row in written] == alone.entered_us.tolist()
    assert [as_us(row["left_at"]) for row in written] == alone.left_us.tolist()
    assert same(alone, visits(world, day))
    assert same(encounters(world, day), encounters(build(SMALL), day))


# --- the files


def as_us(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 1_000_000 if text else -1


def test_files_have_their_headers_rows_and_ends(folder: Path) -> None:
    for name, header in HEADERS.items():
        content = (folder / name).read_bytes()
        assert content.startswith(header.encode() + b"\n")
        assert content.endswith(b"\n")
        assert b"\r" not in content
        assert b"\0" not in content
        assert {line.count(b",") for line in content.splitlines()} == {header.count(",")}


def test_every_code_in_the_files_exists(folder: Path) -> None:
    persons = {row["code"] for row in rows(folder, "people.csv")}
    known = {"place": {row["code"] for row in rows(folder, "places.csv")}}
    known |= {"area_code": {row["code"] for row in rows(folder, "areas.csv")}}
    known |= {"parent": known["area_code"] | {""}}
    known |= dict.fromkeys(("person", "person_a", "person_b", "infected", "infector"), persons)
    for name in HEADERS:
        used: dict[str, set[str]] = {column: set() for column in known}
        for row in rows(folder, name):
            for column in used.keys() & row.keys():
                used[column].add(row[column])
        for column, codes in used.items():
            optional = {""} if name == "truth.csv" else set()
            assert codes <= known[column] | optional, (name, column)


def test_people_have_plausible_and_unique_papers(folder: Path) -> None:
    people = list(rows(folder, "people.csv"))
    assert len({row["code"] for row in people}) == SMALL.people
    for column in ("phone", "national_id"):
        given = [row[column] for row in people if row[column]]
        assert len(set(given)) == len(given) > 0.6 * SMALL.people
    for row in people:
        born, sex = date.fromisoformat(row["birth_date"]), row["sex"]
        assert len(row["name"].split()) == 3
        assert row["phone"] == "" or (
            len(row["phone"]) == 10 and row["phone"][:2] in {"03", "05", "07", "08", "09"}
        )
        if row["national_id"]:
            century = (born.year // 100 - 19) * 2 + (sex == "female")
            assert row["national_id"][:6] == f"099{century}{born.year % 100:02d}"
    nguyen = np.mean([row["name"].startswith("Nguyễn ") for row in people])
    assert 0.33 < nguyen < 0.43


def test_areas_are_a_tree_of_clearly_synthetic_codes(folder: Path) -> None:
    areas = list(rows(folder, "areas.csv"))
    assert [(row["code"], row["level"]) for row in areas[:2]] == [("VN", "country"), ("99", "province")]
    communes = areas[2:]
    assert {row["parent"] for row in communes} == {"99"}
    assert all(row["code"].startswith("9") and len(row["code"]) == 5 for row in communes)
    assert all(row["name"].startswith(("Phường ", "Xã ")) for row in communes)
    assert sum(int(row["population"]) for row in communes) == SMALL.people


def test_truth_says_where_and_results_when(folder: Path) -> None:
    truth = list(rows(folder, "truth.csv"))
    assert {row["layer"] for row in truth} <= {"seed", *(layer.name.lower() for layer in Layer)}
    for row in truth:
        assert (row["infector"] == "") == (row["layer"] == "seed")
        assert (row["place"] == "") == (row["layer"] in {"seed", "household"})
        assert (row["onset_at"] == "") == (row["symptomatic"] == "false")
    for row in rows(folder, "results.csv"):
        assert as_us(row["sampled_at"]) < as_us(row["released_at"])
        assert row["outcome"] in {"positive", "negative"}
        assert row["test_type"] in {"pcr", "antigen"}
        assert row["onset_date"] == "" or row["onset_date"] <= row["sampled_at"][:10]


def test_writing_reports_its_progress(tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    counts = write_csv(build(District(300, 2, 1)), tmp_path, lambda what, share: heard.append((what, share)))
    shares = [share for _, share in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for name, count in counts.items():
        assert sum(1 for _ in rows(tmp_path, name)) == count
