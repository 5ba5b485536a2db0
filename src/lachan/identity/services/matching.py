"""Writes: records that are one human being are found and linked, or put before somebody who decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, ids
from lachan.core.access import Actor
from lachan.core.policies import matching_model_on
from lachan.core.statements import run
from lachan.identity.models import Decision
from lachan.identity.queries.matching import Record, pairs, records
from lachan.identity.services.merging import link_all
from lachan.kernel import matching
from lachan.kernel.matching import Compared, Model, Outcome

CHUNK = 5_000
SHOWN = 3  # pairs put up for one record; the best are enough to decide

OPEN_REVIEWS = sql.SQL("""
    INSERT INTO identity_review (id, person_id, other_id, weight, area_path)
    SELECT n.id, n.person, n.other, n.weight, p.area_path
    FROM unnest(%(id)b::uuid[], %(person)b::bigint[], %(other)b::bigint[], %(weight)b::float8[])
         AS n(id, person, other, weight)
    JOIN identity_person p ON p.id = n.person
    ON CONFLICT (person_id, other_id) DO NOTHING
""")

DECIDED = sql.SQL("""
    SELECT person_id, other_id FROM identity_review
    WHERE decision = %(decision)b::text AND person_id = ANY(%(ids)b::bigint[])
""")


@dataclass
class Linked:
    """How many records were linked, were put up for review, or are like nobody."""

    same: int = 0
    review: int = 0
    new: int = 0

    def __add__(self, other: "Linked") -> "Linked":
        return Linked(self.same + other.same, self.review + other.review, self.new + other.new)


@dataclass
class _Found:
    """What one chunk comes to; ``roots``: who stands for whom once the links are made."""

    roots: dict[int, int] = field(default_factory=dict)
    links: list[tuple[int, int, float | None]] = field(default_factory=list)
    reviews: list[tuple[int, int, float]] = field(default_factory=list)


def link(actor: Actor, people: Sequence[int], *, model: Model | None = None) -> Linked:
    """Match stored records with those told before them; twice gives the same.

    Pairs that somebody has decided are left as decided.  Emits ``PersonsMerged``.
    """
    actor.need("identity.load", "")
    model = model or matching_model_on(timezone.localdate())
    count = Linked()
    ordered = sorted(people)
    for first in range(0, len(ordered), CHUNK):
        _link_chunk(actor, ordered[first : first + CHUNK], model, count)
    return count


def link_new(actor: Actor, person_id: int) -> None:
    """Match one record that was just made, as an import would; the caller has asked for the right."""
    _link_chunk(actor, [person_id], matching_model_on(timezone.localdate()), Linked())


@transaction.atomic
def _link_chunk(actor: Actor, people: Sequence[int], model: Model, count: Linked) -> None:
    near = pairs(people)
    known = records({*near, *(other for others in near.values() for other in others)})
    decided = _decided(people)
    found = _Found()
    for person in people:
        weighed = list(_weighed(model, person, near.get(person, ()), known, found.roots))
        open_ = [(other, compared) for other, compared in weighed if (person, other) not in decided]
        outcome = matching.outcome(model, [compared for _, compared in open_])
        if outcome is Outcome.SAME:
            other, compared = open_[0]
            found.links.append((person, other, compared.weight))
            found.roots[person] = found.roots.get(other, known[other].root)
            count.same += 1
        elif outcome is Outcome.REVIEW:
            found.reviews += [
                (person, other, c.weight) for other, c in open_[:SHOWN] if c.weight >= model.review_from
            ]
            count.review += 1
        else:
            count.new += 1
    link_all(actor, found.links)
    _open_reviews(found.reviews)
    if found.links or found.reviews:
        audit.record(
            actor, "identity.link", "people", model=model.id, same=len(found.links), review=len(found.reviews)
        )


def _weighed(
    model: Model, person: int, others: Sequence[int], known: Mapping[int, Record], roots: Mapping[int, int]
) -> Iterator[tuple[int, Compared]]:
    """Candidates with their weights, heaviest first, one of each person; who is one already is left out."""
    if person not in known:
        return
    best: dict[int, tuple[int, Compared]] = {}
    for other in others:
        root = roots.get(other, known[other].root)
        if root == known[person].root:
            continue
        compared = matching.compare(model, known[person].told, known[other].told)
        if root not in best or compared.weight > best[root][1].weight:
            best[root] = (other, compared)
    yield from sorted(best.values(), key=lambda item: (-item[1].weight, item[0]))


def _decided(people: Sequence[int]) -> set[tuple[int, int]]:
    rows = run(DECIDED, {"ids": list(people), "decision": Decision.DIFFERENT.value})
    return {(row["person_id"], row["other_id"]) for row in rows}


def _open_reviews(reviews: Sequence[tuple[int, int, float]]) -> None:
    if not reviews:
        return
    columns = {
        "id": [ids.new() for _ in reviews],
        "person": [review[0] for review in reviews],
        "other": [review[1] for review in reviews],
        "weight": [review[2] for review in reviews],
    }
    run(OPEN_REVIEWS, columns, prepare=False)
