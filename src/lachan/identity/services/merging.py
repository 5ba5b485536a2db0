"""Writes: two records are one human being, or are not after all.

A merge is a link between two records; nothing is copied, moved or deleted.  Which record stands for a person
(``Alias``) is worked out from the links that stand, so taking one back restores what would be
without it, whatever happened since.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from psycopg import sql

from lachan.core import audit, ids, wall
from lachan.core.access import Actor, within
from lachan.core.events import emit
from lachan.core.statements import fetch, run
from lachan.identity.errors import AlreadyOnePerson, NotMerged, PersonUnknown
from lachan.identity.events import PersonsMerged, PersonsUnmerged
from lachan.identity.models import Merge, Person
from lachan.identity.queries.people import same_people

LOCK = sql.SQL("SELECT id FROM identity_person WHERE id = ANY(%(ids)b::bigint[]) ORDER BY id FOR UPDATE")
LINK = sql.SQL("""
    INSERT INTO identity_merge (id, person_id, into_id, weight, merged_by)
    SELECT * FROM unnest(%(id)b::uuid[], %(person)b::bigint[], %(into)b::bigint[], %(weight)b::float8[],
                         array_fill(%(by)b::text, ARRAY[cardinality(%(id)b::uuid[])]))
    ON CONFLICT DO NOTHING
""")
# A record that nothing was linked with before changes nobody else: who stands for its person stands for it.
TIED = sql.SQL("""
    SELECT person_id AS id FROM identity_merge WHERE person_id = ANY(%(ids)b::bigint[]) AND undone_at IS NULL
  UNION
    SELECT into_id FROM identity_merge WHERE into_id = ANY(%(ids)b::bigint[]) AND undone_at IS NULL
""")
POINT = sql.SQL("""
    INSERT INTO identity_alias AS a (person_id, root_id)
    SELECT * FROM unnest(%(person)b::bigint[], %(root)b::bigint[])
    ON CONFLICT (person_id) DO UPDATE SET root_id = EXCLUDED.root_id WHERE a.root_id <> EXCLUDED.root_id
""")
# Everybody held together with these people by links that stand points to the one told first.
STAND_FOR = sql.SQL("""
    WITH RECURSIVE start AS (
        SELECT DISTINCT same.id FROM unnest(%(ids)b::bigint[]) AS one(id)
        LEFT JOIN identity_alias a ON a.person_id = one.id
        CROSS JOIN LATERAL (
            SELECT coalesce(a.root_id, one.id) AS id
            UNION ALL
            SELECT person_id FROM identity_alias WHERE root_id = coalesce(a.root_id, one.id)) same),
    reach(id, found) AS (
        SELECT id, id FROM start
      UNION
        SELECT reach.id, next.id FROM reach CROSS JOIN LATERAL (
            SELECT into_id AS id FROM identity_merge WHERE person_id = reach.found AND undone_at IS NULL
            UNION ALL
            SELECT person_id FROM identity_merge WHERE into_id = reach.found AND undone_at IS NULL) next),
    root AS (SELECT id, min(found) AS root FROM reach GROUP BY id),
    free AS (DELETE FROM identity_alias USING root WHERE person_id = root.id AND root.root = root.id)
    INSERT INTO identity_alias AS a (person_id, root_id) SELECT id, root FROM root WHERE root <> id
    ON CONFLICT (person_id) DO UPDATE SET root_id = EXCLUDED.root_id WHERE a.root_id <> EXCLUDED.root_id
""")


@wall.opened("identity.merge")
@transaction.atomic
def merge(actor: Actor, one: int, other: int, *, weight: float | None = None) -> None:
    """Hold two records to be one person.

    Raises :class:`PersonUnknown` where one is outside the actor's area, :class:`AlreadyOnePerson`.
    Emits :class:`PersonsMerged`.
    """
    found = _lock(actor, [one, other])
    if other in same_people([one])[one]:
        raise AlreadyOnePerson
    link_all(actor, [(max(one, other), min(one, other), weight)])
    audit.record(actor, "identity.merge", "person", area_path=found[0].area_path, people=sorted((one, other)))


@wall.opened("identity.unmerge")
@transaction.atomic
def unmerge(actor: Actor, person_id: int) -> None:
    """Take a record out of the person it was merged into, or out of all that were merged into it.

    Raises :class:`PersonUnknown`, :class:`NotMerged`.  Emits :class:`PersonsUnmerged`.
    """
    [found] = _lock(actor, [person_id])
    links = Merge.objects.filter(Q(person=person_id) | Q(into=person_id), undone_at=None)
    if not take_back(actor, links.values_list("person_id", "into_id")):
        raise NotMerged
    audit.record(actor, "identity.unmerge", "person", area_path=found.area_path, people=[person_id])


def link_all(
    actor: Actor, links: Sequence[tuple[int, int, float | None]], roots: Mapping[int, int] | None = None
) -> None:
    """Link pairs (later record, earlier record, weight); the caller has asked for the right and audits.

    ``roots``: which record will stand for each later one, where the caller knows.
    """
    if not links:
        return
    people = sorted({one for link in links for one in link[:2]})
    later = sorted({link[0] for link in links})
    run(LOCK, {"ids": later}, prepare=False)
    tied = {id_ for (id_,) in fetch(TIED, {"ids": later})} if roots else set(later)
    run(
        LINK,
        {
            "id": [ids.new() for _ in links],
            "person": [link[0] for link in links],
            "into": [link[1] for link in links],
            "weight": [link[2] for link in links],
            "by": actor.id,
        },
        prepare=False,
    )
    if roots:
        fresh = [one for one in later if one not in tied]
        run(POINT, {"person": fresh, "root": [roots[one] for one in fresh]}, prepare=False)
    if tied:
        run(STAND_FOR, {"ids": sorted(tied | {link[1] for link in links if link[0] in tied})}, prepare=False)
    emit(PersonsMerged(people))


def take_back(actor: Actor, links: Iterable[tuple[int, int]]) -> bool:
    """Take back links (later, earlier); whether there was one."""
    pairs = list(links)
    people = sorted({one for pair in pairs for one in pair})
    chosen = Q(pk__in=[])
    for person, into in pairs:
        chosen |= Q(person=person, into=into)
    if not Merge.objects.filter(chosen, undone_at=None).update(undone_at=timezone.now(), undone_by=actor.id):
        return False
    run(STAND_FOR, {"ids": people}, prepare=False)
    emit(PersonsUnmerged(people))
    return True


def _lock(actor: Actor, wanted: Sequence[int]) -> list[Person]:
    actor.need_anywhere("identity.merge")
    run(LOCK, {"ids": sorted(wanted)})
    found = list(Person.objects.filter(within(actor.area_path), id__in=wanted))
    if len(found) != len(set(wanted)):
        raise PersonUnknown("")
    return found
