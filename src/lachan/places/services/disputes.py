""" "This was not me": told by the visitor, decided by the commune; and scans that somebody must look at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg import sql

from lachan.core import audit, wall
from lachan.core.access import Actor, system
from lachan.core.batches import origin_of_scans
from lachan.core.errors import NotFound
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.places.events import WatchedVisitsLanded
from lachan.places.models import Decision, Dispute, Place, Scan, ScanDecision, Visit
from lachan.places.services.recording import VisitColumns, record_visits

# Doubts after which a scan may still be somebody's visit.
COUNTABLE = {
    f"scan.{doubt}" for doubt in ("two_places", "revoked", "expired", "stale", "damaged", "key_stolen")
}
# The visit goes, its line in the ledger counts no more; whoever watches the place or the person hears of it.
STRIKE = sql.SQL("""
    WITH gone AS (
        DELETE FROM places_visit WHERE place_id = %(place)b AND entered_at = %(entered_at)b::timestamptz
               AND person_id = %(person)b
        RETURNING place_id, person_id, entered_at,
                  greatest(left_at, entered_at + interval '12 hours') AS until),
    struck AS (
        UPDATE places_scan SET status = 'refused', reason = 'scan.disputed'
        WHERE person_id = %(person)b AND place_id = %(place)b AND status = 'stored' AND NOT is_out
              AND happened_at = %(entered_at)b::timestamptz)
    SELECT DISTINCT w.ref::text FROM gone JOIN core_watch w
           ON (w.topic, w.key) IN (('places.place', gone.place_id), ('places.person', gone.person_id))
              AND w.starts_at < gone.until AND gone.entered_at < w.ends_at
    ORDER BY 1
""")


@wall.opened("places.dispute_visit")
@transaction.atomic
def dispute_visit(
    actor: Actor, person_id: int, place_id: int, entered_at: datetime, *, now: datetime
) -> Dispute:
    """Say that a visit never was.  Telling it twice changes nothing.  Raises :class:`NotFound`.

    The caller has settled that the actor may speak for the person.
    """
    actor.need_anywhere("places.own")
    same = identity.same_people([person_id]).get(person_id, [])
    place = Place.objects.filter(pk=place_id).first()
    visit = Visit.objects.filter(place_id=place_id, entered_at=entered_at, person_id__in=same).first()
    if place is None or visit is None:
        raise NotFound("visit")
    key: dict[str, Any] = {"person_id": visit.person_id, "place_id": place_id, "entered_at": entered_at}
    told, is_new = Dispute.objects.get_or_create(
        **key, defaults={"area_path": place.area_path, "told_at": now, "told_by": actor.id}
    )
    if is_new:
        audit.record(actor, "places.dispute", str(told.id), area_path=place.area_path)
    return told


@wall.opened("places.decide_dispute")
@transaction.atomic
def decide_dispute(actor: Actor, dispute_id: UUID, *, agrees: bool, now: datetime) -> None:
    """Agree that it never was, and it counts no more; or let it stand.  Raises :class:`NotFound`."""
    found = Dispute.objects.select_for_update().filter(pk=dispute_id, decided_at=None).first()
    if found is None or not found.area_path.startswith(actor.area_path):
        raise NotFound("dispute")
    actor.need("places.review", found.area_path)
    found.is_agreed, found.decided_at, found.decided_by = agrees, now, actor.id
    found.save(update_fields=["is_agreed", "decided_at", "decided_by"])
    audit.record(actor, "places.decide_dispute", str(found.id), area_path=found.area_path, is_agreed=agrees)
    if agrees:
        key = {"person": found.person_id, "place": found.place_id, "entered_at": found.entered_at}
        if refs := [row["ref"] for row in run(STRIKE, key)]:
            emit(WatchedVisitsLanded(refs))


@wall.opened("places.decide_scan")
@transaction.atomic
def decide_scan(actor: Actor, device_id: int, seq: int, *, counts: bool, now: datetime) -> None:
    """Let a doubtful scan count as a visit, or not.  Raises :class:`NotFound` where it cannot count.

    Only an entry of a known person, at a time that can be, becomes a visit.
    """
    waiting = Scan.objects.select_for_update().filter(device_id=device_id, seq=seq, status="review")
    scan = waiting.order_by("received_at").first()
    if scan is None or not scan.area_path.startswith(actor.area_path):
        raise NotFound("scan")
    actor.need("places.review", scan.area_path)
    may_count = scan.person_id is not None and not scan.is_out and scan.reason in COUNTABLE
    if counts and not may_count:
        raise NotFound("scan")
    decision = Decision.COUNTED if counts else Decision.DISMISSED
    ScanDecision.objects.create(
        device_id=device_id, seq=seq, happened_at=scan.happened_at, decision=decision, decided_by=actor.id
    )
    status = "stored" if counts else "refused"
    Scan.objects.filter(device_id=device_id, seq=seq, happened_at=scan.happened_at, status="review").update(
        status=status
    )
    audit.record(actor, "places.decide_scan", f"{device_id}/{seq}", area_path=scan.area_path, counts=counts)
    if counts and scan.person_id is not None:
        _count(actor, scan, now)


def _count(actor: Actor, scan: Scan, now: datetime) -> None:
    """By the way of every visit, so that a trace that waits for it hears of it."""
    assert scan.person_id is not None  # noqa: S101 - the caller has looked
    place = Place.objects.get(pk=scan.place_id)
    [code] = identity.person_codes([scan.person_id]).values()
    rows = VisitColumns(origin_of_scans(1), [code], [place.code], [scan.happened_at], [None])
    known = {"people": {code: scan.person_id}, "places": {place.code: place.id}}
    record_visits(system(actor.id), rows, now=now, **known)
