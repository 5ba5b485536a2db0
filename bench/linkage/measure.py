"""Load the register, load and match what is told again, compare with the truth."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection

from bench.linkage.__main__ import CHUNK, World
from bench.linkage.errors import Row
from bench.linkage.people import PROVINCES
from bench.report import Figure, percentile, say, spread
from lachan.areas import public as areas
from lachan.core.access import Actor, system
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.identity.models import Alias, Person, Review
from lachan.identity.queries.persons import person_page

LOOK_UPS, PAGES, SHOWN = 400, 60, 60
IMPORTED = 10_000  # rows stored at once, as the command does
EMPTY = (
    "TRUNCATE identity_person, identity_identifier, identity_phone, identity_merge, identity_alias,"
    " identity_review CASCADE"
)


def run(world: World, communes: int) -> tuple[list[Figure], list[Any]]:
    """The figures, and (for tuning) some of what went wrong."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
    _areas(communes)
    actor = system("bench")
    plain = _load(actor, [(f"R{i}", row) for i, row in world.register.items()])[1]
    _analyze()
    say(f"register loaded, {plain:,.0f} persons/s; matching {len(world.again):,}")
    linked, took, worked = _import(actor, [(f"N{n}", row) for n, (_, row) in enumerate(world.again)])
    say(f"{linked} in {took:.1f} s")
    _analyze()
    count = len(world.again)
    figures, mistakes = _judged(world, "")
    figures += [
        Figure("register: load without matching", plain, "persons/s"),
        Figure("import with matching", count / took, "persons/s", 5000, at_most=False),
        Figure(
            "import with matching: processor time", 1e6 * sum(worked.values()) / count, "us/person",
            detail={name: round(1e6 * seconds / count, 1) for name, seconds in worked.items()}),
        *_look_ups(world),
        *_pages(),
        *_batch(actor, world),
    ]  # fmt: skip
    return figures, mistakes


def _import(actor: Actor, rows: Sequence[tuple[str, Row]]) -> tuple[Any, float, dict[str, float]]:
    """Load and link as ``lachan load people --match`` does: what came of it, seconds, processor time."""
    began, before = time.perf_counter(), _processor_time()
    with identity.Linking(actor) as linking:
        for first in range(0, len(rows), IMPORTED):
            _load(actor, rows[first : first + IMPORTED], linking)
    took = time.perf_counter() - began
    return linking.linked, took, {name: after - before[name] for name, after in _processor_time().items()}


def _processor_time() -> dict[str, float]:
    """Seconds of this process, and of the database server with all that it has started."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        parent = int(_stat(cursor.fetchone()[0])[1])
    ticks = os.sysconf("SC_CLK_TCK")
    server = [int(field) for field in _stat(parent)[11:15]]
    for found in Path("/proc").glob("[0-9]*"):
        try:
            stat = _stat(int(found.name))
        except OSError:  # ended meanwhile
            continue
        server += [int(field) for field in stat[11:13]] if int(stat[1]) == parent else []
    return {"python": time.process_time(), "postgresql": sum(server) / ticks}


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()


def _batch(actor: Actor, world: World) -> Iterable[Figure]:
    """Everything that was linked is forgotten, and the whole register held against itself; then once more."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE identity_merge, identity_alias, identity_review")
    _analyze()
    told = identity.link_register(actor)
    say(f"batch: {told}")
    figures, _ = _judged(world, "batch: ")
    again = identity.link_register(actor)
    yield Figure("batch: linkage of the register", told.seconds["all"], "s", detail=told.told())
    yield from figures
    yield Figure("batch: changed by a second run", again.merged + again.reviews_opened, "pairs", 0)


def _areas(communes: int) -> None:
    """One country, its provinces, and two communes for each number: one was divided."""
    rows = [("VN", "Việt Nam", "country", None)]
    rows += [(f"T{i:02d}", f"Tỉnh {i}", "province", "VN") for i in range(PROVINCES)]
    rows += [
        (f"X{i}{part}", f"Xã {i}{part}", "commune", f"T{i % PROVINCES:02d}")
        for i in range(communes)
        for part in "ab"
    ]
    areas.load_areas(system(), [areas.AreaRow(i, "", *row) for i, row in enumerate(rows, 1)])


def _load(
    actor: Actor, rows: Sequence[tuple[str, Row]], linking: identity.Linking | None = None
) -> tuple[list[int], float]:
    """Ids of the new people, and people a second."""
    began, new = time.perf_counter(), []
    for first in range(0, len(rows), CHUNK):
        part = rows[first : first + CHUNK]
        columns = identity.PersonColumns(
            origin_of_scans(len(part)),
            [code for code, _ in part],
            [row.name for _, row in part],
            [row.birth for _, row in part],
            [row.sex for _, row in part],
            [row.phone or None for _, row in part],
            [row.number or None for _, row in part],
            [f"X{row.commune}a" if row.commune >= 0 else f"X{-1 - row.commune}b" for _, row in part],
            [None] * len(part),
        )
        stored = identity.load_people(actor, columns).new
        if linking:
            linking.add(stored)
        new += stored
    return new, len(rows) / (time.perf_counter() - began)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE identity_person, identity_identifier, identity_phone")


