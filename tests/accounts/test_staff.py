"""The staff sign in with a password and a second step, not too often, and leave everywhere at once."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from lachan.accounts import services
from lachan.accounts.errors import AccountUnknown, AreaUnknown, NameTaken
from lachan.core.access import system
from lachan.core.errors import NotAllowed
from lachan.identity import public as identity
from tests.accounts.make import make_account, signed_in
from tests.make import make_areas, make_staff

pytestmark = pytest.mark.django_db
PASSWORD = "test-password-1"


@pytest.fixture(autouse=True)
def with_second_step(settings: Any) -> None:
    settings.ACCOUNTS_SECOND_FACTOR = True


def log_in(username: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post("/login/", {"login": username, "password": password})


def code_for(secret: str) -> str:
    """What the app shows for a secret now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def with_app(username: str) -> tuple[Client, str, list[str]]:
    """Logs in for the first time and sets up the app: the client, its secret, and the recovery codes."""
    client, _ = log_in(username)
    page = client.get("/account/app/")
    found = re.search(r'class="secret">(\w+)<', page.content.decode())
    assert found is not None
    done = client.post("/account/app/", {"code": code_for(found[1])}, follow=True)
    return client, found[1], re.findall(r"<code>(\w+)</code>", done.content.decode())


def test_without_a_second_step_everything_leads_to_setting_one_up() -> None:
    user, _ = make_staff(None)
    client, answer = log_in(user.username)
    assert answer.headers["Location"] == "/"
    for path in ("/", "/tracing/tasks/", "/tests/", "/open/"):
        assert client.get(path).headers["Location"].startswith("/account/second-step/?next=")
    assert client.get("/account/second-step/").status_code == 200


def test_the_second_step_is_set_up_once_and_asked_for_at_every_log_in() -> None:
    user, _ = make_staff(None)
    client, _, recovery = with_app(user.username)
    assert client.get("/tracing/tasks/").status_code == 200
    assert len(recovery) == 10
    again, answer = log_in(user.username)
    assert answer.headers["Location"] == "/login/second-step/"
    assert again.get("/tracing/tasks/").status_code == 302
    assert again.post("/login/second-step/", {"code": "000000"}).status_code == 200
    assert again.get("/tracing/tasks/").status_code == 302
    again.post("/login/second-step/", {"code": recovery[0]})
    assert again.get("/tracing/tasks/").status_code == 200
    third, _ = log_in(user.username)
    third.post("/login/second-step/", {"code": recovery[0]})
    assert third.get("/tracing/tasks/").status_code == 302, "a recovery code works once"


def test_the_secret_of_the_app_is_sealed_in_the_table() -> None:
    user, _ = make_staff(None)
    _, secret, recovery = with_app(user.username)
    stored = str([row.data for row in Authenticator.objects.filter(user=user)])
    assert secret not in stored
    assert not any(code in stored for code in recovery)


def test_the_desk_of_cards_is_behind_the_second_step_and_a_registrar_begins_with_permits() -> None:
    user, _ = make_staff(None, "registrar")
    first, _ = log_in(user.username)
    assert first.get("/cards/").headers["Location"].startswith("/account/second-step/")
    client, _, _ = with_app(user.username)
    assert client.get("/tracing/").headers["Location"] == "/permits/"
    assert client.get("/cards/").status_code == 200
    assert client.get("/desk/").status_code == 403


def test_an_old_session_learns_nothing_from_a_second_step_set_up_elsewhere() -> None:
    user, _ = make_staff(None)
    old, _ = log_in(user.username)
    with_app(user.username)
    assert old.get("/tracing/tasks/").headers["Location"].startswith("/account/again/code/")


def test_a_citizen_needs_no_second_step_and_reaches_no_page_of_the_staff() -> None:
    client = signed_in(make_account())
    assert client.get("/me/").status_code == 200
    assert client.get("/").headers["Location"] == "/me/"
    assert client.get("/account/").headers["Location"] == "/me/"
    for path in ("/tracing/tasks/", "/tests/", "/open/", "/desk/", "/openings/", "/cards/"):
        assert client.get(path).status_code == 403


def test_after_ten_tries_an_account_waits_whether_it_exists_or_not() -> None:
    user, _ = make_staff(None)
    for name in (user.username, "nobody-of-this-name"):
        pages = [log_in(name, "wrong")[1].content.decode() for _ in range(11)]
        assert "Đã thử quá nhiều lần" not in pages[9]
        assert "Đã thử quá nhiều lần" in pages[10]
    assert "Đã thử quá nhiều lần" in log_in(user.username)[1].content.decode()


def test_an_address_and_its_neighbourhood_wait_too(settings: Any) -> None:
    settings.ACCOUNTS_LOGIN_CAPS = {"account": 100, "address": 2, "network": 4}
    users = [make_staff(None)[0].username for _ in range(4)]

    def sent(username: str, address: str) -> bool:
        answer = Client(REMOTE_ADDR=address).post("/login/", {"login": username, "password": PASSWORD})
        return bool(answer.status_code == 302)

    assert [sent(users[0], "203.0.113.1"), sent(users[1], "203.0.113.1")] == [True, True]
    assert not sent(users[2], "203.0.113.1")
    assert sent(users[2], "203.0.113.2")
    assert not sent(users[3], "203.0.113.3")
    assert sent(users[3], "198.51.100.1")


