"""Every event has a producer, a line in its room's README, and can be read back from what was queued."""

import ast
import dataclasses
import importlib
import json
import re
import typing
from typing import Any

import pytest

from lachan.core import events as core_events
from tests.laws.house import ROOMS, SOURCE, called, python_files, tree
from tests.laws.payloads import PAYLOADS

PLAIN: set[object] = {int, str, bool, float, list[int], list[str], list[float]}


def events_of(room: str) -> list[type[Any]]:
    if not (SOURCE / room / "events.py").exists():
        return []
    module = importlib.import_module(f"lachan.{room}.events")
    return [v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__]


EVENTS = [event for room in ROOMS for event in events_of(room)]


def room_of(event: type[Any]) -> str:
    return str(event.__module__).split(".")[1]


def emitted(module: ast.AST) -> set[str]:
    """Class names in ``emit(Name(...))``."""
    calls = [n for n in ast.walk(module) if isinstance(n, ast.Call) and called(n) == "emit" and n.args]
    return {called(call.args[0]) for call in calls if isinstance(call.args[0], ast.Call)}


def test_emitted_events_are_seen_in_source() -> None:
    assert emitted(ast.parse("emit(Found([1])); note(Lost()); core.emit(events.Seen())")) == {"Found", "Seen"}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name))
def test_every_event_is_announced_by_its_room_and_told_in_its_readme(event: type[Any]) -> None:
    room = SOURCE / room_of(event)
    assert event.__name__ in set().union(*(emitted(tree(path)) for path in python_files(room)))
    assert f"`{event.name}`" in (room / "README.md").read_text("utf-8")


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.name))
def test_every_event_is_a_frozen_value_of_plain_things_with_a_versioned_name(event: type[Any]) -> None:
    assert re.fullmatch(rf"{room_of(event)}\.[a-z_]+\.v\d+", event.name)
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen  # type: ignore[attr-defined]
    hints = typing.get_type_hints(event)
    assert all(hints[field.name] in PLAIN for field in dataclasses.fields(event))


def test_a_queued_payload_of_every_version_can_still_be_read() -> None:
    by_name = {event.name: event for event in EVENTS}
    assert set(by_name) <= set(PAYLOADS), "a new event, or a new version: add a payload as it is queued"
    for name, payload in PAYLOADS.items():
        event = by_name[name](**json.loads(json.dumps(payload)))
        assert payload.items() <= dataclasses.asdict(event).items()  # a field added since has a default


def test_who_listens_listens_to_an_event_of_the_house_and_says_so_once() -> None:
    assert set(core_events.EVENTS) <= {event.name for event in EVENTS}
    names = [task.name for tasks in core_events.reactions().values() for task in tasks]
    assert sorted(names) == sorted(set(names))
