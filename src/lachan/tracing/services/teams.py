"""Teams, and which of them answers for a unit."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.statements import run
from lachan.messaging import public as messaging
from lachan.tracing.models import Case, Coverage, Team

LEVELS = ("country", "nation", "province", "district", "commune", "ward")  # levels of the health service


# Open work and standing cases go where their unit went; what is done, and whose it was, stays as it was.
MOVE_TASKS = sql.SQL("""
    UPDATE tracing_task t SET area_path = m.area_path FROM tracing_team m
    WHERE m.id = t.team_id AND t.area_path <> m.area_path AND t.done_at IS NULL AND t.withdrawn_at IS NULL
    RETURNING t.id, t.area_path
""")
MOVE_CASES = sql.SQL("""
    UPDATE tracing_case c SET area_path = s.path
    FROM unnest(%(area)b::int[], %(path)b::text[]) AS s (area_id, path)
    WHERE c.area_id = s.area_id AND c.area_path <> s.path AND c.withdrawn_at IS NULL
    RETURNING c.id
""")


@transaction.atomic
def follow_areas(actor: Actor) -> None:
    """Give every unit of the health service a team, and every unit the team that answers for it.

    The team of a unit that ended is kept for what it did; its open tasks are seen where the unit went.
    """
    _one_at_a_time()
    now_at = {unit.area_id: unit for unit in areas.standing(timezone.localdate())}
    known = {team.area_id: team for team in Team.objects.all()}
    units = areas.units_at(LEVELS) or [unit for unit in areas.every_unit() if unit.path.count(".") == 1]
    fresh, moved = [], []
    for unit in units:
        team, stands = known.get(unit.id), now_at[unit.id]
        if team is None and stands.heir_id == unit.id:
            fresh.append(Team(area_id=unit.id, area_code=unit.code, area_path=stands.path, name=unit.name))
        elif team is not None and (team.area_path, team.name) != (stands.path, unit.name):
            team.area_path, team.name = stands.path, unit.name
            moved.append(team)
    Team.objects.bulk_create(fresh, batch_size=5000)
    Team.objects.bulk_update(moved, ["area_path", "name"], batch_size=1000)
    _cover(now_at)
    tasks = run(MOVE_TASKS, {}, prepare=False)
    messaging.move([task["id"] for task in tasks], [task["area_path"] for task in tasks])
    places = {"area": list(now_at), "path": [unit.path for unit in now_at.values()]}
    cases = run(MOVE_CASES, places, prepare=False)
    audit.record(actor, "tracing.follow_areas", "teams", new=len(fresh), tasks=len(tasks), cases=len(cases))


def cover_new_areas(actor: Actor) -> None:
    """Do what the reaction to new areas does, where no worker has run since they came."""
    if Coverage.objects.exclude(area_id=0).count() != len(areas.every_unit()):
        follow_areas(actor)


@transaction.atomic
def follow_people(actor: Actor, decision: UUID, *, is_taken_back: bool) -> None:
    """Let the standing cases of people who were placed in a part of a divided unit be seen there, or back."""
    moved = areas.placed(decision, "identity_person")
    ends = (moved.from_unit_id, moved.to_unit_id)
    before, after = reversed(ends) if is_taken_back else ends
    [home] = areas.standing(timezone.localdate(), [after])
    cases = Case.objects.filter(person_id__in=moved.ids, area_id=before, withdrawn_at=None)
    if count := cases.update(area_id=after, area_path=home.path):
        audit.record(actor, "tracing.follow_people", str(decision), cases=count)


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
    _cover({unit.area_id: unit for unit in areas.standing(timezone.localdate())})
    audit.record(actor, "tracing.set_team", str(team.id), area_path=team.area_path, is_active=is_active)
    return team


def _one_at_a_time() -> None:
    """Worker and command line may follow the same areas at the same moment: the later one finds it done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tracing.teams'))")


def _cover(now_at: Mapping[int, areas.Standing]) -> None:
    """Every unit's team: that of the unit which answers for it now, else the nearest one above.

    Unit 0 stands for "nowhere known".
    """
    standing = [team for team in Team.objects.filter(is_active=True) if _stands(team, now_at)]
    active = {team.area_path: team.id for team in standing}
    rows = []
    for area_id, unit in now_at.items():
        team_id = next((active[path] for path in areas.ancestors(unit.path) if path in active), None)
        if team_id is not None:
            rows.append(Coverage(area_id=area_id, team_id=team_id))
    roots = [team_id for path, team_id in active.items() if path.count(".") == 1]
    if roots:
        rows.append(Coverage(area_id=0, team_id=min(roots)))
    Coverage.objects.all().delete()
    Coverage.objects.bulk_create(rows, batch_size=5000)


def _stands(team: Team, now_at: Mapping[int, areas.Standing]) -> bool:
    unit = now_at.get(team.area_id)
    return unit is not None and unit.heir_id == team.area_id
