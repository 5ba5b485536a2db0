"""The whole register as matching sees it, for linkage at once: Parquet files without any number in clear.

Names are folded, numbers and phones are the keyed hashes by which the register finds them.  Whether two
numbers differ in one place must be told without opening them again: each goes out as hashes of itself with
one digit hidden, or two neighbours in either order, under a key that is made for this run and forgotten.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql

from lachan.core.statements import fetch
from lachan.identity.queries import numbers
from lachan.kernel import identifiers, linkage, matching
from lachan.kernel.births import Birth
from lachan.kernel.linkage import BirthColumns, NameColumns
from lachan.kernel.matching import Model

PAGE = 50_000
KEY_BYTES = 16
Say = Callable[[str, float], None]

PEOPLE = sql.SQL("""
    SELECT id, name, birth_date, birth_precision, NULLIF(NULLIF(sex, 'unknown'), 'other'), area_path,
           a.root_id IS NULL
    FROM identity_person LEFT JOIN identity_alias a ON a.person_id = id
    WHERE id > %(after)b::bigint ORDER BY id LIMIT %(limit)b
""")
NUMBERS = sql.SQL("""
    SELECT person_id, kind, blind, sealed FROM identity_identifier
    WHERE person_id > %(after)b::bigint AND person_id <= %(upto)b::bigint
""")
PHONES = sql.SQL("""
    SELECT person_id, blind FROM identity_phone
    WHERE person_id > %(after)b::bigint AND person_id <= %(upto)b::bigint
""")
COUNT = sql.SQL("SELECT count(*), max(id) FROM identity_person")
NEAR = """
    COPY (SELECT id, list_distinct(flatten(list(list_concat(
        list_transform(range(1, length(number) + 1), lambda i: keyed('{key}' || kind || ':' || i || ':'
            || left(number, i - 1) || '?' || substring(number, i + 1))),
        list_transform(range(1, length(number)), lambda i: keyed('{key}' || kind || ':' || i || '+'
            || left(number, i - 1) || least(substring(number, i, 1), substring(number, i + 1, 1))
            || greatest(substring(number, i, 1), substring(number, i + 1, 1)) || substring(number, i + 2)))
    )))) AS near_numbers FROM opened GROUP BY id) TO '{path}' (FORMAT parquet)
