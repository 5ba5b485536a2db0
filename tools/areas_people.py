"""Make data/denominators.csv.gz: how many people units of today have, as far as it checks out.

    python tools/areas_people.py

areas_people.csv is the state's list of communes of July 2025 (sapnhap.bando.com.vn, read 2025-07-17), carried
over by hand, number by number in the list's order, from the copy in the GitHub repository
tranngocminhhieu/vietnamadminunits, data/raw/sapnhap.bando.com.vn_ward_2025-07-17.csv; empty: no number there.
areas_provinces.csv: ``reform``, the population of a province told for the reform of July 2025 (PyPI:
countries-dictionary 9.0.3), and ``map_portal``, that of the same portal's own list of provinces.

The list is wrong in three ways, and each can be seen in the numbers alone:

- In some provinces 47.950 was read as a fraction, and its last zero is gone: there no number ends in 0, where
  one in ten should. A number below 10,000 may then be ten times too small, and is left out.
- Communes of the same name in several provinces carry one and the same number: at most one of them is right.
- Two communes of one province carry the same persons: one was copied over the other. Where the province's sum
  is right to 1 % it is chance, unless they carry the same km² too.

What is left is kept where it fits the population of the province, which comes from elsewhere.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from areas import DATA, lines, write

from lachan.kernel.names import folded

HERE = Path(__file__).parent
YEAR = 2025
LIST = "state list of July 2025, sapnhap.bando.com.vn (2025-07-17)"
REFORM = "reform of July 2025, countries-dictionary 9.0.3"
PORTAL = "state list of provinces, sapnhap.bando.com.vn (July 2025)"
DIGIT_LOST_BELOW = 10_000
WHOLE_WITHIN = 0.05  # a province's communes sum up to what it has but for this
SURE_WITHIN = 0.01  # and here even the numbers that other provinces carry too are its own
REST_BETWEEN = (0.4, 1.5)  # what a left-out commune must have on average, of what a kept one has


@dataclass(frozen=True)
class Told:
    """A commune of the list."""

    code: str
    name: str
    province: str
    km2: float
    persons: int | None


@dataclass(frozen=True)
class Denominator:
    """A line of denominators.csv."""

    code: str
    name: str
    year: int
    persons: int
    source: str


def loses_zeros(communes: Sequence[Told]) -> bool:
    """Hardly a number ends in 0, where one in ten should."""
    return sum(1 for c in communes if c.persons and c.persons % 10 == 0) < 0.03 * len(communes)


def carried_elsewhere(communes: Sequence[Told]) -> set[str]:
    """Codes of communes whose number a commune of the same name in another province carries too."""
    named: dict[tuple[str, int | None], list[Told]] = defaultdict(list)
    for commune in communes:
        named[folded(commune.name.split(" ", 1)[-1]), commune.persons].append(commune)
    return {c.code for same in named.values() if len({c.province for c in same}) > 1 for c in same}


def kept(communes: Sequence[Told], elsewhere: set[str], persons: int) -> list[Told]:
    """The communes of one province that check out against its population."""
    told = [c for c in communes if c.persons]
    off = abs(sum(c.persons or 0 for c in told) / persons - 1)
    is_cut = loses_zeros(communes)
    is_sure = off <= SURE_WITHIN and not is_cut

    def line(commune: Told) -> tuple[float, int | None]:
        return (commune.km2 if is_sure else 0, commune.persons)

    copies = Counter(map(line, told))
    good = [
        c
        for c in told
        if copies[line(c)] == 1
        and (is_sure or c.code not in elsewhere)
        and (not is_cut or (c.persons or 0) >= DIGIT_LOST_BELOW)
    ]
    if not is_cut:
        return good if off <= WHOLE_WITHIN else []
    sum_of_good = sum(c.persons or 0 for c in good)
    rest = (persons - sum_of_good) / max(1, len(communes) - len(good)) / (sum_of_good / len(good))
    return good if REST_BETWEEN[0] <= rest <= REST_BETWEEN[1] else []


def make() -> list[Denominator]:
    with (HERE / "areas_people.csv").open() as file:
        persons = {line["code"]: line["persons"] for line in csv.DictReader(file)}
    with (HERE / "areas_provinces.csv").open() as file:
        provinces = list(csv.DictReader(file))
    units = [unit for unit in lines("units") if unit["level"] == "commune" and not unit["valid_to"]]
    communes = [
        Told(u["code"], u["name"], u["parent"], float(u["km2"] or 0), int(persons[u["code"]] or 0) or None)
        for u in units
    ]
    elsewhere = carried_elsewhere(communes)
    found: list[Denominator] = []
    for line in provinces:
        code, reform = line["code"], int(line["reform"])
        found += [
            Denominator(code, "reform", YEAR, reform, REFORM),
            Denominator(code, "map_portal", YEAR, int(line["map_portal"]), PORTAL),
        ]
        own = [c for c in communes if c.province == code]
        good = kept(own, elsewhere, reform)
        found += [Denominator(c.code, "reform", YEAR, c.persons or 0, LIST) for c in good]
        total = sum(c.persons or 0 for c in good)
        print(f"{line['name']}: {len(good)} of {len(own)}, {total:,} of {reform:,}")
    write(DATA / "denominators.csv.gz", found)
    return found


if __name__ == "__main__":
    print(f"{len(make())} denominators")
