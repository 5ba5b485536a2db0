"""Figures with their bounds: a table on the screen, and JSON that is kept."""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; ``bound`` with ``at_most`` says what it must keep, no bound: reported only."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    at_most: bool = True
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> bool | None:
        if self.bound is None:
            return None
        return self.value <= self.bound if self.at_most else self.value >= self.bound

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "kept": self.kept}


def say(what: str, share: float | None = None) -> None:
    """Progress of a long stage: a line with the time of day."""
    told = f" {share:4.0%}" if share is not None else ""
    console.print(f"{time.strftime('%H:%M:%S')}{told} {what}", highlight=False)


def spread(ms: Sequence[float]) -> dict[str, float]:
    """Median and percentiles of times."""
    ordered = sorted(ms)
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), 3),
        "p90": round(percentile(ordered, 0.90), 3),
        "p99": round(percentile(ordered, 0.99), 3),
        "max": round(ordered[-1], 3),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank of sorted values."""
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def keep(path: Path, told: dict[str, Any], figures: Sequence[Figure]) -> None:
    """Write the results so far; a run that is cut short keeps what it had."""
    whole = {**told, "figures": [figure.told() for figure in figures]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


def show(scale: str, figures: Sequence[Figure]) -> None:
    table = Table(title=f"bench {scale}")
    for name, justify in (("figure", "left"), ("value", "right"), ("bound", "right"), ("kept", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for one in figures:
        bound = "" if one.bound is None else f"{'≤' if one.at_most else '≥'} {one.bound:g} {one.unit}"
        kept = {True: "yes", False: "[bold red]NO", None: ""}[one.kept]
        table.add_row(one.name, f"{one.value:,.4g} {one.unit}", bound, kept)
    Console().print(table)
