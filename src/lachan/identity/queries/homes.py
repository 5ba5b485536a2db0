"""Whose a scanned code is, and where they live: for rooms that file something under a person and a unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from lachan.identity.models import Person


@dataclass(frozen=True, slots=True)
class Home:
    """A person by id, and the unit where they live ("" = not known)."""

    id: int
    area_path: str


def homes(codes: Iterable[str]) -> dict[str, Home]:
    """People by their code, wherever they live; whoever calls narrows what is told of it."""
    rows = Person.objects.filter(code__in=set(codes)).values_list("code", "id", "area_path")
    return {code: Home(key, area_path) for code, key, area_path in rows}


def homes_now(ids: Iterable[int]) -> dict[int, str]:
    """Where people live today, by id."""
    return dict(Person.objects.filter(id__in=set(ids)).values_list("id", "area_path"))
