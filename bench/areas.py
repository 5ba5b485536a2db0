"""``python -m bench.areas``: as-you-type search over both national trees, letter by letter, without accents.

The trees of 2021 to today and hamlets below a part of the communes, in a database of its own.  What is typed:
names drawn from the trees, bare or with the unit above, cut after every letter from the second on, as the
picker asks; for the day of today and for one before the reform.  A role's scope narrows nothing: units are
public.  It is measured all the same, as somebody who types near home and as somebody who types anywhere.
"""

import argparse
import os
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path

from bench.report import Figure, keep, percentile, say, show, spread

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
BOUND_MS = 30
SEED = 7
NAMES = 25  # names typed for each of the scopes
HAMLETS = 20_000
SCOPES = {"nation": "", "province": "79", "commune": "00004"}
DAYS = {"today": date(2025, 7, 1), "2021": date(2021, 12, 1)}
STORE_HAMLETS = """
    INSERT INTO areas_area (code, valid_from, name, level, parent_id, folded, sought, path)
    SELECT code || '-' || n, '2025-07-01', 'Thôn ' || n, 'hamlet', id, 'thon ' || n,
           'thon ' || n || ', ' || sought, path || (10000000 + n * 100000 + id) || '.'
    FROM areas_area CROSS JOIN generate_series(1, 8) AS n
    WHERE level = 'commune' AND valid_to IS NULL
    ORDER BY code, n LIMIT %s
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.areas", description=__doc__)
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    given = parser.parse_args()
    from bench import machine
    from lachan.config.start import ready

    os.environ["LACHAN_HOME"] = str(
        Path(os.environ.get("LACHAN_BENCH_HOME", ROOT / "var" / "bench")) / "areas"
    )
    os.environ.pop("DATABASE_URL", None)
    ready()

    sizes = _built()
    began = datetime.now(UTC)
    path = given.out / f"areas-{began:%Y%m%d-%H%M%S}.json"
    told = {
        "scale": "areas",
        "measured_at": began.isoformat(timespec="seconds"),
        "machine": machine.described(),
        "sizes": sizes,
    }
    figures = [
        figure for scope, code in SCOPES.items() for day in DAYS for figure in _measure(scope, code, day)
    ]
    keep(path, told, figures)
    show("areas", figures)
    say(f"kept in {path}")


def _built() -> dict[str, int]:
    """Both trees and the hamlets, once."""
    from django.db import connection

    from lachan.areas import public as areas
    from lachan.core.access import system

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM areas_area WHERE level = 'hamlet'")
        if cursor.fetchone()[0] == 0:
            areas.load_national(system("bench"))
            cursor.execute(STORE_HAMLETS, [HAMLETS])
            cursor.execute("VACUUM ANALYZE areas_area")
        cursor.execute("SELECT level, count(*) FROM areas_area GROUP BY level ORDER BY level")
        return dict(cursor.fetchall())


def typed(scope: str, day: date) -> list[str]:
    """What fingers send: each name in turn, longer by a letter, as somebody of that scope would."""
    from lachan.areas.models import Area
    from lachan.kernel.names import folded

    rows = Area.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day)
    if scope:
        home = Area.objects.filter(code=scope, valid_to=None).order_by("-valid_from").first()
        rows = rows.filter(path__startswith=home.path) if home and day.year > 2024 else rows
    known = list(rows.exclude(level="hamlet").order_by("code").values_list("name", "parent__name"))
    draw = random.Random(f"{SEED} {scope} {day}")  # noqa: S311 -- a sample, no secret
    found = []
    for _ in range(NAMES):
        name, above = draw.choice(known)
        words = folded(name).split(" ", draw.choice((0, 1)))[-1]
        text = f"{words} {folded(above)}" if above and draw.random() < 0.3 else words
        found += [text[:length] for length in range(2, min(len(text), 24) + 1)]
    return found


def _worked_ms(backend: int) -> float:
    """Processor time of this process and of its database backend; other work on the machine adds none."""
    ran = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0])
    return 1000 * time.process_time() + ran / 1e6


def _measure(scope: str, code: str, day: str) -> list[Figure]:
    from django.db import connection

    from lachan.areas import public as areas

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    on = DAYS[day]
    texts = typed(code, on)
    for text in texts[:50]:
        areas.search(text, on=on)
    times, worked, empty = [], [], 0
    for text in texts:
        start, before = time.perf_counter(), _worked_ms(backend)
        hits = areas.search(text, on=on)
        times.append(1000 * (time.perf_counter() - start))
        worked.append(_worked_ms(backend) - before)
        empty += not hits
    told = {**spread(times), "found_nothing": empty}
    name = f"search as typed, {scope}, {day}"
    return [
        Figure(f"{name}: p95", round(percentile(sorted(times), 0.95), 2), "ms", BOUND_MS, detail=told),
        Figure(f"{name}: processor time, p95", round(percentile(sorted(worked), 0.95), 2), "ms", BOUND_MS),
    ]


if __name__ == "__main__":
    main()
