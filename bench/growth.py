"""Ten times the people at equal density: what that does to one trace."""

import json
import subprocess
import sys

from bench.report import Figure, say
from bench.world import Built

AT_MOST = 1.5
PAIRS = {"smoke": ("smoke", "smoke"), "province": ("district", "province")}
ROUNDS = 2


def medians(scale: str) -> dict[str, float]:
    """Medians of a scale's world, by a process of its own."""
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench", scale, "--only", "medians"],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return dict(json.loads(told.stdout.splitlines()[-1]))


def measure(built: Built) -> list[Figure]:
    """Small, large, small, large: the machine's moods fall on both."""
    if built.scale.name not in PAIRS:
        return []
    small, large = PAIRS[built.scale.name]
    rounds = []
    for number in range(ROUNDS):
        say(f"growth: round {number + 1} of {ROUNDS}")
        rounds.append((medians(small), medians(large)))
    figures = []
    for name in ("bare", "select", "trace"):
        least = [min(one[side][name] for one in rounds) for side in (0, 1)]
        figures.append(
            Figure(
                f"{name} p50, {large} / {small}",
                least[1] / least[0],
                "x",
                AT_MOST,
                detail={small: [r[0][name] for r in rounds], large: [r[1][name] for r in rounds]},
            )
        )
    return figures
