"""A positive result is released, tasks appear by themselves, the case explains itself.

A correction undoes it.
"""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SHOTS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PASSWORD = "la-chan-demo"
SECONDS_TO_SEE = 2.0
WIDTHS = [(390, 844), (1280, 900)]
SESSIONS: dict[tuple[str, str], list[Any]] = {}


class Visitor:
    """Somebody at a screen: every page seen is checked for the things that must always hold."""

    def __init__(self, browser: Browser, site: str, size: tuple[int, int], username: str) -> None:
        self.site, self.width, self.username = site, size[0], username
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-US")
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def log_in(self) -> None:
        """By password the first time, then in the session that it began: tries are counted."""
        self.page.goto(self.site)
        self.check("login")
        if known := SESSIONS.get((self.site, self.username)):
            self.context.add_cookies(known)
            self.page.goto(self.site)
            expect(self.page.get_by_role("navigation").first).to_be_visible()
            return
        self.page.get_by_label("Tên đăng nhập").fill(self.username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("navigation").first).to_be_visible()
        SESSIONS[self.site, self.username] = [c for c in self.context.cookies() if "session" in c["name"]]

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def check(self, name: str) -> None:
        """No accessibility violation, no sideways scrolling, no error in the console; a picture is kept."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.width}.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        violations = Axe().run(self.page).response["violations"]
        assert [v["id"] for v in violations] == []
        assert self.complaints == []


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def laboratory(browser: Browser, site: str, size: tuple[int, int]) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, size, "lab")
    visitor.log_in()
    yield visitor
    visitor.context.close()


@pytest.fixture
def province(browser: Browser, site: str, size: tuple[int, int]) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, size, "province")
    visitor.log_in()
    yield visitor
    visitor.context.close()


def release(laboratory: Visitor, person: str) -> None:
    """Type a positive result and send it."""
    page = laboratory.page
    page.get_by_role("link", name="Trả kết quả").click()
    laboratory.check("release")
    sampled = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) - timedelta(hours=6)
    page.get_by_label("Mã người").fill(person)
    page.get_by_label("Lấy mẫu lúc").fill(f"{sampled:%d/%m/%Y %H:%M}")
    page.get_by_label("Dương tính").check()
    page.get_by_role("button", name="Trả kết quả").click()
    expect(page.get_by_text("Đã trả kết quả. Nếu dương tính")).to_be_visible()


def test_release_inbox_case_correction_withdrawal(
    laboratory: Visitor, province: Visitor, size: tuple[int, int]
) -> None:
    person = "P0000111" if size[0] == 390 else "P0000222"
    inbox = province.page
    expect(inbox.get_by_role("heading", name="Công việc")).to_be_visible()
    row = inbox.locator("li.work", has_text=person).first
    expect(row).to_have_count(0)

    release(laboratory, person)
    began = time.monotonic()
    expect(row).to_be_visible(timeout=10_000)
    assert time.monotonic() - began < SECONDS_TO_SEE
    province.check("inbox")

    row.locator("summary").first.click()
    row.get_by_role("button", name="Nhận").click()
    expect(row.get_by_role("button", name="Nhận")).to_have_count(0)
    province.check("task")
    row.get_by_role("link", name="Mở ca bệnh").click()
    expect(inbox.get_by_role("heading", name=f"Ca bệnh {person}")).to_be_visible()
    stages = inbox.locator(".stopwatch .stage")
    expect(stages).to_have_count(4)
    expect(inbox.locator(".stage--waiting")).to_have_count(0)
    inbox.locator(".contact summary").first.click()
    expect(inbox.locator(".contact .evidence").first).to_be_visible()
    province.check("case")
    case_url = inbox.url
    inbox.locator("section[aria-labelledby=points-title] table a").first.click()
    expect(inbox.get_by_text("người cần thông báo")).to_be_visible()
    province.check("present")

    results = laboratory.page
    line = results.get_by_role("row", name=re.compile(person)).first  # the newest; the district has its own
    line.get_by_role("link", name="Sửa").click()
    laboratory.check("correct")
    results.get_by_label("Âm tính").check()
    results.get_by_role("button", name="Sửa kết quả").click()
    expect(results.get_by_text("Đã sửa kết quả")).to_be_visible()
    laboratory.check("results")

    province.go("/tracing/tasks/")
    expect(row).to_have_count(0, timeout=10_000)
    inbox.goto(case_url)
    expect(inbox.get_by_text("Đã thu hồi: kết quả dương tính đã được sửa")).to_be_visible()
    expect(inbox.locator(".contact")).to_have_count(0)
    province.check("withdrawn")
    province.go("/tracing/cases/")
    province.check("cases")


def test_wrong_input_is_told_where_it_is_and_nothing_is_lost(laboratory: Visitor) -> None:
    page = laboratory.page
    page.get_by_role("link", name="Trả kết quả").click()
    page.get_by_label("Mã người").fill("P-NOBODY")
    page.get_by_label("Lấy mẫu lúc").fill("31/02/2022 25:00")
    page.get_by_label("Âm tính").check()
    page.get_by_role("button", name="Trả kết quả").click()
    expect(page.get_by_label("Mã người")).to_have_value("P-NOBODY")
    expect(page.get_by_label("Âm tính")).to_be_checked()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    laboratory.complaints.clear()  # the browser notes the answer 422 in its console
    laboratory.check("release-wrong")


def test_another_area_sees_neither_the_name_nor_the_other_teams_contacts(
    browser: Browser, site: str, laboratory: Visitor, province: Visitor
) -> None:
    """The commune's tracer is refused the laboratory's pages, with a sentence that says why."""
    tracer = Visitor(browser, site, (laboratory.width, 900), "commune")
    tracer.log_in()
    answer = tracer.page.goto(f"{site}/tests/release/")
    assert answer is not None
    assert answer.status == 403
    expect(tracer.page.get_by_text("thuộc địa bàn hoặc vai trò khác")).to_be_visible()
    tracer.complaints.clear()
    tracer.check("refused")
    tracer.context.close()
