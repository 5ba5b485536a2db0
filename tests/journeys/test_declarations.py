"""Somebody who feels ill declares it; the commune sees it appear by itself, and looks after it.

At 360 and 1280 px; a picture of every page is kept.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_family import Citizen
from tests.journeys.test_release_to_withdrawal import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SIZES = [(360, 740), (1280, 900)]
NAME = "Công Tằng Tôn Nữ Thị Minh Nguyệt"


@pytest.fixture(params=SIZES, ids=["small", "desk"])
def citizen(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Citizen]:
    found = Citizen(browser, site, request.param)
    yield found
    found.context.close()


def test_a_risky_declaration_appears_at_the_commune_and_is_looked_after(
    citizen: Citizen, browser: Browser, site: str
) -> None:
    page = citizen.page
    citizen.sign_in(f"0976543{citizen.width % 1000:03d}")
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    citizen.add(NAME, "09/03/1991", "Nữ")
    page.get_by_role("link", name="Khai báo y tế").click()
    citizen.check("declare-forms")

    commune = Visitor(browser, site, (citizen.width, 900), "province")
    commune.log_in()
    commune.go("/declarations/")
    before = commune.page.get_by_text(NAME).count()

    page.get_by_role("link", name=re.compile("Tờ khai sức khoẻ")).click()
    expect(page.get_by_text("Câu 1 / 4")).to_be_visible()
    page.get_by_label("Sốt").check()
    page.get_by_label("Khó thở").check()
    citizen.answer("declare-symptoms")
    citizen.answer()  # nothing typed: the question that hangs on the symptoms wants an answer
    expect(page.get_by_text("Cần trả lời câu này.")).to_be_visible()
    citizen.complaints.clear()  # the browser notes the answer 422 in its console
    citizen.check("declare-onset-wrong")
    page.get_by_label("Dấu hiệu đầu tiên bắt đầu ngày nào?").fill(
        f"{date.today() - timedelta(days=1):%d/%m/%Y}"  # noqa: DTZ011
    )
    citizen.answer()
    page.get_by_label("Nhiệt độ cơ thể đo được?").fill("38,7")
    citizen.answer("declare-temperature")
    page.get_by_label("Không", exact=True).check()
    citizen.answer("declare-met")
    citizen.answer()
    page.get_by_label("Gọi lại theo số điện thoại nào?").fill("0912 345 678")
    citizen.answer("declare-phone")
    expect(page.get_by_text("Sốt, Khó thở")).to_be_visible()
    citizen.check("declare-check")
    page.get_by_role("button", name="Đúng rồi, gửi đi").click()
    expect(page.get_by_text("đã được báo ngay và sẽ gọi điện")).to_be_visible()
    citizen.check("declare-sent")

    looked_after(commune, before)

    page.reload()
    expect(page.get_by_text("đã xử lý tờ khai này")).to_be_visible()
    page.get_by_role("link", name="Tất cả tờ khai").click()
    citizen.check("declare-again")


def looked_after(commune: Visitor, before: int) -> None:
    """The list is open: the new one appears by itself, is read, taken and finished."""
    row = commune.page.locator(".work", has_text=NAME)
    expect(row).to_have_count(before + 1, timeout=5000)  # by itself: the page was open
    shown = commune.page.locator("#alerts-rows > .work").count()
    expect(commune.page.locator("#alerts-title b")).to_have_text(str(shown))  # counted by itself too
    commune.check("alerts")
    row.first.locator("summary").click()
    expect(row.first.get_by_role("heading", name="Vì sao có nguy cơ")).to_be_visible()
    expect(row.first.get_by_role("link", name="0912345678")).to_be_visible()
    commune.check("alert-open")
    row.first.get_by_role("button", name="Nhận").click()
    expect(row.first.get_by_role("button", name="Nhận")).to_have_count(0)
    row.first.get_by_role("button", name="Đã xử lý").click()
    expect(row.first.get_by_text("Người xử lý:")).to_be_visible()
    commune.go("/declarations/?view=done")
    expect(commune.page.get_by_text(NAME).first).to_be_visible()
    commune.check("alerts-done")
    commune.context.close()


def test_a_journey_by_road_finds_its_commune_by_typing(citizen: Citizen, site: str) -> None:
    page = citizen.page
    citizen.sign_in(f"0976541{citizen.width % 1000:03d}")
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    citizen.add("Nguyễn Thị Thu Hà", "02/09/1998", "Nữ")
    page.get_by_role("link", name="Khai báo y tế").click()
    page.get_by_role("link", name=re.compile("Khai báo đi lại")).click()
    page.get_by_label("Đi ngày nào?").fill(f"{date.today():%d/%m/%Y}")  # noqa: DTZ011
    citizen.answer()
    page.get_by_label("Đi đến xã, phường nào?").fill("phường")
    citizen.answer("move-typed")
    expect(page.get_by_label("Dừng lại ở những đâu trên đường?")).to_be_visible()  # the only one of its name
    citizen.answer("move-stops")
    page.get_by_label("Ô tô riêng").check()
    citizen.answer("move-transport")
    page.get_by_label("Biển số xe hoặc số hiệu chuyến?").fill("29A-123.45")
    citizen.answer()
    citizen.answer("move-others")
    citizen.answer()  # no symptoms
    page.get_by_label("Không", exact=True).check()
    citizen.answer()
    citizen.answer()  # no telephone
    citizen.check("move-check")
    page.get_by_role("button", name="Đúng rồi, gửi đi").click()
    expect(page.get_by_text("có giá trị đến").first).to_be_visible()
    citizen.check("move-sent")


def test_the_desk_declares_for_somebody_without_a_telephone(browser: Browser, site: str) -> None:
    for size in SIZES:
        nurse = Visitor(browser, site, size, "station")
        nurse.log_in()
        nurse.go("/people/")
        nurse.page.locator("table a").first.click()
        nurse.page.get_by_role("link", name="Khai báo y tế").click()
        nurse.check("desk-declare")
        nurse.page.get_by_role("link", name=re.compile("Tờ khai sức khoẻ")).click()
        nurse.check("desk-question")
        nurse.context.close()
