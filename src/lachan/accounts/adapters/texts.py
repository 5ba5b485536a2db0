"""Text messages to citizens: how a code reaches a telephone."""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import urllib3
from django.conf import settings

from lachan.accounts.errors import TextNotTaken, TextsClosed

CONNECT_S = 3.0


class Texts(Protocol):
    """Sends one text; returns what the page may show of it, "" with every real channel.

    A real channel must answer in the same time for every number: ``is_queued`` says that the text is kept
    first, and sent by the worker (services/texts.py).
    """

    is_queued: bool

    def send(self, number: str, text: str, *, key: UUID) -> str: ...


class OnScreen:
    """The channel of the demonstration: nothing is sent, the page shows the text."""

    is_queued = False

    def send(self, number: str, text: str, *, key: UUID) -> str:
        return text


class Closed:
    """The channel of an installation that has none."""

    is_queued = False

    def send(self, number: str, text: str, *, key: UUID) -> str:
        raise TextsClosed


@dataclass(frozen=True, slots=True)
class Gateway:
    """An SMS gateway that takes one text by one HTTP request, and answers 2xx where it took it.

    ``body``: a JSON object, or a form ``a=b&c=d``; {number} and {text} stand in its values.  A redirect is
    not followed: it would carry the secret elsewhere.  No error tells the address, which may hold a secret.
    """

    url: str = field(repr=False)
    method: str
    header: str = field(repr=False)
    body: str = field(repr=False)
    seconds: float

    is_queued = True

    def send(self, number: str, text: str, *, key: UUID) -> str:
        """Hand one text over.  ``key`` lets a gateway drop what it is told twice.  Raises TextNotTaken."""
        kind, body = filled(self.body, {"number": number, "text": text})
        headers = {"Content-Type": kind, "Idempotency-Key": str(key)}
        if self.header:
            name, _, value = self.header.partition(":")
            headers[name.strip()] = value.strip()
        try:
            with urllib3.PoolManager(retries=False) as pool:
                answer = pool.request(
                    self.method,
                    self.url,
                    body=body,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                    timeout=urllib3.Timeout(connect=min(CONNECT_S, self.seconds), total=self.seconds),
                )
                status = answer.status
                answer.close()
        except urllib3.exceptions.HTTPError as failed:
            raise TextNotTaken(type(failed).__name__) from None
        if not 200 <= status < 300:
            raise TextNotTaken(f"status {status}")
        return ""


def filled(template: str, told: dict[str, str]) -> tuple[str, bytes]:
    """Content type and body: the template is taken apart first, so that nothing told breaks out of its place.

    >>> filled('{"to": "{number}"}', {"number": '"', "text": ""})
    ('application/json', b'{"to": "\\\\""}')
    >>> filled("to={number}&m={text}", {"number": "+84", "text": "a&b"})
    ('application/x-www-form-urlencoded', b'to=%2B84&m=a%26b')
    """
    if template.lstrip().startswith("{"):
        return "application/json", json.dumps(_put(json.loads(template), told), ensure_ascii=False).encode()
    pairs = [(name, _put(value, told)) for name, value in parse_qsl(template, keep_blank_values=True)]
    return "application/x-www-form-urlencoded", urlencode(pairs).encode()


def _put(value: Any, told: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _put(one, told) for name, one in value.items()}
    if isinstance(value, list):
        return [_put(one, told) for one in value]
    if isinstance(value, str):
        return value.replace("{number}", told["number"]).replace("{text}", told["text"])
    return value


def texts() -> Texts:
    """The channel of this installation."""
    if settings.ACCOUNTS_DEMO:
        return OnScreen()
    if settings.ACCOUNTS_SMS_URL:
        return Gateway(
            settings.ACCOUNTS_SMS_URL,
            settings.ACCOUNTS_SMS_METHOD,
            settings.ACCOUNTS_SMS_HEADER,
            settings.ACCOUNTS_SMS_BODY,
            settings.ACCOUNTS_SMS_SECONDS,
        )
    return Closed()
