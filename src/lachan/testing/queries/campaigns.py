"""Reads: campaigns, and how far each commune has come."""

from dataclasses import dataclass

from django.db.models import Q
from psycopg import sql

from lachan.areas import public as areas
from lachan.core.access import Actor, end_of, within
from lachan.core.errors import NotFound
from lachan.core.statements import run
from lachan.kernel.pooling import Advice, advise
from lachan.testing.models import Campaign

MOST = 200
ENOUGH = 100  # answers from which on a size of pools is advised
COUNTS = ("people", "tubes", "answered", "positive")

# One range of one index (member_campaign); people of all days of the campaign, each counted once.
PROGRESS = sql.SQL("""
    SELECT m.area_path, count(DISTINCT m.person_id)::int AS people, count(DISTINCT m.tube_id)::int AS tubes,
           count(DISTINCT m.tube_id) FILTER (WHERE t.step IN ('final', 'split'))::int AS answered,
           count(DISTINCT m.tube_id) FILTER (
               WHERE t.step IN ('final', 'split') AND t.outcome = 'positive')::int AS positive
    FROM testing_member m JOIN testing_tube t ON t.id = m.tube_id
    WHERE m.campaign_id = %(campaign)b AND m.area_path >= %(from)b::text COLLATE "C"
          AND m.area_path < %(until)b::text COLLATE "C"
    GROUP BY m.area_path ORDER BY m.area_path
""")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one unit has come: people sampled, tubes, tubes answered, tubes positive."""

    unit: str
    people: int
    tubes: int
    answered: int
    positive: int


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign with its units, and what sizes of pools to take from now on."""

    campaign: Campaign
    units: list[Progress]
    advice: Advice | None

    @property
    def people(self) -> int:
        return sum(unit.people for unit in self.units)

    @property
    def tubes(self) -> int:
        return sum(unit.tubes for unit in self.units)


def campaigns(actor: Actor) -> list[Campaign]:
    """Campaigns that touch the actor's area, the last to begin first."""
    actor.need_anywhere("testing.sample")
    rows = Campaign.objects.filter(
        within(actor.area_path) | Q(area_path__in=["", *areas.ancestors(actor.area_path)])
    )
    return list(rows.order_by("-starts_on", "-id")[:MOST])


def campaign_page(actor: Actor, code: str, *, most: int) -> CampaignPage:
    """One campaign, as far as it lies in the actor's area.  Raises :class:`NotFound`."""
    found = next((one for one in campaigns(actor) if one.code == code), None)
    if found is None:
        raise NotFound("campaign")
    scope = {"campaign": found.id, "from": actor.area_path, "until": end_of(actor.area_path)}
    rows = run(PROGRESS, scope, prepare=False)
    ids = [int(row["area_path"].split(".")[-2]) if row["area_path"] else 0 for row in rows]
    named = {key: unit.name for key, unit in areas.units(ids).items()}
    told = [
        Progress(named.get(key, ""), *(row[name] for name in COUNTS))
        for key, row in zip(ids, rows, strict=True)
    ]
    return CampaignPage(found, told, _advice(told, most))


def _advice(units: list[Progress], most: int) -> Advice | None:
    """From the share of tubes that were positive, the share of people; none before a hundred answers."""
    answered, positive = sum(u.answered for u in units), sum(u.positive for u in units)
    tubes, people = sum(u.tubes for u in units), sum(u.people for u in units)
    if answered < ENOUGH:
        return None
    return advise(1 - (1 - positive / answered) ** (tubes / people), most=most)
