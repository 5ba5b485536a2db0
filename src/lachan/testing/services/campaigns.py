"""Campaigns: people of an area are tested within some days, for one reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import audit, wall
from lachan.core.access import Actor
from lachan.testing.errors import CampaignTaken
from lachan.testing.models import Campaign


@dataclass(frozen=True, slots=True)
class CampaignTold:
    """What somebody plans."""

    code: str
    name: str
    reason: str
    starts_on: date
    ends_on: date
    method: str = ""
    target: int = 0


@transaction.atomic
def plan_campaign(
    actor: Actor, unit: areas.Unit, told: CampaignTold, *, now: datetime | None = None
) -> Campaign:
    """Raises :class:`NotAllowed`, :class:`CampaignTaken`."""
    actor.need("testing.campaigns", unit.path)
    with wall.opened("testing.plan_campaign"):  # a code is taken everywhere
        if Campaign.objects.filter(code=told.code).exists():
            raise CampaignTaken(told.code)
    made = Campaign.objects.create(
        code=told.code,
        name=told.name,
        area_id=unit.id,
        area_path=unit.path,
        reason=told.reason,
        method=told.method,
        target=told.target,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        made_at=now or timezone.now(),
        made_by=actor.id,
    )
    audit.record(actor, "testing.plan_campaign", told.code, area_path=unit.path)
    return made
