"""Everything that may differ between two installations, read once.  Only ``config/`` reads the environment.

Each field is one variable; its comment is the manual; ``.env.example`` is made from this file.
"""

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

DEMO_MARK = "demo"
LOCAL = {"localhost", "127.0.0.1", "::1"}


class BadSetting(SystemExit):
    """A variable has a value we refuse to start with."""


def _setting(name: str, default: str, manual: str) -> str:
    return field(default=default, metadata={"name": name, "manual": manual})


@dataclass(frozen=True)
class Env:
    """The settings as text; the properties give them their types."""

    home: str = _setting(
        "LACHAN_HOME",
        "var",
        "Folder of everything this instance keeps: database, keys, logs.  Two homes, two instances.",
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "",
        "postgresql://… of PostgreSQL 15-18.  Empty: an embedded PostgreSQL under LACHAN_HOME.",
    )
    secret_key: str = _setting(
        "LACHAN_SECRET_KEY",
        "",
        "Signs sessions; at least 32 characters.  Empty: made once, kept in LACHAN_HOME/secret_key.",
    )
    keys: str = _setting(
        "LACHAN_KEYS",
        "",
        "Keys of sealed columns, seal:KEY,…,hash:KEY (see `lachan keys make`); the last seal: seals, all"
        " open.  Empty: made once, kept in LACHAN_HOME/keys/ring.  A lost key is lost values: keep a copy.",
    )
    debug: str = _setting(
        "LACHAN_DEBUG", "0", "1 shows tracebacks in the browser.  Never where real people are."
    )
    hosts: str = _setting(
        "LACHAN_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that are answered, comma between."
    )
    https: str = _setting("LACHAN_HTTPS", "0", "1 where a proxy in front speaks https: secure cookies, HSTS.")
    proxies: str = _setting(
        "LACHAN_PROXIES", "0", "Proxies in front, 0-5: whose X-Forwarded-For tells the visitor's address."
    )
    demo: str = _setting(
        "LACHAN_DEMO",
        "",
        "1: codes are shown on the page, no second step for staff.  0: never.  Empty: 1 after `lachan demo`.",
    )
    oidc_issuer: str = _setting(
        "LACHAN_OIDC_ISSUER",
        "",
        "https://… of an OpenID Connect provider by which staff may sign in.  Empty: none.",
    )
    oidc_client: str = _setting("LACHAN_OIDC_CLIENT", "lachan", "Our client id there.")
    oidc_secret: str = _setting("LACHAN_OIDC_SECRET", "", "Our client secret there.")
    oidc_name: str = _setting("LACHAN_OIDC_NAME", "single sign-on", "Its name on the log-in page.")
    session_idle_minutes: str = _setting(
        "LACHAN_SESSION_IDLE_MINUTES",
        "60",
        "Minutes without a deed that end a session of staff, 5-1440.",
    )
    session_hours: str = _setting(
        "LACHAN_SESSION_HOURS", "12", "Hours after which staff sign in again whatever they do, 1-24."
    )
    citizen_session_days: str = _setting(
        "LACHAN_CITIZEN_SESSION_DAYS", "30", "Days a citizen's telephone stays signed in, 1-365."
    )
    code_minutes: str = _setting("LACHAN_CODE_MINUTES", "5", "Minutes a one-time code holds, 1-60.")
    address: str = _setting(
        "LACHAN_ADDRESS",
        "",
        "https://… of this site, as it stands in texts to people.  Empty: texts name no address.",
    )
    sms_url: str = _setting(
        "LACHAN_SMS_URL",
        "",
        "https://… of an SMS gateway that takes one text a request.  Empty: no codes are sent.",
    )
    sms_method: str = _setting("LACHAN_SMS_METHOD", "POST", "POST or PUT.")
    sms_header: str = _setting(
        "LACHAN_SMS_HEADER", "", "One header with our secret there, “Authorization: Bearer …”.  Never logged."
    )
    sms_body: str = _setting(
        "LACHAN_SMS_BODY",
        '{"to": "{number}", "text": "{text}"}',
        "What the gateway is sent: a JSON object or a form a=b&c=d, {number} and {text} in its values.",
    )
    sms_seconds: str = _setting("LACHAN_SMS_SECONDS", "8", "Seconds the worker waits for the gateway, 1-30.")
    workers: str = _setting("LACHAN_WORKERS", "1", "Web processes of `lachan up`, 1-64.")
    web_threads: str = _setting("LACHAN_WEB_THREADS", "4", "Threads in each web process, 1-64.")
    jobs: str = _setting("LACHAN_JOBS", "2", "Jobs a worker process does at once, 1-32.")

    @property
    def home_path(self) -> Path:
        return Path(self.home).resolve()

    def number(self, name: str, low: int, high: int) -> int:
        """One of the number settings, within its range."""
        text = getattr(self, name)
        if not text.isdecimal() or not low <= int(text) <= high:
            variable = next(f.metadata["name"] for f in fields(self) if f.name == name)
            raise BadSetting(
                f"{variable}={text!r}: a number from {low} to {high} is expected (set it in the environment)"
            )
        return int(text)

    def sms(self) -> tuple[str, str, str, str]:
        """Address, method, header and body of the SMS gateway; refused where they cannot work."""
        parts, host = urlsplit(self.sms_url), urlsplit(self.sms_url).hostname
        if self.sms_url and not (parts.scheme == "https" or (parts.scheme == "http" and host in LOCAL)):
            raise BadSetting("LACHAN_SMS_URL: https://… is expected (http only to this machine)")
        if self.sms_method not in {"POST", "PUT"}:
            raise BadSetting(f"LACHAN_SMS_METHOD={self.sms_method!r}: POST or PUT is expected")
        if self.sms_header and not all(part.strip() for part in self.sms_header.partition(":")):
            raise BadSetting("LACHAN_SMS_HEADER: “Name: value” is expected")
        if not ("{number}" in self.sms_body and "{text}" in self.sms_body and _is_body(self.sms_body)):
            raise BadSetting("LACHAN_SMS_BODY: a JSON object or a form with {number} and {text} is expected")
        return self.sms_url, self.sms_method, self.sms_header, self.sms_body

    def own_address(self) -> str:
        """Where people find this site, without a slash at the end; refused where no link would lead."""
        parts = urlsplit(self.address)
        if self.address and not (parts.scheme == "https" or parts.hostname in LOCAL):
            raise BadSetting("LACHAN_ADDRESS: https://… is expected (http only on this machine)")
        return self.address.rstrip("/")

    def flag(self, name: str) -> bool:
        return bool(self.number(name, 0, 1))

    @property
    def is_demo(self) -> bool:
        """Said by the variable; without it by the home, where `lachan demo` leaves a mark."""
        return self.flag("demo") if self.demo else (self.home_path / DEMO_MARK).exists()

    def mark_demo(self) -> None:
        """This home holds made-up people and log-ins that everybody knows."""
        (self.home_path / DEMO_MARK).write_text("made by `lachan demo`: no real people here\n")

    def site_password(self) -> str:
        """What the site's role signs in with, where the database asks for one; follows from the key."""
        return hmac.digest(self.key().encode(), b"lachan_site", "sha256").hex()

    def key(self) -> str:
        """The signing key: given, or made once and kept readable by its owner only."""
        if self.secret_key:
            if len(self.secret_key) < 32:
                raise BadSetting("LACHAN_SECRET_KEY: at least 32 characters are expected")
            return self.secret_key
        path = self.home_path / "secret_key"
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            key = secrets.token_urlsafe(48)
            file.write(key)
        return key


def _is_body(template: str) -> bool:
    if not template.lstrip().startswith("{"):
        return bool(parse_qsl(template))
    try:
        json.loads(template)
    except ValueError:
        return False
    return True


def read(source: Mapping[str, str]) -> Env:
    """The settings of ``source``; a variable that is empty counts as unset."""
    return Env(**{f.name: source[f.metadata["name"]] for f in fields(Env) if source.get(f.metadata["name"])})


@cache
def env() -> Env:
    """The settings of this process."""
    return read(os.environ)


def example() -> str:
    """The text of ``.env.example``."""
    lines = [
        "# Made from src/lachan/config/env.py by `make docs`.  Everything has a default; nothing must be set."
    ]
    for f in fields(Env):
        lines += ["", f"# {f.metadata['manual']}", f"# {f.metadata['name']}={f.default}"]
    return "\n".join(lines) + "\n"
