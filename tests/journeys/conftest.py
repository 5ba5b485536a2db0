"""A real instance (database, site, worker) and a real browser, shared by the journeys."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

ROOT = Path(__file__).parents[2]
LACHAN = [sys.executable, "-m", "lachan"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOTS = ROOT / "var" / "screenshots"


def chromium() -> str:
    """Where the browser is; skips with the reason where none could be had (tools/browser.py)."""
    if path := os.environ.get("LACHAN_CHROMIUM"):
        return path
    folder = ROOT / "var" / "browser"
    if (folder / "path").exists():
        return (folder / "path").read_text().strip()
    reason = (
        (folder / "reason").read_text().strip() if (folder / "reason").exists() else "run tools/browser.py"
    )
    pytest.skip(f"no browser: {reason}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        instance = _launch(playwright, path)
        yield instance
        instance.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables of an instance of its own, for any command beside the site."""
    found = {**os.environ, "LACHAN_HOME": str(tmp_path_factory.mktemp("home"))}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):  # a real instance has its own
        found.pop(name, None)
    return found


@pytest.fixture(scope="session")
def site(environment: dict[str, str]) -> Iterator[str]:
    """``lachan up`` on a demo district of its own; gives the address."""
    demo = [*LACHAN, "demo", "--no-serve", "--people", "600"]
    subprocess.run(demo, check=True, env=environment, timeout=240, stdout=subprocess.DEVNULL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*LACHAN, "up", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def _wait_until_up(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/login/", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the site did not come up within 30 seconds")
