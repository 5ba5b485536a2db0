"""A session ends by itself, and a list that asks for news does not keep it alive."""

import time
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.accounts.make import make_account, signed_in
from tests.make import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    user, _ = make_staff(None)
    client = Client()
    client.force_login(user)
    assert client.get("/tracing/tasks/").status_code == 200
    return client


def set_back(client: Client, **seconds: float) -> None:
    session = client.session
    for name, by in seconds.items():
        session[name] = time.time() - by
    session.save()


def test_after_an_idle_hour_the_session_is_over(client: Client) -> None:
    set_back(client, seen=3590)
    assert client.get("/tracing/tasks/").status_code == 200
    set_back(client, seen=3610)
    assert client.get("/tracing/tasks/").headers["Location"].startswith("/login/")


def test_after_a_shift_the_session_is_over_whatever_was_done(client: Client) -> None:
    set_back(client, began=12 * 3600 + 5)
    assert client.get("/tracing/tasks/").status_code == 302


def test_a_list_that_asks_by_itself_is_no_deed(client: Client) -> None:
    set_back(client, seen=1800)
    client.get("/tracing/tasks/", headers={"HX-Request": "true", "HX-Trigger": "tasks-rows"})
    assert time.time() - client.session["seen"] > 1700
    client.get("/tracing/tasks/")
    assert time.time() - client.session["seen"] < 100


def test_a_citizen_stays_signed_in_for_longer() -> None:
    client = signed_in(make_account())
    client.get("/me/")
    set_back(client, seen=20 * 86400)
    assert client.get("/me/").status_code == 200
    set_back(client, seen=31 * 86400)
    assert client.get("/me/").headers["Location"].startswith("/me/sign-in/")


def test_cookies_are_closed_to_scripts_and_other_sites(settings: Any) -> None:
    assert django_settings.SESSION_COOKIE_HTTPONLY
    assert django_settings.SESSION_COOKIE_SAMESITE == "Lax"
    make_staff(None, username="an")
    answer = Client().post("/login/", {"login": "an", "password": "test-password-1"})
    cookie = answer.cookies["lachan_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
