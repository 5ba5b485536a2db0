"""``python -m bench.authz``: the authorisation matrix, at length: every difference from the model is told.

By HTTP: who asks x every route x every method x every object, drawn by seed.  By SQL: scopes x rows of all
walled tables x verbs.  The world is made anew for each part, in a transaction that is rolled back.
"""

import argparse
import json
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
PART = 5_000  # cases by HTTP in one world
BOUND = 100_000


def ready() -> None:
    """The settings of the tests, over a database of its own."""
    home = Path(os.environ.get("LACHAN_BENCH_HOME", ROOT / "var/bench")) / "authz"
    os.environ |= {"LACHAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()


def by_http(seed: int, size: int) -> dict[str, Any]:
    """One part of the cases by HTTP."""
    from tests.authorisation import matrix

    start, words = time.perf_counter(), Counter[str]()
    with matrix.standing() as world:
        cases = matrix.sample(world.cases, size, seed)
        differences = [told for case in cases if (told := world.differs(case))]
        words.update("/".join(sorted(world.expected(case).words)) for case in cases)
        possible, askers, routes = len(world.cases), len(world.visitors), len(world.routes)
    return {
        "seed": seed,
        "cases": len(cases),
        "distinct": len(set(cases)),
        "differences": differences,
        "expected": {("any but a fault" if word.count("/") > 3 else word): n for word, n in words.items()},
        "possible": possible,
        "askers": askers,
        "routes": routes,
        "seconds": round(time.perf_counter() - start, 1),
    }


def by_sql(seed: int, size: int) -> dict[str, Any]:
    """One part of the cases by SQL: every row of every walled table for each of so many scopes."""
    from tests.authorisation import matrix, rows

    start, count, differences, scopes = time.perf_counter(), 0, [], 0
    with matrix.standing() as world:
        known = rows.Rows(world)
        rng = Random(seed)  # noqa: S311 - the same each time
        for asked in known.scopes(seed, size):
            done, wrong = known.differences(asked, rng)
            count, scopes, differences = count + done, scopes + 1, differences + wrong
        tables = {table: len(keys) for table, keys in known.rows.items()}
    return {
        "seed": seed,
        "cases": count,
        "differences": differences,
        "scopes": scopes,
        "rows": tables,
        "seconds": round(time.perf_counter() - start, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.authz")
    parser.add_argument("--http", type=int, default=40_000, help="cases by HTTP")
    parser.add_argument("--scopes", type=int, default=80, help="arbitrary scopes by SQL")
    parser.add_argument("--seed", type=int, default=20_260)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results")
    given = parser.parse_args()
    ready()
    from django.core.management import call_command

    from bench import machine, report

    call_command("migrate", verbosity=0, interactive=False)
    began, where = datetime.now(UTC), machine.described()
    parts = [min(PART, given.http - done) for done in range(0, given.http, PART)]
    path = given.out / f"authz-{began:%Y%m%d-%H%M%S}.json"
    told: dict[str, list[dict[str, Any]]] = {"http": [], "sql": []}
    with ProcessPoolExecutor(given.jobs, get_context("spawn"), ready) as pool:
        sql = [pool.submit(by_sql, given.seed, given.scopes)]
        http = [pool.submit(by_http, given.seed + number, size) for number, size in enumerate(parts)]
        for kind, running in [*(("sql", one) for one in sql), *(("http", one) for one in http)]:
            told[kind].append(done := running.result())
            report.say(f"{kind}: {done['cases']:,} cases, {len(done['differences'])} differences")
            keep(path, {"scale": "authz", "machine": where}, began, told)  # also what was cut off counts
    differences = [line for some in told.values() for part in some for line in part["differences"]]
    print(*differences[:50], sep="\n")
    report.say(f"{len(differences)} differences; kept in {path}")
    return 1 if differences else 0


def keep(path: Path, head: dict[str, Any], began: datetime, told: dict[str, list[dict[str, Any]]]) -> None:
    """The result as far as it goes."""
    counts = {kind: sum(part["cases"] for part in some) for kind, some in told.items()}
    result = {
        **head,
        "measured_at": began.isoformat(timespec="seconds"),
        "cases": {**counts, "all": sum(counts.values()), "bound": BOUND},
        "differences": sum(len(part["differences"]) for some in told.values() for part in some),
        "seconds": round((datetime.now(UTC) - began).total_seconds()),
        "parts": told,
    }
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
