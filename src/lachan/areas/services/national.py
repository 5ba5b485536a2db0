"""Writes: the country's own trees, which come with the platform (``data/NOTICE``)."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from django.db import connection, transaction

from lachan.areas.models import SINCE_EVER
from lachan.areas.services.crosswalk import LinkRow, store_links
from lachan.areas.services.population import DenominatorRow, load_denominators
from lachan.areas.services.tree import AreaRow, load_areas
from lachan.core.access import Actor
from lachan.core.batches import Origin

REFORM = date(2025, 7, 1)  # the denominators are those of the units that stand since


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many are new or changed."""

    units: int
    links: int
    denominators: int


@transaction.atomic
def load_national(actor: Actor) -> Loaded:
    """Store the units of Viet Nam of 2021, of 2025-06-30 and of today, their people, and what became of each.

    A second time nothing changes.
    """
    units, rejects = load_areas(actor, list(_units()))
    if rejects:  # they ship with us: a reject is our own mistake
        raise AssertionError(f"{len(rejects)} units of the national trees are refused: {rejects[0]}")
    links = store_links(actor, list(_links()))
    people, rejects = load_denominators(actor, _denominators(), REFORM)
    if rejects:
        raise AssertionError(f"{len(rejects)} national denominators are refused: {rejects[0]}")
    if units or links:
        with connection.cursor() as cursor:  # else the planner takes them for empty until somebody looks
            cursor.execute("ANALYZE areas_area, areas_link")
    return Loaded(units, links, people)


def _lines(name: str) -> Iterator[dict[str, str]]:
    packed = resources.files("lachan.areas").joinpath("data", f"{name}.csv.gz").read_bytes()
    return csv.DictReader(io.StringIO(gzip.decompress(packed).decode()))


def _units() -> Iterator[AreaRow]:
    for number, line in enumerate(_lines("units"), 2):
        yield AreaRow(
            line=number,
            raw=line["code"],
            code=line["code"],
            name=line["name"],
            level=line["level"],
            parent=line["parent"] or None,
            lat=_number(line["lat"]),
            lon=_number(line["lon"]),
            km2=_number(line["km2"]),
            valid_from=_day(line["valid_from"]),
            valid_to=_day(line["valid_to"]),
        )


def _links() -> Iterator[LinkRow]:
    for line in _lines("links"):
        yield LinkRow(
            from_code=line["from_code"],
            from_since=_day(line["from_since"]) or SINCE_EVER,
            to_code=line["to_code"],
            to_since=_day(line["to_since"]) or SINCE_EVER,
            day=date.fromisoformat(line["day"]),
            kind=line["kind"],
            share=_number(line["share"]),
            share_of="km2 and people" if line["share"] else "",
            is_main=line["is_main"] == "1",
            source=line["source"],
        )


def _denominators() -> DenominatorRow:
    told = list(_lines("denominators"))
    return DenominatorRow(
        Origin(range(2, len(told) + 2), [line["code"] for line in told]),
        [line["code"] for line in told],
        [line["name"] for line in told],
        [int(line["year"]) for line in told],
        [int(line["persons"]) for line in told],
        [line["source"] for line in told],
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
