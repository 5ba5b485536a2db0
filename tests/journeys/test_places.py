"""A café is registered, its poster hangs, a family checks in; the commune sees that it is used.

At 360, 390 and 1280 px; a picture of every page is kept.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_family import WIDTHS, Citizen
from tests.journeys.test_release_to_withdrawal import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(params=WIDTHS, ids=["small", "phone", "desk"])
def owner(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Citizen]:
    citizen = Citizen(browser, site, request.param)
    yield citizen
    citizen.context.close()


def test_a_place_is_registered_scanned_and_seen_by_the_commune(
    owner: Citizen, browser: Browser, site: str
) -> None:
    page = owner.page
    owner.sign_in(f"0987654{owner.width % 1000:03d}")
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    owner.add("Nguyễn Thị Thu Hà", "02/09/1998", "Nữ")
    page.goto(f"{site}/places/")
    owner.check("places-empty")
    page.get_by_role("link", name="Đăng ký địa điểm").click()
    page.get_by_label("Tên địa điểm").fill("Quán cà phê Gió Đầu Mùa, đường Nguyễn Trung Trực nối dài")
    page.get_by_label("Loại địa điểm").select_option("cafe")
    owner.check("places-new")
    page.get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_text("Hãy chọn xã, phường trong danh sách.")).to_be_visible()
    owner.complaints.clear()  # the browser notes the answer 422 in its console
    owner.check("places-new-wrong")
    page.get_by_role("combobox", name="Xã, phường").press_sequentially("Phường")
    page.locator(".picker__list [role=option]").first.click()
    page.get_by_role("button", name="Đăng ký").click()
    expect(page.get_by_role("heading", name=re.compile("Gió Đầu Mùa"))).to_be_visible()
    owner.check("place-new")
    page.locator("summary", has_text="Cho một điện thoại quét").click()
    page.locator("#phone-name").fill("Cổng 2, chị Lan")
    page.get_by_role("button", name="Tạo khoá").click()
    expect(page.get_by_text(re.compile("^lcd_"))).to_be_visible()
    owner.check("place-key")

    page.get_by_role("link", name="Khách thấy gì khi quét").click()
    owner.check("place-behind")
    page.get_by_role("button", name="Vào").click()
    expect(page.get_by_text("đã vào")).to_be_visible()
    owner.check("place-in")
    page.goto(f"{site}/places/")
    page.get_by_role("link", name=re.compile("Gió Đầu Mùa")).click()
    expect(page.get_by_text("N. T. T. H.")).to_be_visible()
    page.locator("summary", has_text="Báo nghi ngờ").click()
    owner.check("place-used")
    page.get_by_label("Việc gì đã xảy ra?").fill("Có khách ho nhiều, không chịu đeo khẩu trang.")
    page.get_by_role("button", name="Gửi cho xã, phường").click()
    expect(page.get_by_text("Đã báo. Xã, phường sẽ xem xét.")).to_be_visible()

    page.goto(f"{site}/me/")
    page.get_by_role("link", name="Nguyễn Thị Thu Hà").click()
    page.get_by_role("link", name="Những nơi đã đến trong 21 ngày").click()
    owner.check("visits")
    page.locator("summary", has_text="Không phải tôi").click()
    page.get_by_role("button", name="Báo cho xã, phường").click()
    expect(page.get_by_text("chờ xã, phường quyết định")).to_be_visible()
    owner.check("visits-disputed")

    page.goto(f"{site}/p/khong-phai-ma-that")
    expect(page.get_by_role("heading", name="Mã này không phải của Lá Chắn")).to_be_visible()
    owner.complaints.clear()  # the browser notes the answer 404 in its console
    owner.check("place-forged")
    commune_looks(Visitor(browser, site, (owner.width, 900), "province"))


def commune_looks(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in()
    visitor.go("/places/activity/")
    visitor.check("activity")
    visitor.go("/places/unused/")
    visitor.check("unused")
    visitor.go("/places/doubtful/")
    visitor.check("doubtful")
    visitor.go("/places/upload/")
    visitor.check("places-upload")
    visitor.go("/places/disputes/")
    expect(page.get_by_text("Có khách ho nhiều").first).to_be_visible()
    visitor.check("disputes")
    page.get_by_role("button", name="Đồng ý: bỏ lượt này").first.click()
    expect(page.get_by_text("Lượt này không còn được tính.")).to_be_visible()
    visitor.context.close()


def test_a_visitor_who_is_not_signed_in_comes_back_to_the_place(browser: Browser, site: str) -> None:
    first = Citizen(browser, site, (390, 844))
    first.sign_in("0987111222")
    first.page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    first.add("Phạm Văn Hai", "02/09/1988", "Nam")
    first.page.goto(f"{site}/places/new/")
    first.page.get_by_label("Tên địa điểm").fill("Phở Thìn")
    first.page.get_by_label("Loại địa điểm").select_option("restaurant")
    first.page.get_by_role("combobox", name="Xã, phường").press_sequentially("Phường")
    first.page.locator(".picker__list [role=option]").first.click()
    first.page.get_by_role("button", name="Đăng ký").click()
    address = first.page.get_by_role("link", name="Khách thấy gì khi quét").get_attribute("href")
    first.context.close()

    guest = Citizen(browser, site, (390, 844))
    guest.page.goto(f"{site}{address}")
    guest.check("place-stranger")
    guest.page.get_by_role("link", name="Đăng nhập và quét vào").click()
    guest.page.get_by_label("Số điện thoại di động").fill("0987111222")
    guest.page.get_by_role("button", name="Gửi mã").click()
    told = guest.page.get_by_text(re.compile(r"\d{6} là mã đăng nhập")).inner_text()
    found = re.search(r"\d{6}", told)
    assert found is not None
    guest.page.get_by_label("Mã gồm sáu chữ số").fill(found[0])
    guest.page.get_by_role("button", name="Đăng nhập").click()
    expect(guest.page.get_by_role("heading", name="Phở Thìn")).to_be_visible()
    guest.context.close()
