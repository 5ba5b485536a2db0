"""A number and a code open an account, and tell nobody whether there was one."""

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lachan.accounts import services
from lachan.accounts.adapters.texts import Closed, OnScreen
from lachan.accounts.errors import CodeNotValid, PhoneNotValid, TextsClosed
from lachan.accounts.models import Account, Code
from lachan.accounts.rules import phone_number
from lachan.core import sealing
from lachan.core.errors import TooMany
from tests.accounts.make import PHONE, code_in, make_account
from tests.make import NOON

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.7"


def ask(phone: str = PHONE, *, minutes: float = 0, address: str = ADDRESS) -> tuple[Any, str]:
    asked = services.ask_code(phone, address, OnScreen(), now=NOON + timedelta(minutes=minutes))
    return asked.code_id, code_in(asked.shown)


def test_the_right_code_opens_one_account_however_often_and_however_the_number_is_written() -> None:
    first = make_account("0912345678")
    again = make_account("+84 912 345 678", now=NOON + timedelta(minutes=1))
    assert first == again
    assert Account.objects.count() == 1


def test_neither_number_nor_code_is_stored() -> None:
    code_id, code = ask()
    row = Code.objects.filter(pk=code_id).values_list()[0]
    stored = " ".join(str(value) for value in row)
    assert "912345678" not in stored
    assert code not in stored.replace(str(code_id), "")
    assert (
        Code.objects.get(pk=code_id).digest
        == sealing.mac(f"{code_id} {code}".encode(), purpose="accounts.code").hex()
    )


@pytest.mark.parametrize("minutes", [5, 5.1, 600])
def test_a_code_holds_for_its_minutes_only(minutes: float) -> None:
    code_id, code = ask()
    with pytest.raises(CodeNotValid):
        services.sign_in(code_id, code, now=NOON + timedelta(minutes=minutes))
    services.sign_in(code_id, code, now=NOON + timedelta(minutes=4.9))


def test_a_code_works_once() -> None:
    code_id, code = ask()
    services.sign_in(code_id, code, now=NOON)
    with pytest.raises(CodeNotValid):
        services.sign_in(code_id, code, now=NOON)


def test_after_five_wrong_tries_the_right_code_is_wrong_too() -> None:
    code_id, code = ask()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(CodeNotValid):
            services.sign_in(code_id, wrong, now=NOON)
    with pytest.raises(CodeNotValid):
        services.sign_in(code_id, code, now=NOON)
    code_id, code = ask(minutes=1)
    for _ in range(4):
        with pytest.raises(CodeNotValid):
            services.sign_in(code_id, "000000" if code != "000000" else "1", now=NOON)
    assert services.sign_in(code_id, code, now=NOON)


def test_a_code_of_one_number_opens_no_other() -> None:
    one, _ = ask()
    _, other = ask("0987654321")
    with pytest.raises(CodeNotValid):
        services.sign_in(one, f"{(int(other) + 7) % 1_000_000:06d}", now=NOON)


def test_a_number_an_address_and_its_neighbourhood_have_caps(settings: Any) -> None:
    for minutes in (0, 1, 2):
        ask(minutes=minutes)
    with pytest.raises(TooMany):
        ask(minutes=3)
    ask("0987654321", minutes=3)
    settings.ACCOUNTS_CODE_CAPS = {**settings.ACCOUNTS_CODE_CAPS, "network_hour": 6}
    ask("0987654322", minutes=3, address="203.0.113.99")
    with pytest.raises(TooMany):
        ask("0987654323", minutes=3, address="203.0.113.98")
    ask("0987654323", minutes=3, address="198.51.100.1")
    # six codes so far: what was refused above has not used up what everybody shares
    settings.ACCOUNTS_CODE_CAPS = {**settings.ACCOUNTS_CODE_CAPS, "all_minute": 8}
    ask("0987654324", minutes=9, address="198.51.100.2")
    ask("0987654325", minutes=9, address="198.51.100.3")
    with pytest.raises(TooMany):
        ask("0987654326", minutes=9, address="198.51.100.4")


def test_without_a_channel_it_is_said_and_no_code_is_worth_anything() -> None:
    with pytest.raises(TextsClosed):
        services.ask_code(PHONE, ADDRESS, Closed(), now=NOON)


@pytest.mark.parametrize("text", ["", "0", "hello", "12345", "0000000000", "+84 1", "113", "091 234 56 789"])
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    assert phone_number(text) is None
    with pytest.raises(PhoneNotValid):
        services.ask_code(text, ADDRESS, OnScreen(), now=NOON)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_number_or_refused(text: str) -> None:
    number = phone_number(text)
    assert number is None or (number.startswith("+") and phone_number(number) == number)


# --- identical answers


def answer(phone: str) -> tuple[Any, float]:
    client = Client()
    began = time.perf_counter()
    response = client.post("/me/sign-in/", {"phone": phone}, REMOTE_ADDR="198.51.100.77")
    return response, time.perf_counter() - began


def steps(phone: str) -> list[tuple[int, int, list[str]]]:
    """Status, size and headers of both pages, as the browser sees them."""
    client = Client()
    client.cookies["csrftoken"] = "x" * 32
    sent = client.post("/me/sign-in/", {"phone": phone})
    page = client.get(sent.headers["Location"])
    wrong = client.post(sent.headers["Location"], {"code": "000000"})
    return [(r.status_code, len(r.content), sorted(r.headers)) for r in (sent, page, wrong)]


def test_known_and_unknown_numbers_get_the_same_bytes(settings: Any) -> None:
    settings.ACCOUNTS_DEMO = True
    make_account("0912345678")
    assert steps("0912345678") == steps("0987654321")


def test_known_and_unknown_numbers_take_the_same_time(settings: Any) -> None:
    """The medians of interleaved tries differ by less than their spread; the way through the code is one."""
    settings.ACCOUNTS_DEMO = True
    settings.ACCOUNTS_CODE_CAPS = dict.fromkeys(settings.ACCOUNTS_CODE_CAPS, 10_000)
    known = [f"09123456{n:02d}" for n in range(12)]
    unknown = [f"09876543{n:02d}" for n in range(12)]
    for phone in known:
        make_account(phone)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    answer("0911111111")
    for one, other in zip(known, unknown, strict=True):
        times["known"].append(answer(one)[1])
        times["unknown"].append(answer(other)[1])
    middle = {name: statistics.median(some) for name, some in times.items()}
    spread = statistics.pstdev(times["known"] + times["unknown"])
    assert abs(middle["known"] - middle["unknown"]) < max(0.01, 2 * spread)
    cache.clear()


def test_the_way_in_asks_the_database_the_same_questions(settings: Any) -> None:
    """What no clock can hide: the statements are the same for known and unknown."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settings.ACCOUNTS_DEMO = True
    make_account("0912345678")
    shapes = []
    for phone in ("0912345678", "0987654321"):
        with CaptureQueriesContext(connection) as told:
            answer(phone)
        shapes.append([re.sub(r"[0-9a-f_x]{6,}", "", q["sql"].split("VALUES")[0])[:60] for q in told])
    assert shapes[0] == shapes[1]
    assert not any("accounts_account" in sql for sql in shapes[0])
