"""From the swab to the screen of the citizen: sampler, laboratory, a province that plans and minds gaps."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_family import Citizen
from tests.journeys.test_release_to_withdrawal import WIDTHS, Visitor

expect.set_options(timeout=20_000)  # for a machine with other work
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def staff(browser: Browser, site: str, size: tuple[int, int]) -> Iterator[dict[str, Visitor]]:
    """Who works on the way of a tube, each at a screen of their own."""
    found = {name: Visitor(browser, site, size, name) for name in ("sampler", "lab", "province")}
    for visitor in found.values():
        visitor.log_in()
    yield found
    for visitor in found.values():
        visitor.context.close()


@pytest.fixture
def citizen(browser: Browser, site: str, size: tuple[int, int]) -> Iterator[Citizen]:
    visitor = Citizen(browser, site, size)
    yield visitor
    visitor.context.close()


def told(page: Page, *words: str) -> None:
    """What the page says became of the tubes."""
    status = page.locator("[role=status] table")
    for word in words:
        expect(status.get_by_text(word).first).to_be_visible()


def plan(province: Visitor) -> str:
    """A campaign in the whole province; its code."""
    page, code = province.page, f"CHO-{province.width}"
    province.go("/tests/campaigns/")
    page.get_by_label("Mã", exact=True).fill(code)
    page.get_by_label("Tên chiến dịch").fill(f"Chợ đầu mối {province.width}")
    page.get_by_label("Mã đơn vị").fill("99")
    page.get_by_label("Số người cần lấy mẫu").fill("500")
    province.check("campaigns")
    page.get_by_role("button", name="Mở chiến dịch").click()
    expect(page.get_by_role("heading", name=f"Chợ đầu mối {province.width}")).to_be_visible()
    return code


def sampled(sampler: Visitor, campaign: str, tube: str, *people: str) -> None:
    page = sampler.page
    sampler.go("/tests/sample/")
    page.get_by_label("Mã vạch ống mẫu").fill(tube)
    page.get_by_label("Những người trong ống này").fill("\n".join(people))
    page.get_by_label("Chiến dịch").select_option(campaign)
    page.get_by_role("button", name="Lưu ống này").click()
    told(page, tube)


def packed(sampler: Visitor, box: str, *tubes: str) -> None:
    page = sampler.page
    sampler.go("/tests/pack/")
    page.get_by_label("Mã thùng").fill(box)
    page.get_by_label("Các ống trong thùng").fill("\n".join(tubes))
    page.get_by_role("button", name="Gửi thùng").click()
    told(page, *tubes)
    sampler.check("pack")


def received(laboratory: Visitor, box: str, *tubes: str) -> None:
    """Taken in with a gap, and put on a plate."""
    page = laboratory.page
    laboratory.go("/tests/intake/")
    page.get_by_label("Mã thùng").fill(box)
    page.get_by_label("Các ống tiếp nhận").fill("\n".join(tubes))
    page.get_by_role("button", name="Tiếp nhận").click()
    expect(page.get_by_text("Thiếu trong thùng")).to_be_visible()
    laboratory.check("intake-gap")
    laboratory.go("/tests/plate/")
    page.get_by_label("Mã khay").fill(f"KHAY-{laboratory.width}")
    page.get_by_label("Ống mẫu", exact=True).fill("\n".join(tubes))
    page.get_by_role("button", name="Chạy khay này").click()
    expect(page.locator(".plate__full")).to_have_count(len(tubes))
    laboratory.check("plate")


def answered(laboratory: Visitor, one: str, pool: str) -> None:
    """One tube by keyboard, the pool by a file that has a bad line."""
    page = laboratory.page
    laboratory.go("/tests/answer/")
    page.get_by_label("Mã vạch ống mẫu").fill(one)
    page.get_by_label("Âm tính", exact=True).check()
    page.get_by_role("button", name="Lưu kết quả").click()
    told(page, one)
    laboratory.check("answer")
    laboratory.go("/tests/files/mapping/")
    for label, name in (("Tên máy", "Máy 1"), ("Cột mã ống mẫu", "Sample Name"), ("Cột kết quả", "Call")):
        page.get_by_label(label).fill(name)
    page.get_by_label("Các từ nghĩa là dương tính").fill("Detected")
    laboratory.check("mapping")
    page.get_by_role("button", name="Lưu lại").click()
    lines = f"Sample Name,Call\n{pool},Detected\nLA-{laboratory.width},mờ\n"
    page.get_by_label("Tệp kết quả").set_input_files(
        {"name": "may-1.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    page.get_by_label("Cách đọc").select_option("Máy 1")
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    page.get_by_label("Đo lúc").fill(f"{now + timedelta(minutes=1):%d/%m/%Y %H:%M}")
    laboratory.check("files")
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("Chưa khai báo từ này nghĩa là gì.")).to_be_visible()
    laboratory.check("file")
    page.get_by_role("button", name="Ghi nhận các kết quả này").click()
    expect(page.get_by_text("Đã ghi nhận lúc")).to_be_visible()
    laboratory.go("/tests/tubes/?step=split")
    expect(page.get_by_text(pool)).to_be_visible()
    laboratory.check("tubes")


def looked_after(province: Visitor, campaign: str, box: str, lost: str) -> None:
    """How far the campaign is, and what was missing in the box."""
    province.go(f"/tests/campaigns/{campaign}/")
    province.check("campaign")
    province.go("/tests/alarms/")
    alarm = province.page.locator("li.card", has_text=box)
    expect(alarm.get_by_text(lost)).to_be_visible()
    province.check("alarms")
    alarm.get_by_placeholder("Đã xác minh được gì").fill("Ống rơi trong xe")
    alarm.get_by_role("button", name="Đóng").click()
    expect(alarm).to_have_count(0)


def handed_out(province: Visitor) -> None:
    """A paper for somebody without an account: not before the day of birth fits."""
    page = province.page
    province.go("/tests/papers/")
    province.check("papers")
    page.get_by_role("link", name="Giao phiếu").first.click()
    page.get_by_label("Ngày sinh").fill("01/01/1900")
    province.check("hand-out")
    page.get_by_role("button", name="In phiếu có chữ ký số").click()
    expect(page.get_by_text("Ngày sinh này không khớp với hồ sơ.")).to_be_visible()
    province.complaints.clear()  # the browser notes the answer 422 in its console
    province.check("hand-out-refused")


def seen(citizen: Citizen, born: str, name: str) -> None:
    """By the address that stands in the text."""
    page = citizen.page
    page.goto(f"{citizen.site}/me/tests/")
    expect(page.get_by_text("Có tin lúc")).to_be_visible()
    citizen.check("own-all")
    page.get_by_role("link", name=name).click()
    citizen.check("own-asked")
    page.get_by_label("Ngày sinh").fill(born)
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.get_by_text("Âm tính")).to_be_visible()
    citizen.check("own")
    with page.expect_download() as paper:
        page.get_by_role("link", name=re.compile("Phiếu")).click()
    assert paper.value.suggested_filename == "ket-qua-xet-nghiem.pdf"
    assert paper.value.path().read_bytes()[:5] == b"%PDF-"


def test_from_the_swab_to_the_citizens_screen(
    staff: dict[str, Visitor], citizen: Citizen, size: tuple[int, int]
) -> None:
    sampler, width, born = staff["sampler"], size[0], "02/09/1998"
    citizen.sign_in(f"0913345{width % 1000:03d}")
    citizen.page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    citizen.add("Trần Thị Ngọc Lan", born, "Nữ")
    code = citizen.page.locator(".terms dd").last.inner_text()
    one, pool, lost, box = (f"{kind}{width}" for kind in ("MOT", "GOP", "MAT", "THUNG"))
    first = 301 if width == 390 else 401
    *others, last = (f"P0000{number}" for number in range(first, first + 3))

    campaign = plan(staff["province"])
    sampled(sampler, campaign, one, code)
    sampler.check("sample")
    sampled(sampler, campaign, pool, *others)
    sampled(sampler, campaign, lost, last)
    sampled(sampler, campaign, one, last)
    told(sampler.page, "Bị từ chối")
    sampler.complaints.clear()  # the browser notes the answer 422 in its console
    sampler.check("sample-refused")
    packed(sampler, box, one, pool, lost)
    received(staff["lab"], box, one, pool)
    answered(staff["lab"], one, pool)

    sampler.go("/tests/recalls/")
    for person in others:
        expect(sampler.page.get_by_text(person)).to_be_visible()
    sampler.check("recalls")
    looked_after(staff["province"], campaign, box, lost)
    handed_out(staff["province"])
    seen(citizen, born, "Trần Thị Ngọc Lan")
