"""A clinic's list is matched; a doubtful pair is decided by key, taken back, merged by hand, taken apart."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import LACHAN
from tests.journeys.test_release_to_withdrawal import WIDTHS, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
ROWS = """code,name,birth_date,sex,phone,national_id,area_code,household
{n}A,Nguyễn Thị Bích Hoà,05/02/19{n},nữ,09123456{n},0011{n}000{n}3,99,
{n}B,NGUYEN THI BICH HA,05/02/19{n},nữ,09123456{n},0011{n}000{n}4,99,
{n}C,Trần Văn Bình,19{n},nam,0168234567{n},DN40101012345{n},99,
{n}D,TRAN VAN BINH,09/03/19{n},nam,03823456{n},01012345{n},99,
"""


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def staff(
    request: pytest.FixtureRequest, browser: Browser, site: str, environment: dict[str, str], tmp_path: Path
) -> Iterator[tuple[Visitor, str]]:
    """Somebody of the province, and the prefix of the codes of their four people."""
    prefix = "78" if request.param[0] == 390 else "79"
    file = tmp_path / "clinic.csv"
    file.write_text(ROWS.format(n=prefix), "utf-8")
    subprocess.run([*LACHAN, "load", "people", str(file), "--match"], check=True, env=environment, timeout=60)
    visitor = Visitor(browser, site, request.param, "province")
    visitor.log_in()
    yield visitor, prefix
    visitor.context.close()


def test_a_pair_is_decided_taken_back_merged_and_taken_apart(staff: tuple[Visitor, str]) -> None:
    visitor, prefix = staff
    page = visitor.page
    visitor.go("/people/")
    page.get_by_label("Họ tên, số giấy tờ hoặc điện thoại").fill("hoa bich ng")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("link", name=f"{prefix}A")).to_be_visible()
    visitor.check("people")

    page.get_by_role("link", name="Hồ sơ nghi trùng").click()
    expect(page.get_by_role("cell", name="Khác tên")).to_be_visible()
    visitor.check("review")
    page.keyboard.press("y")
    expect(page.get_by_text("Đã gộp: cùng một người.")).to_be_visible()
    visitor.check("review-empty")
    page.keyboard.press("u")
    expect(page.get_by_text("Đã hoàn tác")).to_be_visible()
    page.get_by_role("button", name="Hai người khác nhau").click()  # the same by finger
    expect(page.get_by_text("Đã tách: hai người khác nhau.")).to_be_visible()

    visitor.go(f"/people/{prefix}B/")
    page.get_by_role("link", name="So sánh").first.click()
    visitor.check("merge")
    page.get_by_role("button", name="Gộp: cùng một người").click()
    expect(page.get_by_role("link", name=f"{prefix}B")).to_be_visible()
    visitor.check("person")
    page.get_by_role("button", name="Tách hồ sơ này ra").click()
    expect(page.get_by_text("Hồ sơ đã tách riêng")).to_be_visible()

    visitor.go(f"/people/{prefix}D/")  # linked by the machine when the list came
    expect(page.get_by_role("link", name=f"{prefix}C")).to_be_visible()
