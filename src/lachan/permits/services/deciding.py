"""The unit decides, line by line or many at once; what was given may be taken back."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.policies import permit_templates
from lachan.kernel import permits, serial
from lachan.permits.errors import OrganisationUnknown, PermitUnknown
from lachan.permits.models import Application, Organisation, Permit, Status
from lachan.permits.queries.deciding import decidable
from lachan.permits.queries.holding import units_of
from lachan.permits.services.suspending import suspend_people


@transaction.atomic
def decide(
    actor: Actor, ids: Sequence[UUID], *, refusal: str = "", now: datetime, approve: bool
) -> list[Application]:
    """Approve or refuse what waits of the actor's area; what was decided meanwhile is left as it is.

    Raises :class:`NotFound` where nothing of it waits there.  Who has a positive result that stands gets a
    permit that is suspended.
    """
    actor.need_anywhere("permits.decide")
    if not approve and not refusal.strip():
        raise NotFound("reason")
    rows = list(
        Application.objects.select_for_update(of=("self",))
        .filter(within(actor.area_path), id__in=ids, status=Status.WAITING, template__in=decidable(actor))
        .order_by("id")
    )
    if not rows:
        raise NotFound("application")
    status = Status.APPROVED if approve else Status.REFUSED
    Application.objects.filter(id__in=[row.id for row in rows]).update(
        status=status, refusal="" if approve else refusal.strip(), decided_at=now, decided_by=actor.id
    )
    for path in sorted({row.area_path for row in rows}):
        of_path = [str(row.id) for row in rows if row.area_path == path]
        verb = "permits.approve" if approve else "permits.refuse"
        audit.record(actor, verb, of_path[0], area_path=path, applications=of_path)
    if approve:
        given = Permit.objects.bulk_create([_permit(actor, row, now) for row in rows])
        suspend_people([permit.person_id for permit in given], now)
    return rows


@transaction.atomic
def revoke(actor: Actor, number: int, reason: str, *, now: datetime) -> None:
    """Take a permit back.  Raises :class:`PermitUnknown`; twice changes nothing."""
    actor.need_anywhere("permits.decide")
    rows = Permit.objects.select_for_update(of=("self",)).filter(within(actor.area_path), number=number)
    found = rows.first()
    if found is None or not reason.strip():
        raise PermitUnknown(str(number))
    if found.revoked_at is None:
        rows.update(revoked_at=now, revoked_by=actor.id, revocation=reason.strip())
        audit.record(actor, "permits.revoke", serial.card_text(number), area_path=found.area_path)


@transaction.atomic
def grant_quota(actor: Actor, organisation_id: UUID, quota: int, *, now: datetime) -> None:
    """Say for how many people an organisation may ask.  Raises :class:`OrganisationUnknown`."""
    actor.need_anywhere("permits.decide")
    rows = Organisation.objects.filter(within(actor.area_path), pk=organisation_id)
    if not rows.update(quota=quota, granted_at=now, granted_by=actor.id):
        raise OrganisationUnknown
    path = rows.values_list("area_path", flat=True).get()
    audit.record(actor, "permits.grant_quota", str(organisation_id), area_path=path, quota=quota)


@transaction.atomic
def follow_areas(actor: Actor, units: Sequence[int] = ()) -> int:
    """Let applications, permits, organisations and forms be seen where their unit went."""
    actor.need("permits.decide", "")
    tables = ("application", "permit", "suspension", "double", "organisation", "paper")
    return sum(areas.carry_paths(actor, f"permits_{table}", units=units) for table in tables)


def where_of(template: permits.Template | None, area_path: str) -> int:
    """The unit in which a permit of this template holds, given by a unit: 0 is the whole country."""
    units = units_of(area_path)
    if template is None or template.where == "country":
        return 0
    return units[min(permits.LEVELS[template.where], len(units)) - 1] if units else 0


def new_number() -> int:
    """Random: nobody guesses a permit from another."""
    return secrets.randbits(serial.CARD_BITS)


def _permit(actor: Actor, row: Application, now: datetime) -> Permit:
    return Permit(
        number=new_number(), person_id=row.person_id, area_path=row.area_path, application=row,
        template=row.template, reason=row.reason, valid_from=row.begins_at, valid_until=row.ends_at,
        hours_begin=row.hours_begin, hours_end=row.hours_end,
        where_id=where_of(permit_templates()[row.template], row.area_path), journey=row.journey,
        plate=row.plate, issued_at=now or timezone.now(), issued_by=actor.id,
    )  # fmt: skip
