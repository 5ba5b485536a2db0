"""A permit is asked for, approved, shown at a checkpoint; refused at another hour; suspended by a result.

At 360 and 1280 px; a picture of every page is kept.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import ROOT
from tests.journeys.test_family import Citizen
from tests.journeys.test_release_to_withdrawal import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(500)]
expect.set_options(timeout=20_000)  # for a machine with other work
WIDTHS = [(360, 740), (1280, 900)]
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(params=WIDTHS, ids=["small", "desk"])
def holder(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Citizen]:
    citizen = Citizen(browser, site, request.param)
    yield citizen
    citizen.context.close()


def staff(browser: Browser, site: str, holder: Citizen, username: str) -> Visitor:
    visitor = Visitor(browser, site, (holder.width, 900), username)
    visitor.log_in()
    return visitor


def test_a_permit_is_given_passes_and_is_suspended(
    holder: Citizen, browser: Browser, site: str, environment: dict[str, str]
) -> None:
    page = holder.page
    holder.sign_in(f"0977345{holder.width % 1000:03d}")
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    holder.add("Công Tằng Tôn Nữ Thị Minh Nguyệt", "02/09/1998", "Nữ")
    code = page.locator(".terms dd").last.inner_text()
    settled(environment, code)
    page.goto(f"{site}/me/permits/")
    holder.check("permits-empty")
    asks(holder, "việc thiết yếu", "Mua lương thực, thực phẩm", "permit-ask")
    asks(holder, "khám, chữa bệnh", "Đưa người bệnh đi khám")
    expect(page.get_by_text("chờ quyết định")).to_have_count(2)
    holder.check("permits-waiting")
    decides(staff(browser, site, holder, "registrar"))

    page.goto(f"{site}/me/permits/")
    expect(page.locator("a.person")).to_have_count(2)
    holder.check("permits-given")
    for n in range(2):
        page.goto(f"{site}/me/permits/")
        page.locator("a.person").nth(n).click()
        title = page.locator("h1").inner_text()
        holder.check("permit-own" if "khám" in title else "permit-errand")
    elsewhen = settled(environment, code, "hours")
    passes(browser, site, holder, code, elsewhen)
    suspended(browser, site, holder, code)


def asks(holder: Citizen, kind: str, reason: str, shots: str = "") -> None:
    """Seven questions, and a look at all answers."""
    page = holder.page
    page.goto(f"{holder.site}/me/permits/")
    page.get_by_role("link", name="Xin giấy đi đường").click()
    page.get_by_label("Công Tằng Tôn Nữ Thị Minh Nguyệt").check()
    holder.answer(shots and f"{shots}-who")
    page.get_by_label(re.compile(kind, re.IGNORECASE)).check()
    holder.answer(shots and f"{shots}-template")
    page.get_by_label(reason).check()
    holder.answer(shots and f"{shots}-reason")
    page.get_by_label(re.compile("Hôm nay")).check()
    holder.answer(shots and f"{shots}-begins")
    page.get_by_label("2 ngày").check()
    holder.answer(shots and f"{shots}-days")
    page.get_by_role("textbox").fill("Nhà – chợ Hôm, theo phố Huế")
    holder.answer(shots and f"{shots}-journey")
    page.get_by_role("textbox").fill("29A-123.45")
    holder.answer(shots and f"{shots}-plate")
    if shots:
        holder.check(f"{shots}-check")
    page.get_by_role("button", name="Đúng rồi, gửi đi").click()


def decides(desk: Visitor) -> None:
    """By keyboard: all of the page, approve; one was refused without a reason first."""
    page = desk.page
    desk.go("/permits/")
    desk.check("permits-desk")
    page.keyboard.press("a")
    expect(page.locator("input[name=pick]:checked").first).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("Hãy ghi lý do: người xin sẽ đọc.")).to_be_visible()
    desk.complaints.clear()  # the browser notes the answer 422 in its console
    desk.check("permits-desk-wrong")
    page.keyboard.press("d")
    expect(page.get_by_text(re.compile(r"Đã cấp \d+ giấy"))).to_be_visible()
    desk.check("permits-desk-empty")
    desk.go("/permits/issued/")
    desk.check("permits-issued")
    page.locator("td a").first.click()
    desk.check("permits-one")
    desk.go("/permits/papers/")
    desk.check("permits-papers")
    desk.go("/permits/organisations/")
    desk.check("permits-organisations")
    desk.context.close()


def checkpoint(browser: Browser, site: str, holder: Citizen) -> Visitor:
    """Opened by the province in the guard's commune, with a shift; the guard stands at its first post."""
    name = f"Chốt cầu Giẽ {holder.width}"
    manager = staff(browser, site, holder, "province")
    page = manager.page
    guard = staff(browser, site, holder, "guard")
    commune = guard.page.locator(".brand__area").first.inner_text()
    manager.go("/checkpoints/new/")
    page.get_by_label("Tên chốt").fill(name)
    page.get_by_label("Số làn").fill("2")
    page.get_by_role("combobox", name="Xã, phường").press_sequentially(commune)
    page.locator(".picker__list [role=option]").first.click()
    manager.check("checkpoint-new")
    page.get_by_role("button", name="Mở chốt").click()
    now = datetime.now(LOCAL)
    page.get_by_label("Bắt đầu").fill(f"{now - timedelta(hours=1):%d/%m/%Y %H:%M}")
    page.get_by_label("Kết thúc").fill(f"{now + timedelta(hours=7):%d/%m/%Y %H:%M}")
    page.get_by_role("button", name="Thêm ca").click()
    expect(page.get_by_text("chưa ai quét trong ca này")).to_be_visible()
    manager.check("checkpoint-staff")
    manager.context.close()
    guard.go("/checkpoints/")
    guard.check("checkpoints")
    guard.page.get_by_role("heading", name=name).locator("..").get_by_role("link").first.click()
    return guard


