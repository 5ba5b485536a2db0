"""After a rotation: values that an old key sealed are sealed anew, in batches, while everybody works on.

A value that was changed meanwhile is left alone (it is new, so the new key sealed it); a batch holds its row
locks for milliseconds.  An old key may go when :func:`uses` no longer counts it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from lachan.core import sealing
from lachan.core.keys import ring
from lachan.core.sealing import HEAD_BYTES, SealedField
from lachan.core.statements import run

BATCH_ROWS = 5_000
OLD = sql.SQL("""
    SELECT {keys}, {column} AS sealed FROM {table}
    WHERE {column} IS NOT NULL AND substring({column} FROM 1 FOR %(length)s) <> %(head)b
    ORDER BY {keys} LIMIT %(batch)s
""")
PUT = sql.SQL("""
    UPDATE {table} AS t SET {column} = fresh.sealed
    FROM unnest({told}, %(old)b::bytea[], %(sealed)b::bytea[]) AS fresh({keys}, old, sealed)
    WHERE {same} AND t.{column} = fresh.old
""")
USES = sql.SQL("""
    SELECT encode(substring({column} FROM 2 FOR 4), 'hex') AS key, count(*) AS count FROM {table}
    WHERE {column} IS NOT NULL GROUP BY 1
""")


@dataclass(frozen=True, slots=True)
class Holding:
    """Sealed values that have no column of their own: how to seal them anew, how many each key sealed."""

    name: str
    reseal: Callable[[], int]
    uses: Callable[[], Mapping[str, int]]


HOLDINGS: list[Holding] = []


def hold(holding: Holding) -> None:
    """Let rotations know of it; once, when the room is made ready."""
    if holding.name not in {one.name for one in HOLDINGS}:
        HOLDINGS.append(holding)


def reseal_all() -> Iterator[tuple[str, int]]:
    """Seal anew whatever an old key sealed, place by place; how many values of each."""
    for field in sealed_columns():
        yield field.context, reseal(field)
    for holding in HOLDINGS:
        yield holding.name, holding.reseal()


def sealed_columns() -> Iterator[SealedField]:
    """Every sealed column of every table."""
    for model in apps.get_models():
        yield from (f for f in model._meta.local_concrete_fields if isinstance(f, SealedField))


def reseal(field: SealedField) -> int:
    """Seal a column anew where an old key sealed it; how many values."""
    count = 0
    while done := _batch(field):
        count += done
    return count


@transaction.atomic
def _batch(field: SealedField) -> int:
    names, bound, context = _names(field), field.bound, field.context
    head = sealing.VERSION + ring().newest.id
    old = run(OLD.format(**names), {"length": HEAD_BYTES, "head": head, "batch": BATCH_ROWS}, prepare=False)
    before = [row["sealed"] for row in old]
    keys = {name: [row[name] for row in old] for name in _key(field)}
    rows = next(iter(keys.values())) if len(keys) == 1 else list(zip(*keys.values(), strict=True))
    plains = field.opened(before, rows)
    fresh = sealing.seal_many(plains, context=context, rows=rows if bound else None)
    run(PUT.format(**names), {**keys, "old": before, "sealed": fresh}, prepare=False)
    return len(old)


def uses() -> dict[str, int]:
    """How many values each key (id in hexadecimal) has sealed."""
    count: dict[str, int] = {key.id.hex(): 0 for key in ring().seals}
    for field in sealed_columns():
        for row in run(USES.format(**_names(field)), {}, prepare=False):
            count[row["key"]] = count.get(row["key"], 0) + row["count"]
    for holding in HOLDINGS:
        for key, number in holding.uses().items():
            count[key] = count.get(key, 0) + number
    return count


def _key(field: SealedField) -> dict[str, str]:
    """The columns of the primary key with their types."""
    model: type[Model] = field.model
    return {str(part.column): str(part.rel_db_type(connection)) for part in model._meta.pk_fields}


def _names(field: SealedField) -> dict[str, sql.Composable]:
    """The parts of the statements; a key may be of several columns (a ledger in days)."""
    model: type[Model] = field.model
    key = _key(field)
    told = [
        sql.SQL("{}::{}[]").format(sql.Placeholder(name, "b"), sql.SQL(kind)) for name, kind in key.items()
    ]
    same = [sql.SQL("t.{0} = fresh.{0}").format(sql.Identifier(name)) for name in key]
    return {
        "table": sql.Identifier(model._meta.db_table),
        "column": sql.Identifier(str(field.column)),
        "keys": sql.SQL(", ").join(map(sql.Identifier, key)),
        "told": sql.SQL(", ").join(told),
        "same": sql.SQL(" AND ").join(same),
    }
