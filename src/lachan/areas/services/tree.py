"""Writes: the tree is loaded as a whole, again and again, without harm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from lachan.areas import queries
from lachan.areas.events import AreasReorganised
from lachan.areas.models import SINCE_EVER
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.events import emit
from lachan.core.tables import Reject
from lachan.kernel.names import folded, nfc

STORED = (
    "code", "written", "folded", "level", "lat", "lon", "km2", "population", "since", "valid_to"
)  # fmt: skip
Key = tuple[str, date]  # code, first day


def sought_name(name: str) -> str:
    """A name as it is sought."""
    return folded(name).replace(",", " ")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line of an areas file."""

    line: int
    raw: str
    code: str
    name: str
    level: str
    parent: str | None = None
    lat: float | Decimal | None = None
    lon: float | Decimal | None = None
    population: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    km2: float | Decimal | None = None

    @property
    def folded(self) -> str:
        return sought_name(self.name)

    @property
    def written(self) -> str:
        return nfc(self.name)

    @property
    def since(self) -> date:
        return self.valid_from or SINCE_EVER

    @property
    def key(self) -> Key:
        return self.code, self.since

    @property
    def told(self) -> tuple[object, ...]:
        """All it says of the unit."""
        return (
            self.name, self.level, self.parent, self.lat, self.lon, self.population, self.valid_to, self.km2
        )  # fmt: skip


@transaction.atomic
def load_areas(actor: Actor, rows: Sequence[AreaRow]) -> tuple[int, list[Reject]]:
    """Store units in any order; return how many are new or changed, and the rows that cannot stand.

    A parent is the unit its code means on the child's first day, from this file or from before.
    Emits :class:`AreasReorganised` where anything changed.
    """
    actor.need("areas.load", "")
    with connection.cursor() as cursor:  # one tree, one writer at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('areas.load'))")
    good, rejects = _sound(rows)
    good, rootless = _rooted(good)
    changed = max(_store(good), _link(good))
    if changed:
        write_paths()
        emit(AreasReorganised(changed))
        audit.record(actor, "areas.load", "areas", units=len(good), changed=changed)
    return changed, rejects + rootless


def _reject(row: AreaRow, column: str, code: str, message: str) -> Reject:
    return Reject(row.line, column, code, message, row.raw)


def _sound(rows: Sequence[AreaRow]) -> tuple[list[AreaRow], list[Reject]]:
    """Rows that stand on their own; a repeated (code, valid_from) keeps its first row."""
    good: dict[Key, AreaRow] = {}
    rejects = []
    for row in rows:
        before = good.get(row.key)
        if row.valid_to is not None and row.valid_to <= row.since:
            rejects.append(
                _reject(row, "valid_to", "areas.ends_before_start", "valid_to must come after valid_from")
            )
        elif row.parent == row.code:
            rejects.append(_reject(row, "parent", "areas.own_parent", "a unit cannot be its own parent"))
        elif before is None:
            good[row.key] = row
        elif before.told != row.told:
            rejects.append(
                _reject(row, "code", "areas.code_twice", f"line {before.line} tells this code otherwise")
            )
    return list(good.values()), rejects


def _rooted(rows: Sequence[AreaRow]) -> tuple[list[AreaRow], list[Reject]]:
    """Rows that hang together with a root, here or among the units stored before; the others are told."""
    good = {row.key: row for row in rows}
    stored = queries.stored_tree()
    rejects = []
    while loose := _loose(good, stored):
        for row in [good.pop(key) for key in loose]:
            message = f"no unit {row.parent!r} on {row.since}, or a circle of parents"
            rejects.append(_reject(row, "parent", "areas.unknown_parent", message))
    return list(good.values()), rejects


