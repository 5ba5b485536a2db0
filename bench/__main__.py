"""``python -m bench SCALE``: build the world where it is missing, measure, show, keep."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.world import SCALES, Built, enter, opened

INNER = ("medians", "check_ins")  # what other parts start as processes of their own
RESULTS = Path(__file__).parent / "results"
PARTS = ("trace", "batch", "load", "pipeline", "growth", "recall", "audit", "lookups", "wall")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("--rebuild", action="store_true", help="make the world anew")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *INNER], default=PARTS)
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    given = parser.parse_args()
    scale = SCALES[given.scale]
    enter(scale)
    built = opened(scale, rebuild=given.rebuild)
    if given.only[0] in INNER:
        from bench import pipeline, trace

        inner = {"medians": trace.medians, "check_ins": pipeline.check_ins}
        print(json.dumps(inner[given.only[0]](built)), flush=True)
    else:
        _measure(built, given.only, given.out)


def _measure(built: Built, parts: tuple[str, ...], out: Path) -> None:
    from bench import audit, batch, growth, load, lookups, machine, pipeline, recall, report, trace, wall

    measures: dict[str, Callable[[Built], list[report.Figure]]] = {
        "trace": trace.measure,
        "batch": batch.measure,
        "load": load.measure,
        "pipeline": pipeline.measure,
        "growth": growth.measure,
        "recall": recall.measure,
        "audit": audit.measure,
        "lookups": lookups.measure,
        "wall": wall.measure,
    }
    where = machine.described()
    sizes = {"people": built.scale.people, "days": built.scale.days, **built.rows, "build_s": built.build_s}
    began = datetime.now(UTC)
    path = out / f"{built.scale.name}-{began:%Y%m%d-%H%M%S}.json"
    measured_at = began.isoformat(timespec="seconds")
    told = {"scale": built.scale.name, "measured_at": measured_at, "machine": where, "sizes": sizes}
    figures: list[report.Figure] = []
    for part in parts:
        if part == "recall" and built.scale.name == "province":
            continue  # told at the size of a district: the truth does not change with size
        report.say(f"== {part}")
        start = time.perf_counter()
        figures += measures[part](built)
        report.keep(path, told, figures)
        report.say(f"{part}: {time.perf_counter() - start:.0f} s")
    report.show(built.scale.name, figures)
    report.say(f"kept in {path}")


if __name__ == "__main__":
    main()
