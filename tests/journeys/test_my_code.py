"""A grandmother's record, her turning code on her granddaughter's telephone, and her card on paper."""

import itertools
import json
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from lachan.kernel import qr
from tests.core.raster import red
from tests.journeys.conftest import LACHAN
from tests.journeys.test_family import Citizen
from tests.journeys.test_release_to_withdrawal import WIDTHS, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
FIRST_LOAD_BYTES = 100_000
NUMBERS = itertools.count(int(time.time()) % 90_000)  # of telephones: each test has an account of its own


@pytest.fixture(params=WIDTHS, ids=["phone", "desk"])
def granddaughter(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Citizen]:
    """Signed in, with her own record and her grandmother's."""
    citizen = Citizen(browser, site, request.param)
    citizen.sign_in(f"09351{next(NUMBERS):05d}")
    page = citizen.page
    page.get_by_role("link", name="Lập hồ sơ của tôi").click()
    citizen.add("Nguyễn Thị Thu Hà", "02/09/1998", "Nữ")
    page.get_by_role("link", name="Tất cả hồ sơ").click()
    page.get_by_role("link", name="Thêm người thân").click()
    page.get_by_label("Ông hoặc bà của tôi").check()
    citizen.answer()
    citizen.add("Tôn Nữ Thị Minh Nguyệt", "09/03/1941", "Nữ")
    yield citizen
    citizen.context.close()


def code_on(citizen: Citizen) -> str:
    """What a scanner reads off the screen."""
    expect(citizen.page.locator(".turning__code svg")).to_be_visible()
    [found] = zxingcpp.read_barcodes(red(citizen.page.screenshot(full_page=True)))
    return found.text


def verified(text: str, environment: dict[str, str]) -> dict[str, object]:
    command = [*LACHAN, "qr", "verify", "--json", text]
    told = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    found: dict[str, object] = json.loads(told.stdout)
    return found


def test_the_code_turns_on_the_phone_offline_for_the_whole_family_and_a_picture_of_it_dies(
    granddaughter: Citizen, environment: dict[str, str], tmp_path: Path
) -> None:
    page = granddaughter.page
    page.get_by_role("link", name="Tất cả hồ sơ").click()
    page.get_by_role("link", name="Hiện mã của tôi").click()
    mine = code_on(granddaughter)
    granddaughter.check("my-code")
    assert verified(mine, environment)["valid"] is True

    page.get_by_label("Tôn Nữ Thị Minh Nguyệt").check()
    expect(page.locator("#code-name")).to_have_text("Tôn Nữ Thị Minh Nguyệt")
    page.wait_for_timeout(300)
    hers = code_on(granddaughter)
    assert qr.card_number_of(qr.read(hers)) != qr.card_number_of(qr.read(mine))

    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    granddaughter.context.set_offline(True)
    page.reload()
    offline = code_on(granddaughter)
    granddaughter.complaints.clear()  # the browser notes that it is offline
    granddaughter.check("my-code-offline")
    granddaughter.context.set_offline(False)
    assert verified(offline, environment)["valid"] is True

    known = tmp_path / "trust.json"
    with known.open("w") as out:
        subprocess.run([*LACHAN, "qr", "trust"], env=environment, stdout=out, check=True, timeout=60)
    trust, now = qr.trust_from(json.loads(known.read_text())), datetime.now(UTC)
    assert qr.verify(offline, trust, now).valid
    assert "too_old" in qr.verify(offline, trust, now + timedelta(seconds=90)).codes


def test_a_lost_phone_is_removed_and_a_wrong_clock_is_told(
    granddaughter: Citizen, environment: dict[str, str]
) -> None:
    page = granddaughter.page
    granddaughter.page.goto(f"{granddaughter.site}/me/code/")
    lost = code_on(granddaughter)
    page.get_by_role("link", name="Điện thoại có mã của tôi").click()
    page.locator("details.ask summary").click()
    granddaughter.check("phones")
    page.get_by_role("button", name="Gỡ điện thoại này").click()
    expect(page.get_by_text("Đã thu hồi 2 mã.")).to_be_visible()
    assert "revoked" in str(verified(lost, environment))

    page.clock.set_system_time(datetime.now() + timedelta(minutes=5))  # noqa: DTZ005 - as a person sets it
    page.goto(f"{granddaughter.site}/me/code/")
    expect(page.get_by_text("Đồng hồ của máy này sai")).to_be_visible()
    granddaughter.complaints.clear()  # 409: the key of before was taken back, and the phone made a new one
    assert "too_early" in str(verified(code_on(granddaughter), environment))
    granddaughter.check("my-code-clock")


def test_the_page_of_the_code_comes_in_a_hundred_kilobytes(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, sizes = context.new_page(), []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(f"{site}/me/code/", wait_until="networkidle")
    expect(page.get_by_role("link", name="Đăng nhập để có mã trên máy này")).to_be_visible()
    assert 5_000 < sum(sizes) <= FIRST_LOAD_BYTES, sizes
    print(f"first load: {sum(sizes):,.0f} bytes in {len(sizes)} answers")  # noqa: T201 - shown with -s
    context.close()


def test_her_card_is_printed_at_the_station_and_a_camera_reads_it(
    browser: Browser, site: str, environment: dict[str, str], tmp_path: Path
) -> None:
    station = Visitor(browser, site, (1280, 900), "station")
    station.log_in()
    page = station.page
    station.go("/people/new/")
    page.get_by_label("Họ và tên").fill("Tôn Nữ Thị Kim Chi")
    page.get_by_label("Ngày sinh").fill("09/03/1939")
    page.get_by_label("Nữ", exact=True).check()
    page.get_by_role("button", name="Tra trong hệ thống").click()
    expect(page.get_by_text("Đã lập hồ sơ mới")).to_be_visible()
    station.go("/cards/?q=ton+nu+thi+kim+chi")
    page.locator("input[name=pick]").first.check()
    with page.expect_download() as printed:
        page.get_by_role("button", name="In thẻ đã chọn").click()
    sheet = tmp_path / "sheet.pdf"
    printed.value.save_as(sheet)
    picture = pypdfium2.PdfDocument(sheet)[0].render(scale=200 / 72, grayscale=True).to_numpy()
    [found] = zxingcpp.read_barcodes(picture)
    assert verified(found.text, environment)["valid"] is True
    station.context.close()
