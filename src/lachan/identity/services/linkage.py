"""Linkage of the whole register at once: certain pairs are linked, doubtful ones are put up."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core.access import Actor
from lachan.core.policies import matching_model_on
from lachan.core.statements import fetch
from lachan.identity.queries import linkage, register
from lachan.identity.services.matching import Linked, Pair, file_pairs, least_weight
from lachan.kernel.matching import Model

TOGETHER = 10_000  # pairs filed in one transaction
MOST_PAIRS = 1e7  # looked at to estimate a probability
LEAST_M, LEAST_U = 1e-5, 1e-9  # what a sample cannot show is not held impossible
LISTED = 1e-3  # a word of names is listed when it is at least so common
Say = Callable[[str, float], None]

ROOTS = sql.SQL("""
    SELECT id, coalesce(a.root_id, id) FROM unnest(%(ids)b::bigint[]) AS one(id)
    LEFT JOIN identity_alias a ON a.person_id = one.id
""")


@dataclass
class LinkedRegister:
    """What came of it; ``reviews_opened`` were not waiting before."""

    model: str
    records: int = 0
    pairs: int = 0
    merged: int = 0
    reviews: int = 0
    reviews_opened: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return asdict(self)


def link_register(actor: Actor, *, model: Model | None = None, say: Say = lambda *_: None) -> LinkedRegister:
    """Hold every record against every other; twice changes nothing.  Emits ``PersonsMerged``.

    The files hold names: they lie under ``LACHAN_HOME``, readable by this account alone, and are removed.
    """
    actor.need("identity.load", "")
    model = model or matching_model_on(timezone.localdate())
    told = LinkedRegister(model.id)
    with _folder() as folder, _Clock(told.seconds) as clock:
        told.records = register.write(folder, model, say)
        clock.lap("export")
        say("compare", 0.0)
        found = linkage.likely(linkage.engine(folder, model), least_weight(model))
        first = next(found, None)
        clock.lap("compare")
        linked, opened = Linked(), 0
        for part in _parts(found if first is None else _again(first, found)):
            done, new = _file(actor, model, part)
            linked, opened = linked + done, opened + new
            told.pairs += len(part)
            say("file", min(1.0, part[-1][0] / max(1, told.records)))
        clock.lap("file")
    told.merged, told.reviews, told.reviews_opened = linked.same, linked.review, opened
    return told


def estimate_model(
    actor: Actor, path: Path, *, most_pairs: float = MOST_PAIRS, seed: int | None = None,
    say: Say = lambda *_: None,
) -> Path:  # fmt: skip
    """Write a candidate model with probabilities as Splink estimates them from the register.

    It is in force nowhere: somebody compares, dates it, and puts it among the policies.
    """
    actor.need("identity.load", "")
    today = timezone.localdate()
    model = matching_model_on(today)
    with _folder() as folder:
        count = register.write(folder, model, say)
        engine = linkage.engine(folder, model)
        say("estimate", 0.0)
        found = linkage.estimate(engine, most_pairs=most_pairs, seed=seed)
        words = linkage.word_frequencies(engine)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(candidate(model, found, words, source=_source(count, today)), "utf-8")
    say("estimate", 1.0)
    return path


def candidate(
    model: Model,
    found: Mapping[str, Mapping[str, tuple[float | None, float | None]]],
    words: Mapping[str, float],
    *,
    source: str,
) -> str:
    """A model's file: ``found`` where something was, otherwise as in ``model``."""
    lines = [
        "# A candidate: `lachan link --estimate` wrote it; nothing reads it until it is dated and put among",
        "# the policies.  m: how often between records of one human being; u: how often by chance.",
        f'id = "{model.id}-candidate"',
        "valid_from = 9999-12-31",
        f'source = "{source}"',
        *(f"{name} = {getattr(model, name)}" for name in ("prior", "same_from", "review_from", "lead")),
        "",
        "[doubts]",
    ]
    for what in model.levels:
        doubtful = sorted(level for one, level in model.doubts if one == what)
        lines += [f"{what} = {doubtful}".replace("'", '"')] if doubtful else []
    for what, levels in model.levels.items():
        lines += ["", f"[levels.{what}]"]
        for name, level in levels.items():
            m, u = found.get(what, {}).get(name, (None, None))
            m, u = max(LEAST_M, m or level.m), max(LEAST_U, u or level.u)
            rare = ", by_frequency = true" if level.by_frequency else ""
            lines.append(f"{name} = {{ m = {m:.6g}, u = {u:.6g}{rare} }}")
    lines += [
        "",
        "[words]",
        f"unseen = {model.unseen}",
        f"least = {model.least_frequency}",
        "",
        "[words.frequency]",
    ]
    listed = {word: share for word, share in words.items() if share >= LISTED and word.isascii()}
    lines += [f"{word} = {share:.4g}" for word, share in sorted(listed.items())]
    return "\n".join(lines) + "\n"


def _source(count: int, today: date) -> str:
    return f"estimated by Splink on {count} records, {today.isoformat()}"


@transaction.atomic
def _file(actor: Actor, model: Model, pairs: list[Pair]) -> tuple[Linked, int]:
    """File pairs; a record that is gone since is left out."""
    ids = sorted({one for pair in pairs for one in pair[:2]})
    roots: dict[int, int] = dict(fetch(ROOTS, {"ids": ids}))
    return file_pairs(actor, model, roots, [p for p in pairs if p[0] in roots and p[1] in roots])


def _parts(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Pairs in parts; all pairs of one later record in one of them."""
    part: list[Pair] = []
    for _, of_one in groupby(pairs, key=lambda pair: pair[0]):
        part += of_one
        if len(part) >= TOGETHER:
            yield part
            part = []
    if part:
        yield part


def _again(first: Pair, rest: Iterable[Pair]) -> Iterator[Pair]:
    yield first
    yield from rest


@contextmanager
def _folder() -> Iterator[Path]:
    above = Path(settings.HOME) / "linkage"
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=above))  # 0700
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class _Clock:
    """Seconds of each stage."""

    def __init__(self, laps: dict[str, float]) -> None:
        self.laps, self.last = laps, time.perf_counter()

    def __enter__(self) -> "_Clock":
        return self

    def __exit__(self, *error: object) -> None:
        self.laps["all"] = round(sum(self.laps.values()), 2)

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self.last = round(now - self.last, 2), now
