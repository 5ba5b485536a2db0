"""The desk at a hospital's gate, by keyboard alone: a number, the way to go, and the end of waiting."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_release_to_withdrawal import Visitor, release

expect.set_options(timeout=20_000)  # for a machine with other work
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("size", "person"), [((360, 780), "P0000501"), ((1280, 900), "P0000502")])
def test_a_number_a_way_and_the_end_of_waiting(
    browser: Browser, site: str, size: tuple[int, int], person: str
) -> None:
    desk, laboratory = (Visitor(browser, site, size, name) for name in ("province", "lab"))
    desk.log_in()
    page = desk.page
    desk.go("/tests/gate/")
    page.get_by_label("Mã người").focus()
    page.keyboard.type(person)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first symptom: cough
    expect(page.get_by_label("Ho", exact=True)).to_be_checked()
    desk.check("gate")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Phải xét nghiệm trước khi nhập viện")).to_be_visible()
    desk.check("arrival-waits")
    ticket = page.url
    desk.go("/tests/gate/queue/")
    expect(page.get_by_text("Chưa lấy").first).to_be_visible()
    desk.check("gate-queue")

    laboratory.log_in()
    laboratory.go("/tests/")
    release(laboratory, person)  # sampled six hours ago: before the arrival, so it releases nobody
    page.goto(ticket)
    expect(page.get_by_text("Phải xét nghiệm trước khi nhập viện")).to_be_visible()
    page.get_by_role("button", name="Đã rời đi").press("Enter")
    expect(page.get_by_text("Đã đưa ra khỏi hàng chờ.")).to_be_visible()

    desk.go("/tests/gate/")
    page.get_by_label("Mã người").fill(person)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cho nhập viện")).to_be_visible()
    desk.check("arrival-admitted")
    desk.context.close()
    laboratory.context.close()
