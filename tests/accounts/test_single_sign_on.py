"""OpenID Connect against a provider on this machine: who somebody is comes from there, rights do not."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from lachan.accounts import services
from lachan.core.access import system
from tests.make import make_staff

pytestmark = pytest.mark.django_db
KEY = ec.generate_private_key(ec.SECP256R1())


class Provider(BaseHTTPRequestHandler):
    """Answers discovery, and any code with a token for whoever is set in ``claims``."""

    claims: dict[str, Any] = {}
    asked: list[dict[str, list[str]]] = []

    def do_GET(self) -> None:
        issuer = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        self._send({"issuer": issuer, **{name: f"{issuer}/{path}" for name, path in ends.items()}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append(parse_qs(body))
        issuer = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        told = {"iss": issuer, "aud": "lachan", "exp": time.time() + 60, "iat": time.time(), **self.claims}
        token = jwt.encode(told, KEY, algorithm="ES256", headers={"kid": "k"})
        self._send({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _send(self, told: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "sso", "name": "VNeID", "client_id": "lachan", "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_port}", "fetch_userinfo": False},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.ACCOUNTS_SINGLE_SIGN_ON, settings.ACCOUNTS_SECOND_FACTOR = "VNeID", True
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def come(subject: str, name: str, *, state: str = "") -> tuple[Client, Any]:
    """Through the provider and back, as this subject."""
    Provider.claims = {"sub": subject, "preferred_username": name}
    client = Client()
    there = client.get("/login/sso/sso/").headers["Location"]
    query = parse_qs(urlparse(there).query)
    assert query["code_challenge_method"] == ["S256"]
    back = {"code": "c", "state": state or query["state"][0]}
    return client, client.get("/login/sso/sso/back/", back)


def test_staff_come_in_and_have_the_rights_they_have_here(provider: str) -> None:
    make_staff(None, "tracer", username="an")
    assert "VNeID" in Client().get("/login/").content.decode()
    client, answer = come("1", "an")
    assert answer.headers["Location"] == "/"
    assert client.get("/tracing/tasks/").status_code == 200
    assert client.get("/openings/").status_code == 403
    assert "code_verifier" in Provider.asked[-1]
    assert come("1", "an")[0].get("/tracing/tasks/").status_code == 200


@pytest.mark.parametrize("name", ["nobody", "", "khac"])
def test_whoever_has_no_account_here_stays_outside(provider: str, name: str) -> None:
    make_staff(None, "tracer", username="an")
    client, answer = come("9", name)
    assert answer.headers["Location"] == "/login/"
    assert client.get("/tracing/tasks/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_name_given_to_somebody_else_does_not_open_the_old_account(provider: str) -> None:
    make_staff(None, "tracer", username="an")
    come("1", "an")
    assert come("2", "an")[1].headers["Location"] == "/login/"


def test_a_closed_account_stays_closed(provider: str) -> None:
    make_staff(None, "tracer", username="an")
    come("1", "an")
    services.close_staff(system(), "an")
    client, answer = come("1", "an")
    assert answer.headers["Location"] == "/login/"
    assert client.get("/tracing/tasks/").status_code == 302


def test_an_answer_nobody_asked_for_is_refused(provider: str) -> None:
    make_staff(None, "tracer", username="an")
    client, _ = come("1", "an", state="another")
    assert client.get("/tracing/tasks/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_without_a_provider_there_is_no_such_way() -> None:
    assert Client().get("/login/sso/sso/").status_code == 404
    assert "VNeID" not in Client().get("/login/").content.decode()