"""
KEYED = "CREATE MACRO keyed(text) AS ('0x' || left(sha256(text), 15))::BIGINT"

TEXTS = pa.list_(pa.string())
LISTS = {"word_list": TEXTS, "gaps": TEXTS, "odd_gaps": TEXTS, "long_gaps": TEXTS}
NUMERIC = {"word_count": pa.int32(), "year": pa.int32(), "month": pa.int32(), "day_of_month": pa.int32()}
NAME_SCHEMA = pa.schema(
    [
        ("name_id", pa.int64()),
        ("tf_name_key", pa.float64()),
        *(
            (
                f.name,
                LISTS.get(f.name, NUMERIC.get(f.name, pa.bool_() if f.name == "is_bare" else pa.string())),
            )
            for f in fields(NameColumns)
        ),
    ]
)
OPENED = pa.schema([("id", pa.int64()), ("kind", pa.string()), ("number", pa.string())])
PERSON_SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("name_id", pa.int64()),
        ("sex", pa.string()),
        ("is_first", pa.bool_()),
        *((name, pa.string()) for name in ("area", "commune", "province")),
        *((name, NUMERIC.get(name, pa.string())) for name in BirthColumns._fields),
        ("numbers", pa.list_(pa.binary())),
        ("number_kinds", TEXTS),
        ("phones", pa.list_(pa.binary())),
    ]
)
NO_BIRTH = (None,) * len(BirthColumns._fields)


def write(folder: Path, model: Model, say: Say) -> int:
    """Write ``people``, ``names`` and ``near`` for this model; how many records."""
    [(count, last)] = fetch(COUNT, {})
    names: dict[str, int] = {}
    key, engine, written = secrets.token_hex(KEY_BYTES), duckdb.connect(), 0
    engine.execute("SET temp_directory = ''")  # what is in clear here never lies on a disk
    engine.execute(KEYED)
    with pq.ParquetWriter(folder / "people.parquet", PERSON_SCHEMA) as file:
        _write_near(engine, key, (), folder / "near.parquet")
        for page in _pages(last or 0):
            _write_near(engine, key, page["opened"], folder / f"near-{written}.parquet")
            file.write_table(_people(page, names))
            written += len(page["people"])
            say("export", written / max(1, count))
    _write_names(folder / "names.parquet", names, model)
    return written


def _pages(last: int) -> Iterator[dict[str, Any]]:
    after = 0
    while people := fetch(PEOPLE, {"after": after, "limit": PAGE}):
        span = {"after": after, "upto": people[-1][0]}
        carried = fetch(NUMBERS, span)
        clear = numbers.opened_identifiers([sealed for *_, sealed in carried])
        opened = [
            (person, kind, identifiers.key(identifiers.Kind(kind), number).partition(":")[2])
            for (person, kind, _, _), number in zip(carried, clear, strict=True)
        ]
        yield {"people": people, "carried": carried, "opened": opened, "phones": fetch(PHONES, span)}
        after = people[-1][0]
        if after >= last:
            return


def _write_near(
    engine: duckdb.DuckDBPyConnection, key: str, opened: Sequence[tuple[int, str, str]], path: Path
) -> None:
    columns = zip(*opened, strict=True) if opened else ((), (), ())
    clear = pa.table(dict(zip(OPENED.names, columns, strict=True)), schema=OPENED)
    engine.register("opened", clear)
    engine.execute(NEAR.format(key=key, path=quoted(path)))


def quoted(path: Path) -> str:
    """A path inside a text of SQL."""
    return str(path).replace("'", "''")


def _people(page: Mapping[str, Any], names: dict[str, int]) -> pa.Table:
    carried: dict[int, list[bytes]] = {}
    kinds: dict[int, list[str]] = {}
    reached: dict[int, list[bytes]] = {}
    for person, kind, blind, _ in page["carried"]:
        carried.setdefault(person, []).append(blind)
        kinds.setdefault(person, []).append(kind)
    for person, blind in page["phones"]:
        reached.setdefault(person, []).append(blind)
    ids, told, born, precision, sex, areas, is_first = zip(*page["people"], strict=True)
    births = [
        linkage.birth_columns(Birth(day, known)) if day else NO_BIRTH
        for day, known in zip(born, precision, strict=True)
    ]
    unit, commune, province = zip(*map(linkage.area_columns, areas), strict=True)
    columns: dict[str, Sequence[Any]] = {
        "id": ids,
        "name_id": [names.setdefault(name, len(names)) if name else None for name in told],
        "sex": sex,
        "is_first": is_first,
        "area": unit,
        "commune": commune,
        "province": province,
        **dict(zip(BirthColumns._fields, zip(*births, strict=True), strict=True)),
        "numbers": [carried.get(id_) for id_ in ids],
        "number_kinds": [kinds.get(id_) for id_ in ids],
        "phones": [reached.get(id_) for id_ in ids],
    }
    return pa.table(columns, schema=PERSON_SCHEMA)


def _write_names(path: Path, names: Mapping[str, int], model: Model) -> None:
    every = list(names)
    with pq.ParquetWriter(path, NAME_SCHEMA) as file:
        for first in range(0, len(every), PAGE):
            part = every[first : first + PAGE]
            rows = [linkage.name_columns(name, model.known) for name in part]
            columns: dict[str, Sequence[Any]] = {
                "name_id": range(first, first + len(part)),
                "tf_name_key": [matching.frequency(model, row.name_key) for row in rows],
                **{f.name: [getattr(row, f.name) for row in rows] for f in fields(NameColumns)},
            }
            file.write_table(pa.table(columns, schema=NAME_SCHEMA))
