"""``python -m bench.linkage``: a register, people told again with errors, and what matching makes of it."""

import argparse
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bench.linkage.errors import Row, registered, told
from bench.linkage.people import COMMUNE_PEOPLE, PROVINCES, population

ROOT = Path(__file__).parents[2]
TUNING = (1, 2, 3)  # weights and thresholds are chosen on these
KEPT = (1001, 1002, 1003)  # never looked at while choosing: the figures that are told come from these
UNKNOWN, AGAIN = 0.2, 0.2  # people the register does not know; told again, as a share of the register
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class World:
    """Rows of the register by the number of the human being, and rows told again with whom they are about."""

    register: dict[int, Row]
    again: list[tuple[int, Row]]


def world(count: int, seed: int) -> World:
    """A register of ``count`` people, and a fifth as many told again: four of five are in it."""
    rng = Random(seed + 10_000)  # noqa: S311 - the same each time
    humans = population(int(count / (1 - UNKNOWN)), seed)
    known = {i: registered(human, rng) for i, human in enumerate(humans) if rng.random() >= UNKNOWN}
    strangers = [i for i in range(len(humans)) if i not in known]
    size = int(count * AGAIN)
    chosen = rng.sample(list(known), int(size * 0.8)) + rng.sample(strangers, min(len(strangers), size // 5))
    rng.shuffle(chosen)
    return World(
        known, [(i, told(humans[i], known.get(i) or registered(humans[i], rng), rng)) for i in chosen]
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.linkage")
    parser.add_argument("--people", type=int, default=100_000, help="size of the register")
    parser.add_argument("--seed", type=int, default=KEPT[0], help=f"tuning: {TUNING}; kept: {KEPT}")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results")
    given = parser.parse_args()
    os.environ["LACHAN_HOME"] = str(Path(os.environ.get("LACHAN_BENCH_HOME", ROOT / "var/bench")) / "linkage")
    os.environ.pop("DATABASE_URL", None)
    from lachan.config.start import ready

    ready()
    from bench import machine, report
    from bench.linkage import measure

    report.say(f"making {given.people:,} people, seed {given.seed}")
    made = world(given.people, given.seed)
    began = datetime.now(UTC)
    figures, mistakes = measure.run(made, max(PROVINCES, int(given.people / (1 - UNKNOWN)) // COMMUNE_PEOPLE))
    told_ = {
        "scale": f"linkage {given.people:,}",
        "seed": given.seed,
        "is_tuning": given.seed in TUNING,
        "measured_at": began.isoformat(timespec="seconds"),
        "machine": machine.described(),
        "errors": dict(Counter(error for _, row in made.again for error in row.errors)),
    }
    if given.seed not in TUNING:
        path = given.out / f"linkage-{given.people}-{began:%Y%m%d-%H%M%S}.json"
        report.keep(path, told_, figures)
        report.say(f"kept in {path}")
    else:  # what went wrong may be looked at on these seeds only
        report.say(json.dumps(mistakes, ensure_ascii=False, indent=1, default=str))
    report.show(str(told_["scale"]), figures)


if __name__ == "__main__":
    start = time.perf_counter()
    main()
    print(f"{time.perf_counter() - start:.0f} s")