def test_tries_at_the_second_step_are_counted(settings: Any) -> None:
    user, _ = make_staff(None)
    _, _, recovery = with_app(user.username)
    settings.ACCOUNTS_LOGIN_CAPS = {"account": 5, "address": 100, "network": 100}
    client, _ = log_in(user.username)
    for _ in range(5):
        client.post("/login/second-step/", {"code": "000000"})
    answer = client.post("/login/second-step/", {"code": recovery[0]})
    assert "Đã thử quá nhiều lần" in answer.content.decode()
    assert client.get("/tracing/tasks/").status_code == 302


def test_wrong_name_and_wrong_password_look_alike() -> None:
    user, _ = make_staff(None)
    one, other = log_in(user.username, "wrong")[1], log_in("x" * len(user.username), "wrong")[1]
    assert (one.status_code, len(one.content)) == (other.status_code, len(other.content))


def test_a_set_up_link_works_once_and_leads_to_the_second_step() -> None:
    make_areas()
    path = services.add_staff(system(), "binh", "tracer", "00001", name="Bình")
    client = Client()
    assert "binh" in client.get(path).content.decode()
    assert client.post(path, {"password": "short", "again": "short"}).status_code == 422
    chosen = {"password": "mot cau that dai", "again": "mot cau that dai"}
    assert client.post(path, chosen).headers["Location"] == "/login/"
    assert client.get(path).status_code == 410
    client, answer = log_in("binh", "mot cau that dai")
    assert answer.headers["Location"] == "/"
    assert client.get("/tracing/tasks/").headers["Location"].startswith("/account/second-step/")


def test_staff_are_added_where_the_actor_may_and_with_roles_that_exist() -> None:
    make_areas()
    _, manager = make_staff(None, "manager")
    for role in ("citizen", "king"):
        with pytest.raises(identity.RoleUnknown):
            services.add_staff(system(), "x", role, "")
    with pytest.raises(AreaUnknown):
        services.add_staff(system(), "x", "tracer", "99999")
    with pytest.raises(NotAllowed):
        services.add_staff(manager, "x", "tracer", "")
    with pytest.raises(NameTaken):
        services.add_staff(system(), manager.id, "tracer", "")


def test_renewing_forgets_password_second_step_and_sessions() -> None:
    user, _ = make_staff(None)
    client, _, _ = with_app(user.username)
    path = services.renew_staff(system(), user.username)
    assert client.get("/tracing/tasks/").headers["Location"].startswith("/login/")
    assert log_in(user.username)[1].status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()
    assert Client().get(path).status_code == 200
    with pytest.raises(AccountUnknown):
        services.renew_staff(system(), "nobody")


def test_closing_an_account_ends_its_sessions_at_once() -> None:
    user, _ = make_staff(None)
    client, _, _ = with_app(user.username)
    assert client.get("/tracing/tasks/").status_code == 200
    services.close_staff(system(), user.username)
    assert client.get("/tracing/tasks/").status_code == 302
    assert log_in(user.username)[1].status_code == 200
    assert identity.staff_actor(user.username) is None


def test_sessions_are_listed_and_ended_elsewhere(settings: Any) -> None:
    settings.ACCOUNTS_SECOND_FACTOR = False
    user, _ = make_staff(None)
    here, _ = log_in(user.username)
    there, _ = log_in(user.username)
    assert here.get("/account/sessions/").content.decode().count("<li class=") == 2
    here.post("/account/sessions/")
    assert there.get("/tracing/tasks/").status_code == 302
    assert here.get("/tracing/tasks/").status_code == 200


def test_signing_in_gives_a_new_session_key(settings: Any) -> None:
    settings.ACCOUNTS_SECOND_FACTOR = False
    user, _ = make_staff(None)
    client = Client()
    client.post("/ui/language", {"language": "en"})
    session = client.session
    session["x"] = 1
    session.save()
    before = client.session.session_key
    log_in(user.username, client=client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_nobody_signs_up_and_no_page_of_the_library_is_left_open() -> None:
    for path in ("/signup/", "/accounts/signup/", "/password/reset/", "/account/email/", "/confirm-email/"):
        assert Client().get(path).status_code in {302, 404}
    assert not User.objects.exists()


def test_the_pages_of_the_account_are_there_and_ours(settings: Any) -> None:
    settings.ACCOUNTS_SECOND_FACTOR = False
    user, _ = make_staff(None)
    client, _, _ = with_app(user.username)
    for path in (
        "/account/", "/account/password/", "/account/sessions/", "/account/app/remove/",
        "/account/recovery/", "/account/recovery/new/",
    ):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200, path
        assert "Lá Chắn" in page.content.decode()
    changed = {"oldpassword": PASSWORD, "password1": "mot cau khac nua", "password2": "mot cau khac nua"}
    assert client.post("/account/password/", changed).status_code == 302
    assert log_in(user.username, "mot cau khac nua")[1].headers["Location"] == "/login/second-step/"


def test_forms_without_their_token_are_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/login/", "/me/sign-in/", "/ui/language"):
        assert client.post(path, {"x": 1}).status_code == 403