def settled(environment: dict[str, str], *told: str) -> str:
    """What the world must be like, beside the site (``settling.py``)."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.journeys.settling", *told],
        check=True, env=environment, cwd=ROOT, timeout=60, capture_output=True, text=True,
    )  # fmt: skip
    return ran.stdout.strip()


def passes(browser: Browser, site: str, holder: Citizen, code: str, elsewhen: str) -> None:
    """Keyboard only: plate, Enter, code, Enter."""
    guard = checkpoint(browser, site, holder)
    keyboard, page = guard.page.keyboard, guard.page
    guard.check("gate-empty")
    page.locator("#plate").focus()
    keyboard.type("29a-123.45\n")
    expect(page.get_by_text("29A12345")).to_be_visible()
    guard.check("gate-vehicle")
    page.locator("#scan").focus()
    keyboard.type(f"{code}\n")
    expect(page.locator(".verdict__word")).to_have_text("Được qua")
    expect(page.get_by_text("Công Tằng Tôn Nữ Thị Minh Nguyệt")).to_be_visible()
    guard.check("gate-green")
    keyboard.type("NG-KHONG-CO\n")
    expect(page.locator(".verdict__word")).to_have_text("Kiểm tra thủ công")
    guard.check("gate-yellow")
    keyboard.press("r")
    expect(page.get_by_text("quay đầu").first).to_be_visible()
    guard.check("gate-turned-back")
    page.locator("#scan").focus()
    keyboard.press("Enter")
    expect(page.locator("#plate")).to_be_focused()
    keyboard.type("30F99999\n")
    expect(page.locator("#scan")).to_be_focused()
    keyboard.type(f"{code}\n")
    expect(page.locator(".verdict__word")).to_have_text("Kiểm tra thủ công")
    guard.check("gate-other-plate")
    page.get_by_role("link", name="Xe tiếp theo").click()
    expect(page.locator("#plate")).to_be_focused()
    keyboard.type(f"{elsewhen}\n")  # on foot, by the code of the permit itself
    expect(page.locator(".verdict__word")).to_have_text("Không cho qua")
    expect(page.locator(".verdict__why")).to_have_text(re.compile("ngoài giờ cho phép"))
    guard.check("gate-red")
    page.get_by_role("link", name="Lượt qua chốt").click()
    guard.check("passages")
    guard.context.close()


def suspended(browser: Browser, site: str, holder: Citizen, code: str) -> None:
    """A positive result suspends the errand; to care she is let through by hand."""
    lab = staff(browser, site, holder, "lab")
    page = lab.page
    page.get_by_role("link", name="Trả kết quả").click()
    page.get_by_label("Mã người").fill(code)
    page.get_by_label("Lấy mẫu lúc").fill(f"{datetime.now(LOCAL) - timedelta(hours=2):%d/%m/%Y %H:%M}")
    page.get_by_label("Dương tính").check()
    page.get_by_role("button", name="Trả kết quả").click()
    expect(page.get_by_text("Đã trả kết quả. Nếu dương tính")).to_be_visible()
    lab.context.close()
    holder.page.goto(f"{site}/me/permits/")
    for _ in range(40):  # the worker does it
        if holder.page.get_by_text("tạm ngừng").count():
            break
        holder.page.wait_for_timeout(250)
        holder.page.reload()
    expect(holder.page.get_by_text("tạm ngừng")).to_have_count(1)
    holder.check("permits-suspended")
    guard = staff(browser, site, holder, "guard")
    guard.go("/checkpoints/")
    name = f"Chốt cầu Giẽ {holder.width}"
    guard.page.get_by_role("heading", name=name).locator("..").get_by_role("link").first.click()
    expect(guard.page.locator("#plate")).to_be_focused()
    guard.page.keyboard.type("29A12345\n")
    expect(guard.page.locator("#scan")).to_be_focused()
    guard.page.keyboard.type(f"{code}\n")
    expect(guard.page.locator(".verdict__why")).to_have_text(re.compile("đang đi khám, chữa bệnh"))
    guard.check("gate-to-care")
    guard.context.close()
