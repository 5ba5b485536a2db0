"""Pages whose own exceptions Django would answer: the wall makes them, so it answers them."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.accounts.make import make_account, signed_in
from tests.make import make_areas, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/account/app/", "/account/passkey/", "/account/recovery/new/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_signed_in_long_ago_is_asked_for_the_password_again(path: str, method: str) -> None:
    client = Client()
    client.force_login(make_staff(make_areas()["00001"])[0])  # without a record of a password
    answer = client.generic(method, path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/again/")


@pytest.mark.parametrize("path", ["/me/", "/me/add/relation/", "/people/", "/tracing/", "/api/v1/me"])
def test_a_closed_account_is_refused_with_a_sentence(path: str) -> None:
    account = make_account()
    client = signed_in(account)
    assert client.get("/me/").status_code == 200
    account.closed_at = timezone.now()
    account.save()
    answer = client.get(path)
    assert answer.status_code == 403
    assert "core.not_allowed" in answer.content.decode()
