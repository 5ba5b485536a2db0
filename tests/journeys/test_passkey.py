"""A passkey as the second step: set up once, confirmed at the next log-in, by Chromium's virtual key."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_release_to_withdrawal import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def test_a_passkey_is_set_up_and_asked_for_at_the_next_log_in(browser: Browser, site: str) -> None:
    here = site.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    officer = Visitor(browser, here, (390, 844), "officer")
    page = officer.page
    key = officer.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    told = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": {**told, "automaticPresenceSimulation": True}})
    officer.log_in()
    officer.go("/account/passkey/")
    page.get_by_role("button", name="Thiết lập ngay").click()
    expect(page.get_by_role("heading", name="Mã khôi phục")).to_be_visible()
    officer.check("account-recovery")
    officer.go("/account/")
    expect(page.get_by_text("Khoá truy cập", exact=False).first).to_be_visible()
    officer.check("account-with-passkey")

    officer.context.clear_cookies()
    page.goto(f"{here}/login/")
    page.get_by_label("Tên đăng nhập").fill("officer")
    page.get_by_label("Mật khẩu").fill("la-chan-demo")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Bước xác thực thứ hai")).to_be_visible()
    officer.check("login-passkey")
    page.get_by_role("button", name="Xác nhận bằng khoá truy cập").click()
    expect(page.get_by_role("heading", name="Hồ sơ mở khẩn cấp")).to_be_visible()

    officer.go("/account/")
    page.get_by_role("link", name="Gỡ bỏ").click()
    page.get_by_role("button", name="Gỡ khoá truy cập").click()
    expect(page.get_by_text("Chưa có bước thứ hai")).to_be_visible()
    officer.context.close()
