"""Writes: records that are one human being are found and linked, or put before somebody who decides."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, ids, wall
from lachan.core.access import Actor
from lachan.core.policies import matching_model_on
from lachan.core.statements import fetch, run
from lachan.identity.models import Decision
from lachan.identity.queries.matching import judged, pairs, records
from lachan.identity.services.merging import link_all
from lachan.kernel import matching
from lachan.kernel.matching import Model, Outcome

CHUNK = 5_000
SHOWN = 3  # pairs put up for one record; the best are enough to decide

OPEN_REVIEWS = sql.SQL("""
    INSERT INTO identity_review (id, person_id, other_id, weight, area_path)
    SELECT n.id, n.person, n.other, n.weight, p.area_path
    FROM unnest(%(id)b::uuid[], %(person)b::bigint[], %(other)b::bigint[], %(weight)b::float8[])
         AS n(id, person, other, weight)
    JOIN identity_person p ON p.id = n.person
    ON CONFLICT (person_id, other_id) DO NOTHING
    RETURNING 1 AS opened
""")
# Kept apart: by somebody who looked at both, or by taking back a link.
KEPT_APART = sql.SQL("""
    SELECT person_id, other_id FROM identity_review
    WHERE decision = %(decision)b::text AND person_id = ANY(%(ids)b::bigint[])
  UNION
    SELECT person_id, into_id FROM identity_merge
    WHERE undone_at IS NOT NULL AND person_id = ANY(%(ids)b::bigint[])
""")
Pair = tuple[int, int, float, bool]  # later record, earlier record, weight, whether somebody must look


@dataclass
class Linked:
    """How many records were linked, were put up for review, or are like nobody."""

    same: int = 0
    review: int = 0
    new: int = 0

    def __add__(self, other: "Linked") -> "Linked":
        return Linked(self.same + other.same, self.review + other.review, self.new + other.new)


@dataclass
class _Decided:
    """What some pairs come to.  ``roots``: which record stands for a record, once the links are made."""

    model: Model
    roots: dict[int, int]
    apart: set[tuple[int, int]]
    links: list[tuple[int, int, float | None]] = field(default_factory=list)
    reviews: list[tuple[int, int, float]] = field(default_factory=list)
    count: Linked = field(default_factory=Linked)

    def decide(self, person: int, pairs: Iterable[Pair]) -> None:
        """One record, all pairs in which it is the later one; records must come in their order."""
        open_ = self._open(person, pairs)
        outcome = Outcome.NEW
        if open_:
            _, other, weight, is_doubtful = open_[0]
            next_best = open_[1][2] if len(open_) > 1 else None
            outcome = matching.verdict(self.model, weight, next_best, is_doubtful)
        if outcome is Outcome.SAME:
            self.links.append((person, other, weight))
            self.roots[person] = self.roots[other]
            self.count.same += 1
        elif outcome is Outcome.REVIEW:
            self.reviews += [pair[:3] for pair in open_[:SHOWN] if pair[2] >= self.model.review_from]
            self.count.review += 1

    def _open(self, person: int, pairs: Iterable[Pair]) -> list[Pair]:
        """Heaviest first, one for each other human being that this one was not kept apart from.

        Who is somebody already is not put up for others again, unless they are nearly as good.
        """
        best: dict[int, Pair] = {}
        own, apart = self.roots[person], set()
        for pair in pairs:
            root = self.roots[pair[1]]
            if pair[:2] in self.apart:
                apart.add(root)
            if root not in best or pair[2] > best[root][2]:
                best[root] = pair
        least = best.pop(own)[2] - self.model.lead if own in best else -math.inf
        ordered = sorted(best.items(), key=lambda item: (-item[1][2], item[1][1]))
        return [pair for root, pair in ordered if root not in apart and (pair[2] > least)]


def link(actor: Actor, people: Sequence[int], *, model: Model | None = None) -> Linked:
    """Match stored records with those told before them; twice gives the same.

    Pairs that somebody has decided are left as decided.  Emits ``PersonsMerged``.
    """
    actor.need("identity.load", "")
    model = model or matching_model_on(timezone.localdate())
    count = Linked()
    ordered = sorted(people)
    for first in range(0, len(ordered), CHUNK):
        count += _link_chunk(actor, ordered[first : first + CHUNK], model)
    return count


@wall.opened("identity.link_new")
def link_new(actor: Actor, person_id: int) -> None:
    """Match one record that was just made, as an import would; the caller has asked for the right."""
    _link_chunk(actor, [person_id], matching_model_on(timezone.localdate()))


@transaction.atomic
def _link_chunk(actor: Actor, people: Sequence[int], model: Model) -> Linked:
    one, other = pairs(people)
    known = records({*one.tolist(), *other.tolist()})
    near = judged(model, known, one, other)
    kept = near.weights >= least_weight(model)
    columns = (one[kept], other[kept], near.weights[kept], near.is_doubtful[kept])
    count, _ = file_pairs(
        actor, model, {id_: record.root for id_, record in known.items()},
        zip(*(column.tolist() for column in columns), strict=True),
    )  # fmt: skip
    count.new = len(people) - count.same - count.review
    return count


def least_weight(model: Model) -> float:
    """Pairs that weigh less change nothing: neither are they shown, nor do they rival one that is linked."""
    return min(model.review_from, model.same_from - model.lead)


def file_pairs(
    actor: Actor, model: Model, roots: Mapping[int, int], pairs: Iterable[Pair]
) -> tuple[Linked, int]:
    """Link what is certain, put up what is not; and how many pairs were not put up before.

    ``pairs`` by their later record, in its order, all of one record together.  The caller holds the
    transaction.
    """
    weighed = list(pairs)
    decided = _Decided(model, dict(roots), _kept_apart([pair[0] for pair in weighed]))
    for person, of_one in groupby(weighed, key=lambda pair: pair[0]):
        decided.decide(person, of_one)
    link_all(actor, decided.links, decided.roots)
    opened = _open_reviews(decided.reviews)
    if decided.links or opened:
        audit.record(
            actor,
            "identity.link",
            "people",
            model=model.id,
            same=len(decided.links),
            review=opened,
        )
    return decided.count, opened


def _kept_apart(people: Sequence[int]) -> set[tuple[int, int]]:
    arguments = {"ids": sorted(set(people)), "decision": Decision.DIFFERENT.value}
    return {(person, other) for person, other in fetch(KEPT_APART, arguments)}


def _open_reviews(reviews: Sequence[tuple[int, int, float]]) -> int:
    """Put up pairs; how many were not waiting, or decided, already."""
    if not reviews:
        return 0
    columns = {
        "id": [ids.new() for _ in reviews],
        "person": [review[0] for review in reviews],
        "other": [review[1] for review in reviews],
        "weight": [review[2] for review in reviews],
    }
    return len(run(OPEN_REVIEWS, columns, prepare=False))
