"""A guard with a phone at the gate of a market: real codes, a real browser, what the platform then holds."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.conftest import LACHAN, SHOTS

NUMBERS = count(int(time.time()) % 100_000)  # of markets
_ANY = re.compile(".+")
Environment = dict[str, str]

# Codes that no command hands out: one whose last day is over, and one of a screen five minutes ago.
OVER = """
from datetime import timedelta
from lachan.kernel import qr, signing
from lachan.identity.services.codes import signing_key
key, phone, number = signing_key(), signing.new_key(), 77
day = qr.day_number(now)
old = qr.certificate(key, number, day + 9, phone.public)
told = {"over": qr.printed(key, [number], day - 1)[0],
        "old": qr.shown(old, phone, now - timedelta(minutes=5)),
        "forged": qr.printed(phone, [number], day)[0]}
"""
LEDGER = """
from lachan.places.models import Device, Scan, Visit
device = Device.objects.get(pk={device})
told = {{"scans": [[s.seq, s.status, s.reason, s.happened_at.timestamp(), s.is_out]
                  for s in Scan.objects.filter(device_id={device}).order_by("seq")],
        "visits": Visit.objects.filter(place_id=device.place_id).count()}}
"""


def asked(environment: Environment, script: str) -> Any:
    """What a few lines of Python, run beside the site, leave in ``told``."""
    begin = "import json\nfrom lachan.config.start import ready\nready()\n"
    begin += "from django.utils import timezone\nnow = timezone.now()\n"
    whole = begin + script + "\nprint(json.dumps(told))"
    told = subprocess.run(
        [sys.executable, "-c", whole], env=environment, capture_output=True, timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr.decode()
    return json.loads(told.stdout.splitlines()[-1])


def lachan(environment: Environment, *words: str) -> str:
    told = subprocess.run([*LACHAN, *words], env=environment, capture_output=True, timeout=60, check=False)
    assert told.returncode == 0, told.stderr.decode()
    return told.stdout.decode().strip()


def issued(environment: Environment, person: str, form: str = "printed") -> dict[str, str]:
    found: dict[str, str] = json.loads(lachan(environment, "qr", "issue", person, "--form", form, "--json"))
    return found


@dataclass(frozen=True)
class Market:
    """A market of its own, with one device."""

    environment: Environment
    code: str
    name: str
    device: int
    token: str

    def ledger(self) -> dict[str, Any]:
        found: dict[str, Any] = asked(self.environment, LEDGER.format(device=self.device))
        return found

    def numbers(self) -> list[int]:
        return [seq for seq, *_ in self.ledger()["scans"]]

    def revoke(self) -> None:
        lachan(self.environment, "device", "revoke", str(self.device))


def market(environment: Environment, folder: Path, kind: str = "market") -> Market:
    number = next(NUMBERS)
    code, name = f"CHO{number:06d}", f"Chợ đầu mối nông sản Quang Giang, cổng số {number % 10}"
    table = folder / "places.csv"
    table.write_text(f'code,name,kind,area_code\n{code},"{name}",{kind},90001\n', "utf-8")
    lachan(environment, "load", "places", str(table))
    issued(environment, "P0000300")  # the house has a key before a phone asks for its keys
    made = json.loads(
        lachan(environment, "device", "add", "--place", code, "--name", "Cổng 1, chị Lan", "--json")
    )
    return Market(environment, code, name, made["device"], made["token"])


class Guard:
    """A phone at a gate: every page seen is checked for the things that must always hold."""

    def __init__(self, browser: Browser, site: str, size: tuple[int, int] = (390, 844), **more: Any) -> None:
        self.site, self.width = site, size[0]
        view = {"width": size[0], "height": size[1]}
        self.context: BrowserContext = browser.new_context(viewport=view, locale="en-US", **more)  # type: ignore[arg-type]
        self.complaints: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda m: self._heard(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        return page

    def _heard(self, text: str) -> None:
        """The browser notes each attempt to send without a network: that is what these tests are about."""
        if "net::ERR_" not in text:
            self.complaints.append(text)

    def pair(self, market: Market) -> None:
        page = self.page
        page.goto(f"{self.site}/gate/#{market.token}")
        expect(page.get_by_role("heading", name=market.name)).to_be_visible()
        assert market.token not in page.url
        page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")

    def part(self, name: str, page: Page | None = None) -> Locator:
        return (page or self.page).locator(f"[data-part={name}]")

    def scan(self, text: str, page: Page | None = None) -> tuple[str, str]:
        """Typed as a hardware scanner does, Enter at the end; the verdict and its reason."""
        on = page or self.page
        field = on.locator("#gate-code")
        field.fill(text)
        on.evaluate("document.querySelector('[data-part=verdict]').dataset.verdict = ''")
        field.press("Enter")
        verdict = self.part("verdict", on)
        expect(verdict).to_have_attribute("data-verdict", _ANY)
        expect(verdict).to_be_visible()
        return verdict.get_attribute("data-verdict") or "", verdict.get_attribute("data-reason") or ""

    def waiting(self, number: int, page: Page | None = None, timeout: float = 15_000) -> None:
        figure = (page or self.page).locator("dd[data-text=waiting]")
        expect(figure).to_have_text(str(number), timeout=timeout)

    def check(self, name: str) -> None:
        """No accessibility violation, nothing sideways, no error in the console; a picture is kept."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.width}.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        violations = Axe().run(self.page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
        assert self.complaints == []


def film(text: str, file: Path) -> None:
    """What a camera sees of a code, as the browser's false camera plays it (YUV4MPEG2, 640 x 480)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    picture = np.asarray(code.to_image(scale=6))
    grey = np.full((480, 640), 190, np.uint8)
    top, left = (480 - picture.shape[0]) // 2, (640 - picture.shape[1]) // 2
    grey[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    frame = b"FRAME\n" + grey.tobytes() + bytes([128]) * (640 * 480 // 2)
    file.write_bytes(b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\n" + frame * 10)
