"""The benchmark runs and tells every figure; whether one is kept is for the scales that mean something."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(300)  # whichever test comes first waits for the run
ROOT = Path(__file__).parents[2]
PARTS = ("trace", "batch", "load", "pipeline", "recall")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ``python -m bench smoke`` keeps, measured in a home of its own."""
    home = tmp_path_factory.mktemp("bench")
    left_out = {"DATABASE_URL", "LACHAN_HOME", "DJANGO_SETTINGS_MODULE"}
    environ = {name: value for name, value in os.environ.items() if name not in left_out}
    command = [sys.executable, "-m", "bench", "smoke", "--out", str(home / "results"), "--only", *PARTS]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**environ, "LACHAN_BENCH_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    [kept] = (home / "results").glob("smoke-*.json")
    return dict(json.loads(kept.read_text("utf-8")))


def test_the_smoke_run_tells_every_figure_with_machine_and_sizes(results: dict[str, Any]) -> None:
    assert {"scale", "measured_at", "machine", "sizes", "figures"} <= results.keys()
    assert {"cpu", "cores", "memory_gb", "postgresql", "python", "settings"} <= results["machine"].keys()
    assert results["sizes"]["people"] == 5_000
    assert results["sizes"]["visits"] > 50_000
    names = [figure["name"] for figure in results["figures"]]
    assert len(names) == len(set(names))
    for part in (
        "bare trace SQL",
        "whole trace",
        "batch",
        "load visits",
        "bytes a visit",
        "inbox",
        "recall",
        "fused",
    ):
        assert any(part in name for name in names), part
    for figure in results["figures"]:
        assert isinstance(figure["value"], float | int)
        assert (figure["kept"] is None) == (figure["bound"] is None)


def test_each_figure_has_a_sensible_value(results: dict[str, Any]) -> None:
    for figure in results["figures"]:
        assert figure["value"] >= 0, figure["name"]
        if figure["name"].startswith(("recall", "precision")):
            assert figure["value"] <= 1, figure["name"]
    inbox = next(figure for figure in results["figures"] if figure["name"].endswith("inbox, p50"))
    assert inbox["detail"]["spread_ms"]["n"] == 6  # every result released was seen in an inbox
