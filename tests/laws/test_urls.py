"""Every address names a right, or is listed as public: the table stands in ``routes.py``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from lachan.core.access import ROLES
from tests.laws.routes import ACCOUNT, PUBLIC, ROUTES, Route

RIGHTS = {PUBLIC, ACCOUNT}.union(*ROLES.values())
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": str(UUID(int=1))}


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its name, an example of its path, and what answers."""

    name: str
    example: str
    view: Any

    @property
    def is_public(self) -> bool:
        return not getattr(self.view, "login_required", True)


def addresses(patterns: list[Any], prefix: str = "", space: str = "") -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            example = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)
            yield Address(space + pattern.name if pattern.name else f"/{route}", example, pattern.callback)


def unlisted(found: list[Address], routes: dict[str, Route]) -> list[str]:
    """Where the table and the addresses disagree; a missing line is told as it should be written."""
    names = {address.name for address in found}
    told = [f'"{a.name}": Route("GET", …),  # {a.example}' for a in found if a.name not in routes]
    told += [f"{name}: no such address" for name in routes if name not in names]
    told += [f"{name}: no such right" for name, route in routes.items() if route.right not in RIGHTS]
    for a in found:
        if a.name in routes and a.is_public != (routes[a.name].right == PUBLIC):
            told.append(f"{a.name}: public in one place, not in the other")
    return told


FOUND = list(addresses(get_resolver().url_patterns))


def test_every_address_is_in_the_table_and_names_a_right() -> None:
    assert unlisted(FOUND, ROUTES) == []


def test_the_law_sees_what_is_wrong() -> None:
    def view(request: object) -> HttpResponse:
        return HttpResponse()

    found = list(
        addresses([path("a/<uuid:id>", view, name="a"), path("b", login_not_required(view), name="b")])
    )
    assert found[0].example == f"/a/{UUID(int=1)}"
    table = {"b": Route("GET", "tracing.read"), "c": Route("GET", "nothing.at_all")}
    assert unlisted(found[1:], table) == [
        "c: no such address",
        "c: no such right",
        "b: public in one place, not in the other",
    ]
    assert unlisted(found[:1], {}) == [f'"a": Route("GET", …),  # /a/{UUID(int=1)}']


def test_without_a_log_in_every_other_address_leads_to_the_log_in() -> None:
    client = Client(raise_request_exception=False)
    answered = {}
    for address in FOUND:
        if not address.is_public:
            answer = client.get(address.example)
            if answer.status_code not in {302, 401, 403}:
                answered[address.name] = answer.status_code
    assert answered == {}


@pytest.mark.django_db
def test_an_account_without_a_place_in_the_house_gets_no_answer() -> None:
    """Whatever asks for a right asks for it before it looks anything up, with every method it answers."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("nobody"))
    answered = {}
    for address in FOUND:
        route = ROUTES.get(address.name)
        if route is None or route.right in {PUBLIC, ACCOUNT}:
            continue
        for method in route.methods.split():
            status = client.generic(method, address.example).status_code
            if status != 403:
                answered[f"{method} {address.name}"] = status
    assert answered == {}
