"""A divided commune: what is left is placed by key and taken back; hamlets are added, renamed, lived in."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.conftest import LACHAN, ROOT
from tests.journeys.test_release_to_withdrawal import WIDTHS, Visitor

expect.set_options(timeout=20_000)  # for a machine with other work
pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(scope="session")
def unit(site: str, environment: dict[str, str]) -> str:
    """The id of a commune that was divided just now."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.journeys.dividing"],
        check=True, env=environment, cwd=ROOT, timeout=180, capture_output=True, text=True,
    )  # fmt: skip
    subprocess.run([*LACHAN, "work", "--until-done"], check=True, env=environment, timeout=240)
    return told.stdout.split()[-1]


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def staff(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, request.param, "province")
    visitor.log_in()
    yield visitor
    visitor.context.close()


def pick(visitor: Visitor, typed: str) -> Locator:
    """Type into the picker and take the first by key."""
    box = visitor.page.get_by_role("combobox")
    box.fill(typed)
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    return box


def test_what_is_left_is_placed_and_taken_back(staff: Visitor, unit: str) -> None:
    page = staff.page
    staff.go("/areas/divided/")
    expect(page.locator(f'a[href*="/areas/divided/{unit}/"]').first).to_be_visible()
    staff.check("divided")
    staff.go(f"/areas/divided/{unit}/?show=people")
    staff.check("divided-people")
    left = page.get_by_role("checkbox").count()
    page.get_by_role("checkbox").first.check()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Lấy lại")).to_have_count(1)
    page.keyboard.press("m")  # the rest to the main successor: first how many
    expect(page).to_have_url(f"{staff.site}/areas/divided/{unit}/place/")
    staff.check("divided-sure")
    page.keyboard.press("y")
    expect(page.get_by_role("button", name="Lấy lại")).to_have_count(2)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    staff.check("divided-placed")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Lấy lại")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Lấy lại")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(left)


def test_a_hamlet_is_added_renamed_and_lived_in(staff: Visitor) -> None:
    page = staff.page
    staff.go("/areas/")
    box = pick(staff, "hong th")
    staff.check("hamlets-picker")
    box.press("Enter")
    page.get_by_role("button", name="Xem").click()
    page.get_by_label("Tên thôn, tổ").first.fill(f"Thôn Thượng {staff.width}")
    page.get_by_role("button", name="Thêm").click()
    expect(page.get_by_text(f"Thôn Thượng {staff.width}").first).to_be_visible()
    page.locator("summary", has_text=f"Thượng {staff.width}").click()
    staff.check("hamlets")
    staff.go("/people/")
    page.locator("table a").first.click()
    page.get_by_role("link", name="Đổi nơi ở").click()
    box = pick(staff, f"thuong {staff.width}")
    staff.check("place-person")
    box.press("Enter")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text(f"Thôn Thượng {staff.width}").first).to_be_visible()


def test_without_a_script_a_commune_is_found_by_what_was_typed(browser: Browser, site: str) -> None:
    visitor = Visitor(browser, site, (390, 844), "province")
    visitor.log_in()
    kept = visitor.context.storage_state()
    visitor.context.close()
    context = browser.new_context(java_script_enabled=False, storage_state=kept)
    page = context.new_page()
    page.goto(f"{site}/areas/")
    page.get_by_role("combobox").fill("hong th")
    page.get_by_role("button", name="Xem").click()
    page.get_by_role("main").get_by_role("link", name="Hồng Th").first.click()
    expect(page.get_by_label("Tên thôn, tổ").first).to_be_visible()
    context.close()
