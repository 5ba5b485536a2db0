"""The SMS gateway: nobody waits for it, nothing is lost by it, and it is told no more than it must be."""

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lachan.accounts.adapters import texts
from lachan.accounts.adapters.texts import Gateway
from lachan.accounts.errors import TextNotTaken
from lachan.accounts.models import Code, Text
from lachan.accounts.rules import TextState
from lachan.accounts.services import texts as service
from lachan.config.env import BadSetting, read
from tests.accounts.make import PHONE, code_in
from tests.make import run_jobs

pytestmark = pytest.mark.django_db
SECRET = "Bearer s3cr3t-of-the-gateway"
WAIT_S = 0.3


class Stub(ThreadingHTTPServer):
    """A gateway that behaves as it is told, and keeps what it was sent."""

    daemon_threads = True
    behaviour = "take"

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send?account=17"


class Answer(BaseHTTPRequestHandler):
    server: Stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers), body))
        behaviour = self.server.behaviour
        if behaviour in {"hang", "slow"}:
            time.sleep(2 * WAIT_S if behaviour == "hang" else WAIT_S / 3)
        self.send_response({"fail": 500, "redirect": 302}.get(behaviour, 202))
        if behaviour == "redirect":
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Stub]:
    stub = Stub()
    settings.ACCOUNTS_DEMO = False
    settings.ACCOUNTS_SMS_URL, settings.ACCOUNTS_SMS_METHOD = stub.url, "POST"
    settings.ACCOUNTS_SMS_HEADER = f"Authorization: {SECRET}"
    settings.ACCOUNTS_SMS_BODY = '{"to": "{number}", "message": {"text": "{text}"}}'
    settings.ACCOUNTS_SMS_SECONDS = WAIT_S
    yield stub
    stub.shutdown()
    stub.server_close()


def asked(client: Client) -> UUID:
    """Ask for a code on the page; the text's id."""
    answer = client.post(reverse("accounts:sign_in"), {"phone": PHONE})
    assert answer.status_code == 302
    return Text.objects.get().id


def test_a_code_is_sent_by_the_worker_and_signs_in(gateway: Stub) -> None:
    client = Client()
    key = asked(client)
    assert gateway.got == [], "nothing is sent while the page is made"
    run_jobs()
    [(headers, body)] = gateway.got
    assert (headers["Authorization"], headers["Idempotency-Key"]) == (SECRET, str(key))
    sent = json.loads(body)
    assert sent["to"] == "+84912345678"
    answer = client.post(reverse("accounts:code"), {"code": code_in(sent["message"]["text"])})
    assert answer.url == reverse("accounts:me")
    text = Text.objects.get()
    assert (text.state, text.sealed, text.tries) == (TextState.SENT, None, 1)


@pytest.mark.parametrize(
    ("behaviour", "why"), [("hang", "Timeout"), ("fail", "status 500"), ("redirect", "status 302")]
)
def test_a_gateway_that_fails_is_tried_again_and_the_page_never_waits(
    gateway: Stub, behaviour: str, why: str
) -> None:
    gateway.behaviour, client = behaviour, Client()
    key = asked(client)
    assert gateway.got == [], "the page asks nothing of the gateway, so it waits for nothing"
    with pytest.raises(TextNotTaken) as failed:
        service.send_text(key, texts(), now=Text.objects.get().queued_at)
    assert why in failed.value.why
    assert len(gateway.got) == 1, "no redirect is followed"
    text = Text.objects.get()
    assert (text.state, text.tries) == (TextState.WAITING, 1)
    gateway.behaviour = "slow"
    service.send_text(key, texts(), now=text.queued_at)
    service.send_text(key, texts(), now=text.queued_at)
    assert (Text.objects.get().state, len(gateway.got)) == (TextState.SENT, 2), "sent once, twice tried"


def test_a_gateway_that_refuses_is_told_as_such(gateway: Stub, settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.ACCOUNTS_SMS_URL = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    key = asked(Client())
    with pytest.raises(TextNotTaken, match="NewConnectionError"):
        service.send_text(key, texts(), now=Text.objects.get().queued_at)


def test_the_page_says_what_became_of_the_text_and_what_to_do(gateway: Stub) -> None:
    client = Client()
    key = asked(client)
    state = reverse("accounts:text_state")
    assert "Đang gửi tin nhắn" in client.get(reverse("accounts:code")).content.decode()
    long_ago = Text.objects.get().queued_at - timedelta(minutes=1)
    Text.objects.update(queued_at=long_ago)
    assert "trạm y tế" in client.get(state).content.decode()
    service.send_text(key, texts(), now=Text.objects.get().ends_at)
    assert (Text.objects.get().state, gateway.got) == (TextState.LATE, []), "a code that is over is not sent"
    late = client.get(state).content.decode()
    assert "trạm y tế" in late
    assert "every 2s" not in late
    assert Client().get(state).content.strip() == b"", "another browser is told nothing"


def test_number_code_and_secret_stand_in_no_table_and_no_log(
    gateway: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.behaviour = "fail"
    caplog.set_level(logging.DEBUG)
    key = asked(Client())
    with pytest.raises(TextNotTaken) as failed:
        service.send_text(key, texts(), now=Text.objects.get().queued_at)
    code = code_in(json.loads(gateway.got[0][1])["message"]["text"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, '') FROM procrastinate_jobs")
        kept = str(cursor.fetchone()[0])
        cursor.execute("SELECT string_agg(t::text, '') FROM accounts_text t")
        kept += str(cursor.fetchone()[0])
    told = caplog.text + str(failed.value) + repr(texts())
    for secret in ("912345678", SECRET):
        assert secret not in kept + told
    assert f'"{code} ' not in kept
    assert code not in told.replace(str(key), "")
    assert gateway.url not in repr(texts()) + str(failed.value)


def test_what_is_told_does_not_break_out_of_its_place(gateway: Stub) -> None:
    Gateway(gateway.url, "POST", "", '{"to": "{number}", "text": "{text}"}', 1.0).send(
        '"}, "admin": {"a": "', 'x"\n{number}', key=UUID(int=1)
    )
    assert set(json.loads(gateway.got[0][1])) == {"to", "text"}
    Gateway(gateway.url, "POST", "", "to={number}&text={text}", 1.0).send("1&admin=1", "a=b", key=UUID(int=1))
    assert gateway.got[1][1] == "to=1%26admin%3D1&text=a%3Db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LACHAN_SMS_URL", "http://sms.example.vn/send"),
        ("LACHAN_SMS_URL", "file:///etc/passwd"),
        ("LACHAN_SMS_METHOD", "DELETE"),
        ("LACHAN_SMS_HEADER", "no colon"),
        ("LACHAN_SMS_BODY", '{"to": "{number}"'),
        ("LACHAN_SMS_BODY", "to={number}"),
    ],
)
def test_a_gateway_that_cannot_work_is_refused_at_the_start(name: str, value: str) -> None:
    assert read({}).sms()[0] == ""
    with pytest.raises(BadSetting, match=name):
        read({name: value}).sms()


def test_a_text_lives_no_longer_than_its_code(gateway: Stub) -> None:
    key = asked(Client())
    assert Text.objects.get().ends_at == Code.objects.get(pk=key).ends_at
