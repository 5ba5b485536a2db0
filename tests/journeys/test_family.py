"""A grandmother's record is made by her granddaughter; who looks at it stands on it.

The staff's side of an account: the desk, a record opened in need, the officer's list.
"""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import SHOTS
from tests.journeys.test_release_to_withdrawal import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
WIDTHS = [(360, 740), (390, 844), (1280, 900)]


class Citizen:
    """Somebody with a telephone: every page seen is checked for the things that must always hold."""

    def __init__(self, browser: Browser, site: str, size: tuple[int, int]) -> None:
        self.site, self.width = site, size[0]
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-US")
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def check(self, name: str) -> None:
        """No accessibility violation, nothing sideways, no error in the console; a picture is kept."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.width}.png", full_page=True)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width
        violations = Axe().run(self.page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
        assert self.complaints == []

    def sign_in(self, phone: str) -> None:
        page = self.page
        page.goto(f"{self.site}/me/")
        expect(page.get_by_role("heading", name="Số điện thoại di động?")).to_be_visible()
        self.check("me-phone")
        page.get_by_label("Số điện thoại di động").fill(phone)
        page.get_by_role("button", name="Gửi mã").click()
        told = page.get_by_text(re.compile(r"\d{6} là mã đăng nhập")).inner_text()
        found = re.search(r"\d{6}", told)
        assert found is not None
        self.check("me-code")
        page.get_by_label("Mã gồm sáu chữ số").fill(found[0])
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", name=re.compile("Xin chào|Hồ sơ của tôi"))).to_be_visible()

    def answer(self, shot: str = "") -> None:
        if shot:
            self.check(shot)
        self.page.get_by_role("button", name="Tiếp tục").click()

    def add(self, name: str, born: str, sex: str, shots: str = "") -> None:
        """The questions after the relation, to the finished record."""
        page = self.page
        page.get_by_label("Họ và tên").fill(name)
        self.answer(shots and f"{shots}-name")
        page.get_by_label("Ngày sinh").fill(born)
        self.answer(shots and f"{shots}-birth")
        page.get_by_label(sex, exact=True).check()
        self.answer(shots and f"{shots}-sex")
        self.answer(shots and f"{shots}-document")
        page.get_by_label("Tỉnh, thành phố nơi ở").select_option(index=1)
        self.answer(shots and f"{shots}-province")
        page.get_by_label("Xã, phường nơi ở").select_option(index=1)
        self.answer()
        expect(page.get_by_text(name)).to_be_visible()
        if shots:
            self.check(f"{shots}-check")
        page.get_by_role("button", name="Đúng rồi").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()


@pytest.fixture(params=WIDTHS, ids=["small", "phone", "desk"])
def granddaughter(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Citizen]:
    citizen = Citizen(browser, site, request.param)
    yield citizen
    citizen.context.close()


def test_a_grandmothers_record_is_made_by_her_granddaughter_and_shows_who_looked(
    granddaughter: Citizen, browser: Browser, site: str
) -> None:
    page = granddaughter.page
    granddaughter.sign_in(f"0912345{granddaughter.width % 1000:03d}")
    granddaughter.check("me-empty")
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    granddaughter.add("Nguyễn Thị Thu Hà", "02/09/1998", "Nữ")
    granddaughter.check("me-record")
    page.get_by_role("link", name="Đồng ý và rút lại").click()
    expect(page.get_by_role("button", name="Đồng ý")).to_have_count(3)
    granddaughter.check("me-consents")
    page.get_by_role("button", name="Đồng ý").first.click()
    expect(page.get_by_text("Có thể rút lại tại đây bất cứ lúc nào")).to_be_visible()
    granddaughter.check("me-consents-given")
    page.get_by_role("button", name="Rút lại").click()
    expect(page.get_by_role("button", name="Đồng ý")).to_have_count(3)
    granddaughter.check("me-consents-back")
    page.get_by_role("link", name="Nguyễn Thị Thu Hà").click()
    page.get_by_role("link", name="Tất cả hồ sơ").click()
    page.get_by_role("link", name="Thêm người thân").click()
    page.get_by_label("Ông hoặc bà của tôi").check()
    granddaughter.answer("me-relation")
    granddaughter.add("Công Tằng Tôn Nữ Thị Minh Nguyệt", "09/03/1941", "Nữ", "me-add")
    code = page.locator(".terms dd").last.inner_text()
    page.get_by_role("link", name="Tất cả hồ sơ").click()
    expect(page.locator(".person")).to_have_count(2)
    granddaughter.check("me-family")

    tracer = Visitor(browser, site, (granddaughter.width, 900), "commune")
    tracer.log_in()
    opened_in_need(tracer, code)
    tracer.context.close()

    page.get_by_role("link", name="Công Tằng Tôn Nữ Thị Minh Nguyệt").click()
    expect(page.get_by_text("Mở khẩn cấp, ngoài địa bàn phụ trách")).to_be_visible()
    expect(page.get_by_text("Bệnh nhân hôn mê, cần liên hệ gia đình")).to_be_visible()
    page.get_by_text("Thêm người giám hộ").click()
    page.get_by_label("Với người này, người giám hộ là").select_option("grandchild")
    granddaughter.check("me-guardian-add")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Cháu · gia đình khai")).to_be_visible()
    page.get_by_role("region", name="Ai đang chăm lo hồ sơ này").locator("summary").click()
    granddaughter.check("me-looked")
    page.get_by_role("button", name="Thoát").click()
    expect(page.get_by_label("Số điện thoại di động")).to_be_visible()
    page.goto(f"{site}/me/")
    expect(page.get_by_label("Số điện thoại di động")).to_be_visible()


def opened_in_need(tracer: Visitor, code: str) -> None:
    page = tracer.page
    tracer.go("/open/")
    tracer.check("open")
    page.get_by_label("Mã người").fill(code)
    page.get_by_label("Ca bệnh", exact=True).fill("CA-2026-17")
    page.get_by_label("Lý do").fill("Bệnh nhân hôn mê, cần liên hệ gia đình")
    page.get_by_role("button", name="Mở trong 60 phút").click()
    expect(page.get_by_role("heading", name="Công Tằng Tôn Nữ Thị Minh Nguyệt")).to_be_visible()
    tracer.check("opened")


@pytest.mark.parametrize("size", WIDTHS[1:], ids=["phone", "desk"])
def test_the_officer_the_desk_and_the_account_pages(
    browser: Browser, site: str, size: tuple[int, int]
) -> None:
    officer = Visitor(browser, site, size, "officer")
    officer.log_in()
    expect(officer.page.get_by_role("heading", name="Hồ sơ mở khẩn cấp")).to_be_visible()
    officer.check("openings")
    for path, name in (
        ("/account/", "account"),
        ("/account/app/", "account-app"),
        ("/account/passkey/", "account-passkey"),
        ("/account/password/", "account-password"),
        ("/account/sessions/", "account-sessions"),
        ("/account/second-step/", "account-second-step"),
    ):
        officer.go(path)
        officer.check(name)
    officer.context.close()
    station = Visitor(browser, site, size, "station")
    station.log_in()
    expect(station.page.get_by_role("heading", name="Ghép người với tài khoản")).to_be_visible()
    station.page.get_by_label("Số thẻ căn cước").fill("001150999999")
    station.page.get_by_label("Ngày sinh").fill("09/03/1950")
    station.page.get_by_label("Số điện thoại nhận mã").fill("0912345678")
    station.page.get_by_label("Đã đối chiếu").check()
    station.page.get_by_role("button", name="Ghép").click()
    expect(station.page.get_by_text("không khớp với một người nào")).to_be_visible()
    station.complaints.clear()  # the browser notes the answer 422 in its console
    station.check("desk-wrong")
    station.context.close()
