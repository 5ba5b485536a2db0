"""From what queries found to what components take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lachan.areas import public as areas
from lachan.identity import public as identity
from lachan.places.queries import Left, Old, Site
from lachan.ui.parts import Cell, Column, WorkView
from lachan.ui.templatetags.ui import number, thousands

Listed = tuple[list[Column], list[list[Cell]], int]  # head, rows, key of the last where more follow


@dataclass(frozen=True, slots=True)
class Target:
    """A successor as one choice."""

    id: int
    name: str
    code: str
    share: str
    is_main: bool
    is_chosen: bool


def counted(n: int) -> str:
    """A count that ends at a thousand.

    >>> counted(7)
    '7'
    """
    return f"{thousands(areas.COUNTED)}+" if n >= areas.COUNTED else str(thousands(n))


def unit_columns() -> list[Column]:
    return [
        Column(_("Unit")), Column(_("Was in")), Column(_("People"), numeric=True),
        Column(_("Places"), numeric=True), Column(_("Hamlets"), numeric=True), Column(_("Became")),
    ]  # fmt: skip


def unit_row(old: Old) -> list[Cell]:
    return [
        Cell(old.unit.unit.name, href=reverse("places:left", args=[old.unit.unit.id])),
        Cell(old.unit.where),
        Cell(counted(old.people)),
        Cell(counted(old.places)),
        Cell(str(len(old.open_hamlets))),
        Cell(", ".join(one.unit.name for one in old.unit.successors)),
    ]


def first_tab(old: Old) -> str:
    """Where something waits; hamlets first, since each of them decides for many people."""
    waits = {"hamlets": len(old.open_hamlets), "people": old.people, "places": old.places}
    return next((what for what, n in waits.items() if n), "people")


def tabs(old: Old, what: str) -> list[WorkView]:
    told = (
        ("people", _("People"), old.people),
        ("places", _("Places"), old.places),
        ("hamlets", _("Hamlets"), len(old.open_hamlets)),
    )
    return [
        WorkView(label, f"?show={name}", n, is_capped=n >= areas.COUNTED, is_current=name == what)
        for name, label, n in told
    ]


def successors(old: Old, chosen: str) -> list[Target]:
    return [
        Target(
            one.unit.id,
            one.unit.name,
            one.unit.code,
            "" if one.share is None else f"{number(round(100 * one.share, 1))} %",
            one.is_main,
            str(one.unit.id) == chosen or (not chosen and one.is_main),
        )
        for one in old.unit.successors
    ]


def person_rows(people: Sequence[identity.Brief], most: int) -> Listed:
    page = people[:most]
    rows = [[Cell(who.name, pick=str(who.id)), Cell(who.code)] for who in page]
    return [Column(_("Name")), Column(_("Code"))], rows, page[-1].id if len(people) > most else 0


def place_rows(places: Sequence[Site], most: int) -> Listed:
    page = places[:most]
    rows = [[Cell(site.name, pick=str(site.id)), Cell(site.code)] for site in page]
    return [Column(_("Place")), Column(_("Code"))], rows, page[-1].id if len(places) > most else 0


def hamlet_rows(hamlets: Sequence[Left]) -> Listed:
    rows = [
        [
            Cell(one.unit.name, pick=str(one.unit.id)),
            Cell(counted(one.people) if not one.now_in else ""),
            Cell(_("Now in %(unit)s") % {"unit": one.now_in} if one.now_in else _("Not placed yet")),
        ]
        for one in hamlets
    ]
    return [Column(_("Hamlet")), Column(_("People"), numeric=True), Column(_("State"))], rows, 0


def picked(row: list[Cell]) -> list[Cell]:
    return [replace(cell, is_picked=bool(cell.pick)) for cell in row]


def preview(old: Old, to_id: int) -> dict[str, Any]:
    """What placing all of it would mean."""
    to = next(one for one in old.unit.successors if one.unit.id == to_id)
    lines = [
        (_("People"), counted(old.people)),
        (_("Places"), counted(old.places)),
        (_("Hamlets"), str(len(old.open_hamlets))),
    ]
    others = [one.unit.name for one in old.unit.successors if one.unit.id != to_id]
    return {"old": old, "to": to.unit, "is_main": to.is_main, "lines": lines, "others": ", ".join(others)}
