"""Permits and checkpoints of the twin world: what stands in every home, and what is sent about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lachan.checkpoints.models import Checkpoint, Passage, Passenger, Post
from lachan.kernel import serial
from lachan.permits.models import Application, Double, Organisation, Paper, Permit, Suspension
from tests.authorisation.model import HOMES

if TYPE_CHECKING:
    from lachan.accounts.models import Account
    from lachan.identity.models import Person
    from tests.authorisation.world import World

HOUR = timedelta(hours=1)
ERRAND = 3  # number of a template (policies/permits)
NOWHERE = UUID(int=7)
PERMITS = ("permits:own", "permits:print", "permits:permit", "permits:reprint", "permits:revoke")


@dataclass
class Travel:
    """Objects by home."""

    organisations: dict[str, UUID] = field(default_factory=dict)
    applications: dict[str, UUID] = field(default_factory=dict)
    permits: dict[str, int] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    checkpoints: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    passengers: dict[str, UUID] = field(default_factory=dict)


def fill(world: World) -> None:
    """Asked for, given, suspended, by hand: one of each for the person of every home."""
    now = timezone.now()
    hours = {"hours_begin": 0, "hours_end": 1440}
    for number, home in enumerate(HOMES):
        p, path = world.people[f"p.{home}"], world.path(home)
        mine = {"person_id": p.id, "area_path": path}
        world.travel.organisations[home] = own_organisation(world.cares[home].account, p, path).id
        world.travel.applications[home] = Application.objects.create(
            **mine, **hours, template=ERRAND, reason="food", begins_at=now, ends_at=now + 24 * HOUR,
            applied_at=now, applied_by="test",
        ).id  # fmt: skip
        paper, used = (
            Paper.objects.create(serial=2000 + 2 * number + n, area_path=path, printed_at=now, printed_by="t")
            for n in range(2)
        )
        world.travel.papers[home], world.travel.permits[home] = paper.serial, 3000 + number
        permit = Permit.objects.create(
            **mine, **hours, number=3000 + number, template=ERRAND, reason="food", valid_from=now,
            valid_until=now + 24 * HOUR, where_id=0, issued_at=now, issued_by="test",
        )  # fmt: skip
        Suspension.objects.create(
            **mine, permit=permit, cause="positive_result", since_at=now, until_at=now + HOUR
        )
        Double.objects.create(**mine, paper=used, told_at=now, told_by="test")
        _checkpoint(world, home)


def _checkpoint(world: World, home: str) -> None:
    """A checkpoint at which the person of the home waits for the guard."""
    now, path, place = timezone.now(), world.path(home), world.places[home]
    checkpoint = Checkpoint.objects.create(
        place_id=place.id, place_code=place.code, name=f"Chốt {home}", area_path=path, opened_at=now,
        opened_by="test",
    )  # fmt: skip
    post = Post.objects.create(checkpoint=checkpoint, lane=1, name="1")
    passage = Passage.objects.create(
        checkpoint=checkpoint, post=post, area_path=path, plate="29A12345", came_at=now, made_by="test"
    )
    passenger = Passenger.objects.create(
        passage=passage, checkpoint_id=checkpoint.id, area_path=path, scanned_at=now,
        person_id=world.people[f"p.{home}"].id, code=b"code", verdict="yellow", reason="permit.by_hand",
    )  # fmt: skip
    travel = world.travel
    travel.checkpoints[home], travel.posts[home] = checkpoint.id, post.id
    travel.passengers[home] = passenger.id


def own_organisation(account: Account, person: Person, path: str) -> Organisation:
    now = timezone.now()
    return Organisation.objects.create(
        account_id=account.id, name=person.code, area_path=path, told_at=now, quota=9, granted_at=now,
        granted_by="test",
    )  # fmt: skip


def arguments(world: World, organisations: dict[str, UUID], home: str) -> dict[str, list[Any]]:
    """What stands in the address; ``organisations``: the visitor's own."""
    w = world.travel
    return {
        "permits:withdraw": [w.applications.get(home, NOWHERE)],
        "permits:organisation": [organisations.get(home) or w.organisations.get(home, NOWHERE)],
        "checkpoints:decide": [w.passengers.get(home, NOWHERE)],
        "checkpoints:gate": [w.checkpoints.get(home, NOWHERE), w.posts.get(home, 0)],
        "checkpoints:passages": [w.checkpoints.get(home, NOWHERE)],
        "checkpoints:staff": [w.checkpoints.get(home, NOWHERE)],
        **{route: [serial.card_text(w.permits.get(home, 0))] for route in PERMITS},
    }


def data(world: World, home: str, code: str, known: tuple[str, date]) -> dict[str, dict[str, Any]]:
    """What is sent with a form; ``code``, ``known``: of the person asked for, number and birth."""
    w = world.travel
    return {
        "checkpoints:decide": {"decision": "pass"},
        "checkpoints:gate": {"vehicle": str(UUID(int=8)), "plate": "29A12345", "scan": code},
        "checkpoints:staff": {"what": "post", "lane": 2, "name": "Giữa"},
        "permits:decide": {"pick": [w.applications.get(home, NOWHERE)], "action": "approve"},
        "permits:organisation": {"file": staff_list(*known)},
        "permits:papers": {
            "serial": serial.card_text(w.papers.get(home, 0)),
            "person": code,
            "kind": "errand:food",
            "begins": f"{timezone.localdate():%d/%m/%Y}",
            "days": 1,
        },
        "permits:quotas": {"organisation": w.organisations.get(home, NOWHERE), "quota": 5},
        "permits:revoke": {"reason": "nhầm"},
    }


def named(world: World) -> dict[str, str]:
    """The home of rows that name no person."""
    found = {f"organisation {key}": home for home, key in world.travel.organisations.items()}
    return found | {f"checkpoint {key}": home for home, key in world.travel.checkpoints.items()}


def staff_list(number: str, born: date) -> SimpleUploadedFile:
    """An employer's list with one person."""
    head = "document,birth_date,reason,from,days"
    line = f"{number},{born},work,{timezone.localdate()},1"
    return SimpleUploadedFile("staff.csv", f"{head}\n{line}\n".encode())
