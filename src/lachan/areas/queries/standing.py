"""Who answers for a unit on a day, and what still waits for somebody to say where it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q
from psycopg import sql

from lachan.areas.models import Area
from lachan.areas.queries.units import Unit
from lachan.areas.rules import nearest_above
from lachan.core.access import Actor, end_of
from lachan.core.statements import run

# Each unit and the units that it has become by a day, itself where it still stands.  What nobody told the
# successor of, and what lies below a unit that ended (a hamlet), goes where the unit above it went, but is
# not that unit; where nobody told anything it is left as it is.
BECAME = sql.SQL("""
    WITH RECURSIVE step AS MATERIALIZED (
        SELECT from_unit_id, to_unit_id, kind = 'whole' AS is_whole, is_main, share, share_of
        FROM areas_link WHERE day <= %(on)s
        UNION ALL
        SELECT a.id, p.id, false, true, 1, ''
        FROM areas_area a JOIN areas_area p ON p.id = a.parent_id AND p.valid_to <= %(on)s
        WHERE (a.id IN (SELECT from_unit_id FROM areas_link WHERE day <= %(on)s)) IS NOT TRUE),
    way AS (
        SELECT id AS area_id, id AS unit_id, true AS is_whole, true AS is_main, 1::float8 AS share,
               '' AS share_of
        FROM areas_area WHERE %(ids)s::int[] IS NULL OR id = ANY (%(ids)s::int[])
        UNION
        SELECT w.area_id, s.to_unit_id, w.is_whole AND s.is_whole, w.is_main AND s.is_main,
               w.share * s.share, coalesce(nullif(s.share_of, ''), w.share_of)
        FROM way w JOIN step s ON s.from_unit_id = w.unit_id)
    SELECT w.area_id, w.unit_id, u.code, u.name, u.level, u.path, bool_or(w.is_whole) AS is_whole,
           bool_or(w.is_main) AS is_main, max(w.share_of) AS share_of,
           CASE WHEN bool_or(w.share IS NULL) THEN NULL ELSE sum(w.share) END AS share
    FROM way w JOIN areas_area u ON u.id = w.unit_id
    WHERE (w.unit_id IN (SELECT from_unit_id FROM step)) IS NOT TRUE
    GROUP BY w.area_id, w.unit_id, u.id
    ORDER BY w.area_id, u.path
""")
WAITING = sql.SQL("""
    SELECT u.id, waits.n
    FROM unnest(%(ids)s::int[]) AS u (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT FROM {table} t
            WHERE t.area_id = u.id AND t.area_path >= %(path)s COLLATE "C"
                  AND t.area_path < %(until)s COLLATE "C"
            LIMIT %(most)s) AS one) AS waits
    WHERE waits.n > 0
""")
COUNTED = 1_000  # what waits is counted so far; more is "1,000+"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who answers for a unit now.

    ``heir_id`` is the unit that all of it became, itself included; None where it was divided.  ``path`` is
    the heir's, or of the nearest unit above all parts.
    """

    area_id: int
    heir_id: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit of today that took up a part of one that ended; ``share`` is empty where nobody told it."""

    unit: Unit
    share: float | None
    share_of: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Undecided:
    """A unit that is no more and became several: what is left in it waits for somebody to decide.

    ``path`` is of the nearest unit above all parts: who answers for it today.
    """

    unit: Unit
    where: str
    path: str
    successors: list[Successor]


def standing(on: date, ids: Iterable[int] | None = None) -> list[Standing]:
    """Every unit ever known, or those of ``ids``, and who answers for it on a day."""
    chosen = None if ids is None else list(ids)
    own = dict(
        (Area.objects.all() if chosen is None else Area.objects.filter(id__in=chosen)).values_list(
            "id", "path"
        )
    )
    return [_standing(own[area_id], ends) for area_id, ends in _ends(on, chosen)]


def undecided(on: date, ids: Iterable[int] | None = None) -> list[Undecided]:
    """Units, or those of ``ids``, that became several and where what is left must be placed by hand."""
    found = {
        area_id: ends
        for area_id, ends in _ends(on, None if ids is None else list(ids))
        if not _is_heir(ends) and (len(ends) > 1 or ends[0]["unit_id"] != area_id)
    }
    units = (
        Area.objects.filter(id__in=found)
        .order_by("path")
        .values_list("id", "code", "name", "level", "path", "sought")
    )
    above = _names_above(unit[4] for unit in units)
    return [
        Undecided(
            Unit(*unit[:5]),
            above[unit[4]],
            _standing(unit[4], found[unit[0]]).path,
            _successors(found[unit[0]]),
        )
        for unit in units
    ]


def stands(unit_id: int, on: date) -> bool:
    """The unit is one on that day, and nothing above it has ended."""
    own = Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), id=unit_id, valid_from__lte=on)
    return own.exists() and standing(on, [unit_id])[0].heir_id == unit_id


def waiting(actor: Actor, table: str, ids: Iterable[int]) -> dict[int, int]:
    """How many rows of the caller's own ``table``, in the actor's area, are in each unit: at most COUNTED."""
    rows = run(
        WAITING.format(table=sql.Identifier(table)),
        {"ids": list(ids), "path": actor.area_path, "until": end_of(actor.area_path), "most": COUNTED},
        prepare=False,
    )
    return {row["id"]: row["n"] for row in rows}


def _ends(on: date, ids: list[int] | None) -> Iterable[tuple[int, list[dict[str, Any]]]]:
    rows = run(BECAME, {"on": on, "ids": ids}, prepare=False)
    return ((area_id, list(ends)) for area_id, ends in groupby(rows, key=itemgetter("area_id")))


def _is_heir(ends: list[dict[str, Any]]) -> bool:
    return len(ends) == 1 and ends[0]["is_whole"]


def _standing(own: str, ends: list[dict[str, Any]]) -> Standing:
    area_id = ends[0]["area_id"]
    if _is_heir(ends):
        return Standing(area_id, ends[0]["unit_id"], ends[0]["path"])
    return Standing(area_id, None, nearest_above([end["path"] for end in ends]) or own)


def _successors(ends: list[dict[str, Any]]) -> list[Successor]:
    found = [
        Successor(
            Unit(end["unit_id"], end["code"], end["name"], end["level"], end["path"]),
            end["share"],
            end["share_of"],
            end["is_main"],
        )
        for end in ends
    ]
    return sorted(found, key=lambda one: (not one.is_main, -(one.share or 0), one.unit.code))


def _names_above(paths: Iterable[str]) -> dict[str, str]:
    """For each path the names of the units above it, the nearest first."""
    steps = {path: [int(step) for step in path.split(".")[:-2]] for path in paths}
    names = dict(
        Area.objects.filter(id__in={step for ids in steps.values() for step in ids}).values_list("id", "name")
    )
    return {path: ", ".join(names[step] for step in reversed(ids)) for path, ids in steps.items()}
