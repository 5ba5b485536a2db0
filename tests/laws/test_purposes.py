"""Every page that shows people names its purpose: the table stands in ``routes.py``."""

import dis
from collections.abc import Callable, Iterator
from inspect import unwrap
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any

from lachan.identity import public as identity
from lachan.identity.public import MASKS, Purpose
from lachan.identity.queries.people import briefs, persons
from tests.laws.routes import ROUTES
from tests.laws.test_urls import FOUND

DOORS = (persons, briefs)  # by which names leave the tables
NAMES = {purpose.name for purpose in Purpose} - {Purpose.NAMELESS.name}


def names_in(code: CodeType) -> set[str]:
    """Every global and attribute that a function names, those of the functions inside it too."""
    inner = [names_in(const) for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*inner)


def loaded(code: CodeType) -> Iterator[tuple[str, str]]:
    """Each global it loads, and the attribute that is taken of it at once."""
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from loaded(const)
    for step, following in pairwise(dis.get_instructions(code)):
        if step.opname == "LOAD_GLOBAL":
            is_attribute = following.opname in {"LOAD_ATTR", "LOAD_METHOD"}
            yield str(step.argval), str(following.argval) if is_attribute else ""


def called(function: FunctionType) -> Iterator[FunctionType]:
    """Functions of ours that it may call: by their own names, or by those of modules it imports."""
    for name, attribute in loaded(function.__code__):
        one = function.__globals__.get(name)
        if isinstance(one, ModuleType):
            one = getattr(one, attribute, None)
        if isinstance(one, FunctionType) and one.__module__.startswith(("lachan.", __name__)):
            yield one


def reached(view: Callable[..., Any]) -> set[FunctionType]:
    """A view and all that may run because of it."""
    found: set[FunctionType] = set()
    waiting: list[Any] = [view]
    while waiting:
        one = unwrap(waiting.pop())
        if isinstance(one, FunctionType) and one not in found:
            found.add(one)
            waiting += called(one)
    return found


def named(view: Callable[..., Any]) -> set[str]:
    """The purposes that a view, or what it calls, names."""
    behind = {name for function in reached(view) for name in names_in(function.__code__)}
    return {Purpose[name].value for name in behind & NAMES if "Purpose" in behind}


def complaints(name: str, view: Callable[..., Any], told: str) -> list[str]:
    """Where the table and the code disagree."""
    found = named(view)
    return [] if found == set(told.split()) else [f"{name}: {' '.join(sorted(found))!r}, told {told!r}"]


def test_every_page_that_shows_people_names_its_purpose() -> None:
    ours = [a for a in FOUND if a.name in ROUTES and not a.is_public]
    assert [c for a in ours for c in complaints(a.name, a.view, ROUTES[a.name].purposes)] == []


def test_pages_that_show_people_are_seen_at_all() -> None:
    through = {a.name for a in FOUND if reached(a.view) & set(DOORS)}
    assert {"tracing:inbox", "identity:people", "testing:results", "accounts:opened"} <= through


def test_every_purpose_has_a_mask() -> None:
    assert set(MASKS) == set(Purpose)


def shows_people(request: object) -> dict[int, identity.Who]:
    return behind_it()


def behind_it() -> dict[int, identity.Who]:
    return identity.people([1], Purpose.TRACING)


def test_the_law_sees_a_page_that_does_not_say_for_what_it_shows_people() -> None:
    assert complaints("new", shows_people, "") == ["new: 'tracing', told ''"]
    assert complaints("new", shows_people, "tracing_list") != []
    assert complaints("new", shows_people, "tracing") == []
