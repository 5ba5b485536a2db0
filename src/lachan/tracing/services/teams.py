"""Teams, and which of them answers for a unit."""

from django.db import connection, transaction

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.tracing.models import Coverage, Team

LEVELS = ("country", "nation", "province", "district", "commune", "ward")  # levels of the health service


@transaction.atomic
def follow_areas(actor: Actor) -> None:
    """Give every unit of the health service a team, and every unit the team that answers for it."""
    _one_at_a_time()
    known = {team.area_id: team for team in Team.objects.all()}
    units = areas.units_at(LEVELS) or [unit for unit in areas.every_unit() if unit.path.count(".") == 1]
    fresh, moved = [], []
    for unit in units:
        team = known.get(unit.id)
        if team is None:
            fresh.append(Team(area_id=unit.id, area_code=unit.code, area_path=unit.path, name=unit.name))
        elif (team.area_path, team.name) != (unit.path, unit.name):
            team.area_path, team.name = unit.path, unit.name
            moved.append(team)
    Team.objects.bulk_create(fresh, batch_size=5000)
    Team.objects.bulk_update(moved, ["area_path", "name"], batch_size=1000)
    _cover()
    audit.record(actor, "tracing.follow_areas", "teams", new=len(fresh))


def cover_new_areas(actor: Actor) -> None:
    """Do what the reaction to new areas does, where no worker has run since they came."""
    if Coverage.objects.exclude(area_id=0).count() != len(areas.every_unit()):
        follow_areas(actor)


@transaction.atomic
def set_team(actor: Actor, area_code: str, *, is_active: bool) -> Team:
    """Open or close the team of a unit; its work to come goes to the next unit up.

    Raises :class:`NotFound`.
    """
    _one_at_a_time()
    team = (
        Team.objects.filter(area_code=area_code, area_path__startswith=actor.area_path)
        .order_by("-id")
        .first()
    )
    if team is None:
        raise NotFound("team")
    actor.need("tracing.teams", team.area_path)
    team.is_active = is_active
    team.save(update_fields=["is_active"])
    _cover()
    audit.record(actor, "tracing.set_team", str(team.id), area_path=team.area_path, is_active=is_active)
    return team


def _one_at_a_time() -> None:
    """Worker and command line may follow the same areas at the same moment: the later one finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tracing.teams'))")


def _cover() -> None:
    """Every unit's team: its own where that works, else the nearest one above.

    Unit 0 stands for "nowhere known".
    """
    active = {team.area_path: team.id for team in Team.objects.filter(is_active=True)}
    rows = []
    for unit in areas.every_unit():
        team_id = next((active[path] for path in areas.ancestors(unit.path) if path in active), None)
        if team_id is not None:
            rows.append(Coverage(area_id=unit.id, team_id=team_id))
    roots = [team_id for path, team_id in active.items() if path.count(".") == 1]
    if roots:
        rows.append(Coverage(area_id=0, team_id=min(roots)))
    Coverage.objects.all().delete()
    Coverage.objects.bulk_create(rows, batch_size=5000)