def _loose(rows: Mapping[Key, AreaRow], stored: Mapping[Key, queries.Stored]) -> set[Key]:
    """Rows without the parent they name, or, where all have theirs, those in a circle.

    A unit is what this file tells of it; only where the file is silent, what was stored before.
    """
    ends = {key: unit.valid_to for key, unit in stored.items()} | {
        key: row.valid_to for key, row in rows.items()
    }
    since: dict[str, list[date]] = {}
    for code, begins in sorted(ends, reverse=True):
        since.setdefault(code, []).append(begins)

    def meant(code: str, day: date) -> Key | None:
        known = ((code, begins) for begins in since.get(code, []) if begins <= day)
        return next((key for key in known if (end := ends[key]) is None or day < end), None)

    parents = {key: unit.parent for key, unit in stored.items()}
    parents |= {key: meant(row.parent, row.since) if row.parent else None for key, row in rows.items()}
    lost = {key for key, row in rows.items() if row.parent and parents[key] is None}
    return lost or _circles(parents) & rows.keys()


def _circles(parents: Mapping[Key, Key | None]) -> set[Key]:
    """What is its own ancestor."""
    circles: set[Key] = set()
    done: set[Key] = set()
    for start in parents:
        way: dict[Key, None] = {}
        key: Key | None = start
        while key is not None and key not in done and key not in way:
            way[key] = None
            key = parents[key]
        if key in way:
            circles |= set(list(way)[list(way).index(key) :])
        done |= way.keys()
    return circles


def _store(rows: Sequence[AreaRow]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO areas_area AS a
                      (code, name, folded, level, lat, lon, km2, population, valid_from, valid_to, path,
                       sought)
               SELECT *, '', '' FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::float8[],
                                            %s::float8[], %s::float8[], %s::int[], %s::date[], %s::date[])
               ON CONFLICT (code, valid_from) DO UPDATE SET
                   name = EXCLUDED.name, folded = EXCLUDED.folded, level = EXCLUDED.level,
                   lat = EXCLUDED.lat, lon = EXCLUDED.lon, km2 = EXCLUDED.km2,
                   population = EXCLUDED.population, valid_to = EXCLUDED.valid_to
               WHERE (a.name, a.folded, a.level, a.lat, a.lon, a.km2, a.population, a.valid_to)
                     IS DISTINCT FROM
                     (EXCLUDED.name, EXCLUDED.folded, EXCLUDED.level, EXCLUDED.lat, EXCLUDED.lon,
                      EXCLUDED.km2, EXCLUDED.population, EXCLUDED.valid_to)
            """,
            [[getattr(row, column) for row in rows] for column in STORED],
        )
        changed: int = cursor.rowcount
    return changed


def _link(rows: Sequence[AreaRow]) -> int:
    """Set the parents, also to none; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH child AS (SELECT * FROM unnest(%s::text[], %s::date[], %s::text[])
                                            AS c(code, since, parent)),
               found AS (SELECT DISTINCT ON (c.code, c.since) c.code, c.since, p.id
                         FROM child c LEFT JOIN areas_area p ON p.code = c.parent AND p.valid_from <= c.since
                              AND coalesce(p.valid_to, 'infinity') > c.since
                         ORDER BY c.code, c.since, p.valid_from DESC)
               UPDATE areas_area a SET parent_id = f.id FROM found f
               WHERE a.code = f.code AND a.valid_from = f.since AND a.parent_id IS DISTINCT FROM f.id""",
            [[getattr(row, column) for row in rows] for column in ("code", "since", "parent")],
        )
        changed: int = cursor.rowcount
    return changed


def write_paths() -> None:
    """Write every path, and what is sought, anew from the parents; rows that keep theirs are not touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE tree AS (
                   SELECT id, id || '.' AS path, folded AS sought FROM areas_area WHERE parent_id IS NULL
                   UNION ALL
                   SELECT a.id, t.path || a.id || '.', a.folded || ', ' || t.sought
                   FROM areas_area a JOIN tree t ON a.parent_id = t.id)
               UPDATE areas_area a SET path = tree.path, sought = tree.sought FROM tree
               WHERE a.id = tree.id AND (a.path, a.sought) <> (tree.path, tree.sought)"""
        )
