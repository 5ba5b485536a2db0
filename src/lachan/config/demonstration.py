"""The demo: a synthetic district is loaded, one positive result is released, and its trace is shown."""

import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone
from rich.console import Console

from lachan import simulation
from lachan.areas import public as areas
from lachan.config.env import env
from lachan.config.processes import run_worker, worker_at_hand
from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Staff
from lachan.testing import public as testing
from lachan.tracing.models import Case, Contact, ExposurePoint, Task

SEED, DAYS = 19, 14
NIGHT = timedelta(hours=12)  # visits of the last evening end in the morning: before noon it is yesterday
PASSWORD = "la-chan-demo"  # noqa: S105 - printed by the demo, useless elsewhere
TABLES = ("areas", "people", "places", "visits", "encounters", "results")


@dataclass(frozen=True)
class Account:
    username: str
    role: str
    area: str
    what: str


def run(*, people: int, quiet: bool) -> dict[str, Any]:
    """Load, release, trace; return what ``lachan demo --json`` prints.  Safe to run twice."""
    console = Console(quiet=quiet, soft_wrap=True)
    console.print(f"[bold]Lá Chắn[/]: a district of {people:,} people, {DAYS} days, seed {SEED}")
    env().mark_demo()
    _load(people, console)
    accounts = _accounts()
    case = _release_one(console)
    told = _told(case)
    _show(told, accounts, console)
    return told


def _load(people: int, console: Console) -> None:
    start = timezone.localdate(timezone.now() - NIGHT) - timedelta(days=DAYS)
    world = simulation.build(simulation.District(people=people, days=DAYS, seed=SEED, start=start))
    with tempfile.TemporaryDirectory() as folder:
        simulation.write_csv(world, Path(folder))
        for table in TABLES:
            began = time.perf_counter()
            call_command(f"load_{table}", Path(folder) / f"{table}.csv", verbosity=0)
            console.print(f"  {table} loaded in {time.perf_counter() - began:.1f} s")
    console.print("  cases of the outbreak so far are traced …")
    run_worker(until_done=True)


def _accounts() -> list[Account]:
    """Log-ins of the demo: a sampler, a laboratory, the province, and the team of the busiest commune."""
    today = timezone.localdate()
    province = areas.units_by_code(["99"], today)["99"]
    busiest = Task.objects.values("area_path").annotate(n=Count("id")).order_by("-n", "area_path").first()
    commune = next(
        (u for u in areas.units_at(["commune"]) if busiest and u.path == busiest["area_path"]), province
    )
    accounts = [
        Account("sampler", "sampler", province.path, f"takes samples in {province.name}"),
        Account("lab", "laboratory", province.path, f"releases and corrects results in {province.name}"),
        Account("province", "manager", province.path, f"sees all of {province.name}"),
        Account("commune", "tracer", commune.path, f"the team of {commune.name}"),
        Account("station", "health_worker", commune.path, f"helps at the desk of {commune.name}"),
        Account("registrar", "registrar", commune.path, f"gives permits and cards in {commune.name}"),
        Account("guard", "guard", commune.path, f"stands at the checkpoints of {commune.name}"),
        Account("officer", "data_protection", province.path, "sees which records were opened in need"),
    ]
    for account in accounts:
        user, _ = User.objects.get_or_create(username=account.username)
        user.set_password(PASSWORD)
        user.save()
        area = commune if account.area == commune.path else province
        Staff.objects.update_or_create(
            user=user, defaults={"role": account.role, "area_id": area.id, "area_path": area.path}
        )
    return accounts


def _release_one(console: Console) -> Case:
    """Release a positive result of somebody who was about; a worker does the rest."""
    person = _somebody()
    now = timezone.now()
    console.print(f"\nA positive result of {person.code} is released …")
    answer = testing.Answer(now - timedelta(hours=9), testing.Outcome.POSITIVE, "pcr", _yesterday())
    with worker_at_hand():
        testing.release_result(system("demo laboratory"), person, answer, now=now)
        return _dispatched(person.id)


def _dispatched(person_id: int) -> Case:
    """The person's case, once its tasks are out."""
    for _ in range(600):
        if (
            case := Case.objects.filter(person_id=person_id, withdrawn_at=None)
            .exclude(dispatched_at=None)
            .first()
        ):
            return case
        time.sleep(0.05)
    raise TimeoutError("the worker did not trace the case within 30 seconds")


def _yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def _somebody() -> identity.Who:
    """A close contact of an earlier case without a case of their own: somebody who may well be infected."""
    cases = Case.objects.values("person_id")
    close = Contact.objects.filter(grade="close", withdrawn_at=None).exclude(person_id__in=cases)
    person_id = close.order_by("person_id").values_list("person_id", flat=True).first()
    person_id = person_id or identity.person_ids(["P0000001"])["P0000001"]
    return identity.people([person_id], identity.Purpose.LABORATORY)[person_id]


def _told(case: Case) -> dict[str, Any]:
    grades = {grade: 0 for grade in ("close", "same_space", "present")}
    for grade in Contact.objects.filter(case=case, withdrawn_at=None).values_list("grade", flat=True):
        grades[grade] += 1
    grades["present"] = case.present
    released = case.announced_at or case.opened_at
    return {
        "person": identity.person_codes([case.person_id])[case.person_id],
        "case": str(case.id),
        "policy": case.policy,
        "contacts": grades,
        "points": ExposurePoint.objects.filter(case=case, withdrawn_at=None).count(),
        "teams": Task.objects.filter(case=case, withdrawn_at=None).values("team").distinct().count(),
        "tasks": Task.objects.filter(case=case, withdrawn_at=None).count(),
        "stopwatch_ms": {
            "released": 0,
            "traced": _ms(released, case.traced_at),
            "dispatched": _ms(released, case.dispatched_at),
        },
    }


def _ms(start: Any, end: Any) -> float | None:
    return None if end is None else round((end - start).total_seconds() * 1000, 1)


def _show(told: dict[str, Any], accounts: list[Account], console: Console) -> None:
    grades = told["contacts"]
    console.print(
        f"{grades['close']} close contacts, {grades['same_space']} in the same space,"
        f" {grades['present']} present;"
        f" {told['points']} exposure points; {told['tasks']} tasks for {told['teams']} teams"
    )
    watch = told["stopwatch_ms"]
    console.print(f"[bold]released → traced {watch['traced']} ms → dispatched {watch['dispatched']} ms[/]\n")
    console.print(f"Log in with the password [bold]{PASSWORD}[/] as")
    for account in accounts:
        console.print(f"  [bold]{account.username:9}[/] {account.what}")
    console.print("Citizens: /me/sign-in/ with any mobile number; the code is shown on the page.")
    console.print("In this demonstration staff need no second step (LACHAN_DEMO).")


def invite(url: str) -> None:
    Console(soft_wrap=True).print(f"\nOpen {url} (Ctrl-C stops)")
