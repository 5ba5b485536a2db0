"""Writes: the country's own trees, which come with the platform (``data/NOTICE``)."""

import csv
import gzip
import io
from collections.abc import Iterator
from datetime import date
from importlib import resources

from django.db import connection, transaction

from lachan.areas.models import SINCE_EVER
from lachan.areas.services.crosswalk import LinkRow, store_links
from lachan.areas.services.tree import AreaRow, load_areas
from lachan.core.access import Actor


@transaction.atomic
def load_national(actor: Actor) -> tuple[int, int]:
    """Store the units of Viet Nam of 2021, of 2025-06-30 and of today, and what became of each.

    Return how many units and links are new or changed; a second time, none.
    """
    units, rejects = load_areas(actor, list(_units()))
    if rejects:  # they ship with us: a reject is our own mistake
        raise AssertionError(f"{len(rejects)} units of the national trees are refused: {rejects[0]}")
    links = store_links(actor, list(_links()))
    if units or links:
        with connection.cursor() as cursor:  # else the planner takes them for empty until somebody looks
            cursor.execute("ANALYZE areas_area, areas_link")
    return units, links


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


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
