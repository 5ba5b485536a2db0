"""A nurse scans an identity card: somebody new is made, a conflict is decided by key, a guardian told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_release_to_withdrawal import WIDTHS, Visitor

# By width, so that nobody of one run is like somebody of the other: name, the same with a slip, birth.
CONFLICT = {
    390: ("Vũ Ngọc Bích Ngà", "Vũ Ngọc Bích Nga", "12031987"),
    1280: ("Đoàn Thuỳ Diễm", "Đoàn Thuỳ Diêm", "30061979"),
}
KNOWN = {
    390: ("Trần Thị Diệu Hiền", "Trần Thị Diệu Hiên", "17081990"),
    1280: ("Lê Mộng Tuyền", "Lê Mộng Tuyên", "23111975"),
}
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def nurse(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, request.param, "station")
    visitor.log_in()
    yield visitor
    visitor.context.close()


def card(nurse: Visitor, name: str, born: str, *, province: str = "001") -> str:
    """The code of a woman's card."""
    number = f"{province}1{born[-2:]}{nurse.width % 1000:06d}"
    old = f"0{born[-2:]}{nurse.width:04d}{province[-2:]}"
    return f"{number}|{old}|{name}|{born}|Nữ|Số 1 Hàng Bài|01092021"


def scan(nurse: Visitor, text: str) -> None:
    """As a scanner types: fast, then Enter."""
    nurse.go("/people/new/")
    expect(nurse.page.get_by_label("Mã QR trên thẻ căn cước")).to_be_focused()
    nurse.page.keyboard.insert_text(text)
    nurse.page.keyboard.press("Enter")
    expect(nurse.page.get_by_label("Họ và tên")).not_to_have_value("")


def test_a_card_is_scanned_a_conflict_is_decided_by_key_and_a_guardian_is_entered(nurse: Visitor) -> None:
    page, end = nurse.page, nurse.width % 1000
    name, slip, born = CONFLICT[nurse.width]
    nurse.go("/people/")
    page.get_by_role("link", name="Thêm người").click()
    nurse.check("new")
    scan(nurse, card(nurse, name, born))
    expect(page.get_by_text("Đã đọc từ thẻ")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value(name)
    nurse.check("new-scanned")
    page.get_by_label("Điện thoại").fill(f"0983 61 5{end:03d}")
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_text("Đã lập hồ sơ mới")).to_be_visible()
    first = page.url

    scan(nurse, card(nurse, name, born))
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_text("Người này đã có hồ sơ")).to_be_visible()
    assert page.url == first

    scan(nurse, card(nurse, slip, born, province="003"))
    expect(page.get_by_text("Không có tỉnh nào mang mã 003")).to_be_visible()
    nurse.check("new-warned")
    page.get_by_label("Điện thoại").fill(f"0983 61 5{end:03d}")
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_role("heading", name="Có phải một trong những người này?")).to_be_visible()
    nurse.check("new-review")
    page.keyboard.press("n")
    expect(page.get_by_text("Đã lập hồ sơ mới")).to_be_visible()
    assert page.url != first

    page.get_by_text("Thêm người giám hộ").click()
    page.get_by_label("Mã hồ sơ của người giám hộ").fill(first.rstrip("/").rsplit("/", 1)[1])
    page.get_by_label("Với người này, người giám hộ là").select_option("sibling")
    nurse.check("guardian-add")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text(f"Từ nay {name} là người giám hộ")).to_be_visible()
    nurse.check("guardian")
    page.get_by_role("button", name="Kết thúc").click()
    expect(page.get_by_text("Chưa ghi ai giám hộ người này")).to_be_visible()


def test_a_doubtful_card_of_somebody_known_opens_the_record_by_key(nurse: Visitor) -> None:
    page, end = nurse.page, nurse.width % 1000
    name, slip, born = KNOWN[nurse.width]
    scan(nurse, card(nurse, name, born))
    page.get_by_label("Điện thoại").fill(f"0973 61 5{end:03d}")
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_text("Đã lập hồ sơ mới")).to_be_visible()
    first = page.url
    scan(nurse, card(nurse, slip, born, province="002"))
    page.get_by_label("Điện thoại").fill(f"0973 61 5{end:03d}")
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_role("heading", name="Có phải một trong những người này?")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("Đã bổ sung")).to_be_visible()
    assert page.url == first