def _judged(world: World, prefix: str) -> tuple[list[Figure], list[Any]]:
    """Compare with the truth.  Told again without any error counts apart from what was damaged.

    Whoever is in the register is there once: any link inside it is wrong.
    """
    codes = dict(Person.objects.values_list("id", "code"))
    merged = {
        code: codes[root]
        for code, root in Alias.objects.filter(person__code__startswith="N").values_list(
            "person__code", "root"
        )
    }
    shown: dict[str, set[str]] = {}
    for person, other in Review.objects.values_list("person_id", "other_id"):
        shown.setdefault(codes[person], set()).add(codes[other])
    inside = Alias.objects.filter(person__code__startswith="R").count()
    count: Counter[str] = Counter({"register wrong": inside})
    mistakes: list[Any] = []
    by_error: Counter[tuple[str, str]] = Counter()
    for n, (human, row) in enumerate(world.again):
        code, truth = f"N{n}", f"R{human}"
        kind = "stranger" if human not in world.register else ("damaged" if row.errors else "clean")
        said = _said(merged.get(code), shown.get(code, set()), truth)
        count[f"{kind} {said}"] += 1
        by_error.update({(error, said): 1 for error in row.errors if kind == "damaged"})
        is_mistake = said == "wrong" or (said == "missed" and kind != "stranger")
        if is_mistake and len(mistakes) < SHOWN:
            mistakes.append([said, kind, row, world.register.get(human), merged.get(code)])
    return _figures(count, by_error, prefix), mistakes


def _said(merged: str | None, shown: set[str], truth: str) -> str:
    if merged is not None:
        return "same" if merged == truth else "wrong"
    if shown:
        return "shown" if truth in shown else "shown others"
    return "missed"


def _figures(count: Counter[str], by_error: Counter[tuple[str, str]], prefix: str) -> list[Figure]:
    def share(kind: str, *said: str) -> float:
        every = sum(value for key, value in count.items() if key.startswith(f"{kind} "))
        return 100 * sum(count[f"{kind} {word}"] for word in said) / max(1, every)

    links = sum(value for key, value in count.items() if key.endswith((" same", " wrong")))
    wrong = sum(value for key, value in count.items() if key.endswith(" wrong"))
    detail = {f"{error}: {said}": value for (error, said), value in sorted(by_error.items())}
    return [
        Figure(
            f"{prefix}damaged: found (linked or shown)",
            share("damaged", "same", "shown"), "%", 99, False, detail),
        Figure(f"{prefix}damaged: linked by the machine", share("damaged", "same"), "%"),
        Figure(f"{prefix}clean: linked by the machine", share("clean", "same"), "%"),
        Figure(
            f"{prefix}false merges, of all merges",
            100 * wrong / max(1, links), "%", 0.1, detail=dict(count)),
        Figure(f"{prefix}strangers shown to somebody", share("stranger", "shown", "shown others"), "%"),
        Figure(f"{prefix}records for review, of all told again", 100 * sum(
            value for key, value in count.items() if " shown" in key) / sum(count.values()), "%"),
    ]  # fmt: skip


def _look_ups(world: World) -> Iterable[Figure]:
    """Single look-ups of people told again, one after the other."""
    actor, took = system("bench"), []
    units = areas.units_by_code({_code(row) for _, row in world.again[:LOOK_UPS]}, _today())
    for _, row in world.again[:LOOK_UPS]:
        unit = units[_code(row)]
        question = identity.Question(
            row.name, row.birth, row.sex, *([told] if told else () for told in (row.number, row.phone)),
            unit.id, unit.path,
        )  # fmt: skip
        began = time.perf_counter()
        identity.match(actor, question)
        took.append(1000 * (time.perf_counter() - began))
    yield Figure("single look-up, p95", percentile(sorted(took), 0.95), "ms", 50, detail=spread(took))


def _code(row: Row) -> str:
    return f"X{row.commune}a" if row.commune >= 0 else f"X{-1 - row.commune}b"


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def _pages() -> Iterable[Figure]:
    """The first page of the list of people, for each role, with words common, rare, both, and begun."""
    rng = Random(7)  # noqa: S311 - the same each time
    names = list(Person.objects.filter(id__in=rng.sample(_ids(), 5_000)).values_list("name", flat=True))
    units = {level: [unit.path for unit in areas.units_at([level])] for level in ("province", "commune")}
    scopes = {"nation": [""], **units}
    for role, paths in scopes.items():
        took = []
        for _ in range(PAGES):
            words = rng.choice(names).split()
            begun = f"{words[0][:2]} {words[-1]}"
            two = (f"{words[0]} {words[-1]}", f"{words[1]} {words[-1]}")
            text = rng.choice([words[0], words[-1], " ".join(words), begun, words[-1][:2], "zz", "", *two])
            actor = Actor("bench", "bench", "manager", frozenset({"identity.read"}), rng.choice(paths))
            began = time.perf_counter()
            person_page(actor, text)
            took.append(1000 * (time.perf_counter() - began))
        yield Figure(
            f"list of people, first page, {role}, p95",
            percentile(sorted(took), 0.95),
            "ms",
            150,
            detail=spread(took),
        )


def _ids() -> list[int]:
    return list(Person.objects.values_list("id", flat=True))
