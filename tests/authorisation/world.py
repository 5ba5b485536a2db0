"""Twin data: everything exists in every unit, each with canaries that stand nowhere else."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils import timezone

from lachan.accounts.models import Account, Care, Consent, Opening
from lachan.areas import public as areas
from lachan.core import ids, partitions
from lachan.core.access import system
from lachan.core.policies import exposure_policy_on
from lachan.declarations.models import Alert, Declaration, Draft, Ride
from lachan.declarations.queries import served
from lachan.declarations.queries.answers import sealed
from lachan.declarations.services import storing
from lachan.identity.models import (
    Alias,
    Card,
    Form,
    Guardian,
    Household,
    Identifier,
    Merge,
    Person,
    Phone,
    RecordView,
    Review,
)
from lachan.identity.queries import numbers
from lachan.identity.services import signing_key
from lachan.kernel.exposure import Grade
from lachan.places.models import Device, Dispute, Ownership, Place, Scan, ScanDecision, Suspicion, Visit
from lachan.proximity.models import Encounter
from lachan.testing.models import (
    Alarm,
    Arrival,
    Campaign,
    Custody,
    Member,
    Order,
    Reading,
    Result,
    Telling,
    Tube,
    Upload,
)
from lachan.tracing.models import Case, Contact, Evidence, ExposurePoint, Task, Team
from tests.authorisation import travel
from tests.authorisation.model import EXPIRED, HOMES, TASKS
from tests.authorisation.travel import Travel

CODES = {"V": "VN", "A": "01", "AA": "00001", "AB": "00004", "AX": "00001-1"}
CODES |= {"B": "24", "BA": "09163", "BB": "09166", "BX": "09163-1", "O": ""}
LEVELS = {1: "country", 2: "province", 3: "commune", 4: "facility"}
BREAKER = "breaker"  # who opened records in need
AGREED, ASKED = "research", "texts-2026-11-25"  # a purpose that was agreed to, a text that was not
HOUR = timedelta(hours=1)
GRADE = Grade.CLOSE.value


@dataclass
class World:
    """Objects by home; ``canaries``: what may be read, by what it gives away."""

    units: dict[str, areas.Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)  # "p.AA"
    canaries: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    results: dict[str, UUID] = field(default_factory=dict)
    reviews: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    tasks: dict[str, UUID] = field(default_factory=dict)
    points: dict[str, Any] = field(default_factory=dict)
    tubes: dict[str, str] = field(default_factory=dict)  # taken ("p.AA") and received ("q.AA")
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    uploads: dict[str, UUID] = field(default_factory=dict)
    arrivals: dict[str, UUID] = field(default_factory=dict)
    alarms: dict[str, UUID] = field(default_factory=dict)
    devices: dict[str, int] = field(default_factory=dict)
    disputes: dict[str, UUID] = field(default_factory=dict)
    suspicions: dict[str, UUID] = field(default_factory=dict)
    openings: dict[str, UUID] = field(default_factory=dict)
    guardians: dict[str, int] = field(default_factory=dict)
    declared: dict[str, UUID] = field(default_factory=dict)
    alerts: dict[str, UUID] = field(default_factory=dict)
    cares: dict[str, Care] = field(default_factory=dict)
    travel: Travel = field(default_factory=Travel)
    numbers: dict[str, tuple[str, date]] = field(default_factory=dict)

    def path(self, home: str) -> str:
        return self.units[home].path if home in self.units else ""


def letters(text: str) -> str:
    """Ten letters that follow from ``text`` and look like those of no other."""
    return "".join(chr(97 + byte % 26) for byte in hashlib.sha256(text.encode()).digest()[:10])


def build() -> World:
    world = World()
    _units(world)
    _people(world)
    _records(world)
    _samples(world)
    _tracing(world)
    _gates(world)
    _declarations(world)
    travel.fill(world)
    return world


def _units(world: World) -> None:
    rows = []
    for home, code in CODES.items():
        above = HOMES[home]
        depth = 1
        while (up := HOMES.get(above)) is not None:
            depth, above = depth + 1, up
        if code:
            parent = CODES.get(HOMES[home])
            rows.append(areas.AreaRow(len(rows) + 1, "", code, f"Đơn vị {home}", LEVELS[depth], parent))
    areas.load_areas(system(), rows)
    found = areas.units_by_code([code for code in CODES.values() if code], timezone.localdate())
    world.units = {home: found[code] for home, code in CODES.items() if code}


def _people(world: World) -> None:
    for number, (home, who) in enumerate((home, who) for home in HOMES for who in "pqm"):
        key, unit = f"{who}.{home}", world.units.get(home)
        token, phone, paper = letters(key), f"09{71234567 + 1013 * number}", f"0010{80111222 + 4049 * number}"
        born = date(1931 + 2 * number, 1 + number % 12, 1 + number % 28)
        person = Person.objects.create(
            code=f"K{home}{who}{number}",
            name=f"{letters(token).title()} {token.title()}",
            birth_date=born,
            area_id=unit.id if unit else None,
            area_path=unit.path if unit else "",
            household=Household.objects.create(code=key),
        )
        world.people[key], world.numbers[key] = person, (paper, born)
        [told] = numbers.sealed_phones([phone])
        Phone.objects.create(person=person, sealed=told.sealed, blind=told.blind, tail=told.tail)
        Identifier.objects.create(person=person, **numbers.sealed_identifier(paper)._asdict())
        world.canaries |= {f"{key}.name": token, f"{key}.phone": phone[1:], f"{key}.number": paper}


def _records(world: World) -> None:
    """Pairs to decide and pairs decided, cards, guardians, accounts, openings and looks."""
    key, now, today = signing_key().id.hex(), timezone.now(), timezone.localdate()
    for number, home in enumerate(HOMES):
        p, q, m = (world.people[f"{who}.{home}"] for who in "pqm")
        Merge.objects.create(person=m, into=q, merged_by="test")
        Alias.objects.create(person=m, root=q)
        review = Review.objects.create(person=q, other=p, weight=1.0, area_path=world.path(home))
        world.reviews[home] = review.id
        world.guardians[home] = Guardian.objects.create(person=p, guardian=q, relation="parent").id
        Card.objects.create(
            number=1000 + number, person=p, form=Form.PRINTED, key_id=key, issued_on=today, valid_until=today,
            issued_at=now, issued_by="test",
        )  # fmt: skip
        account = make_account(f"number {home}")
        world.cares[home] = care(account, p)
        Consent.objects.create(
            person_id=p.id, purpose=AGREED, deed="given", version=f"{AGREED}-2026-11-25", digest="0" * 64,
            at=now - HOUR, channel="web", by="test", relation="other",
        )  # fmt: skip
        reason = letters(f"reason {home}")
        opening = Opening.objects.create(
            person_id=p.id, area_path=world.path(home), actor=BREAKER, role="tracer", case_ref="F0",
            reason=f"vì {reason}", opened_at=now - HOUR, ends_at=now - HOUR / 2 if home in EXPIRED else now,
        )  # fmt: skip
        if home not in EXPIRED:
            Opening.objects.filter(pk=opening.pk).update(opened_at=now, ends_at=now + HOUR)
        world.openings[home] = opening.id
        world.canaries[f"p.{home}.reason"] = reason
        RecordView.objects.create(
            person_id=p.id, hour=now - HOUR, actor=BREAKER, purpose="break_glass", ref=str(opening.id),
            role="tracer", last_at=now,
        )  # fmt: skip


def make_account(key: str, *, closed: bool = False) -> Account:
    user = User.objects.create(username=f"citizen {key}")
    now = timezone.now()
    return Account.objects.create(
        user=user, number_key=key, number_end="123", opened_at=now, closed_at=now if closed else None
    )


def care(account: Account, person: Person, *, ended: bool = False) -> Care:
    now = timezone.now()
    end = {"ended_at": now, "ended_by": "test"} if ended else {}
    return Care.objects.create(
        account=account, person_id=person.id, relation="other", basis="desk", since_at=now, since_by="test",
        **end,
    )  # fmt: skip


def _samples(world: World) -> None:
    """A tube that was taken and one that was received, each with one person; who is to be sampled again."""
    now, today = timezone.now().replace(microsecond=0), timezone.localdate()
    for home in HOMES:
        unit = world.units.get(home)
        for who, step, steps in (("p", "collected", 1), ("q", "received", 2)):
            person, code = world.people[f"{who}.{home}"], letters(f"tube {who} {home}")
            world.tubes[f"{who}.{home}"] = code
            tube = Tube.objects.create(
                code=code, step=step, since=now, steps=steps, taken_at=now - 2 * HOUR, taken_by="test",
                area_path=world.path(home), people=1,
            )  # fmt: skip
            Member.objects.create(
                tube_id=tube.id, person_id=person.id, area_path=world.path(home), taken_at=tube.taken_at
            )
            Custody.objects.create(tube_id=tube.id, number=1, step="collected", at=now, actor="test")
        code = world.tubes[f"q.{home}"]
        world.canaries[f"p.{home}.tube"] = code
        world.alarms[home] = Alarm.objects.create(
            kind="tube_lost", ref=code, area_path=world.path(home), at=now
        ).id
        world.uploads[home] = Upload.objects.create(
            name=home, digest=code, area_path=world.path(home), at=now, by="test", unread=[[1, "tube", ""]],
            rows=[[2, code, "negative", "pcr", (now - HOUR).isoformat(), {}]],
        ).id  # fmt: skip
        person = world.people[f"p.{home}"]
        world.arrivals[home] = Arrival.objects.create(
            person_id=person.id, area_path=world.path(home), day=today, number=1 + len(world.arrivals),
            arrived_at=now, arrived_by="test", symptoms=["cough"], policy="test", needs_test=True,
        ).id  # fmt: skip
        Order.objects.create(
            person_id=person.id, area_path=world.path(home), reason="pool", after_tube_id=0,
            after_taken_at=now, ordered_at=now, due_at=now,
        )  # fmt: skip
        Reading.objects.create(
            tube=world.tubes[f"q.{home}"], outcome="invalid", method="pcr", measured_at=now, told_at=now,
            area_path=world.path(home), told_by="test",
        )  # fmt: skip
        if unit:
            world.campaigns[home] = Campaign.objects.create(
                code=letters(f"campaign {home}"), name=home, area_id=unit.id, area_path=unit.path,
                reason="periodic", starts_on=today, ends_on=today, made_at=now, made_by="test",
            )  # fmt: skip


def _tracing(world: World) -> None:
    now = timezone.now().replace(microsecond=0)
    entered, left = now - 30 * HOUR, now - 28 * HOUR
    policy = exposure_policy_on(timezone.localdate()).id
    partitions.ensure("places_visit", partitions.days_of([entered]))
    partitions.ensure("proximity_encounter", partitions.days_of([entered]))
    teams = {
        home: Team.objects.update_or_create(
            area_id=unit.id, defaults={"area_code": unit.code, "area_path": unit.path, "name": f"Tổ {home}"}
        )[0]
        for home, unit in world.units.items()
    }
    for home in HOMES:
        p, q = world.people[f"p.{home}"], world.people[f"q.{home}"]
        unit = world.units.get(home)
        place = Place.objects.create(code=f"D{home}", name=f"Quán {home}", kind="cafe", capacity=10)
        world.places[home] = place
        Visit.objects.bulk_create(
            [Visit(place_id=place.id, entered_at=entered, person_id=one.id, left_at=left) for one in (p, q)]
        )
        Encounter.objects.create(
            person_a=p.id, person_b=q.id, started_at=entered, ended_at=left, distance_m=1.0
        )
        world.results[home] = Result.objects.create(
            person_id=p.id, area_path=world.path(home), sampled_at=now - 20 * HOUR,
            released_at=now - 10 * HOUR, outcome="positive", test_type="pcr", released_by="test",
        ).id  # fmt: skip
        Telling.objects.create(
            ref=world.results[home], kind="result", person_id=p.id, area_path=world.path(home),
            reach="paper", told_at=now,
        )  # fmt: skip
        world.cases[home] = Case.objects.create(
            id=ids.new(), person_id=p.id, area_id=unit.id if unit else None, area_path=world.path(home),
            policy=policy, sampled_at=now - 20 * HOUR, released_at=now - 10 * HOUR,
            window_from=now - 72 * HOUR, window_to=now, opened_at=now,
        ).id  # fmt: skip
    for key, (home, team, whom) in TASKS.items():
        case, contact = world.cases[home], world.people[f"q.{whom}"]
        task = Task.objects.create(
            case_id=case, team=teams[team], kind="contacts", area_path=world.path(team), items=1,
            grade=GRADE, opened_at=now, due_at=now + HOUR,
        )  # fmt: skip
        world.tasks[key] = task.id
        Contact.objects.create(
            case_id=case, person_id=contact.id, grade=GRADE, minutes=90, first_at=entered, last_at=left,
            team=teams[team], task=task,
        )  # fmt: skip
        Evidence.objects.create(
            case_id=case, person_id=contact.id, source="visit", place_id=world.places[home].id, since=entered,
            met_at=entered, starts_at=entered, ends_at=left, closed=True, assumed=False,
        )  # fmt: skip
        if key != "X":
            ExposurePoint.objects.create(
                case_id=case, place_id=world.places[home].id, starts_at=entered, ends_at=left, present=1,
                assumed=False, team=teams[team], task=task,
            )  # fmt: skip
            world.points[key] = (case, world.places[home].id, entered.isoformat())


def _gates(world: World) -> None:
    """Scans of which one waits for a look, disputed visits, owners and what they told."""
    now = timezone.now()
    partitions.ensure("places_scan", partitions.days_of([now]))
    for home, place in world.places.items():
        p, account = world.people[f"p.{home}"], world.cares[home].account
        own_place(account, place)
        device = Device.objects.create(place=place, token_digest=home, made_at=now, made_by="test")
        Scan.objects.bulk_create(
            [
                Scan(
                    device_id=device.id, seq=seq, happened_at=now, device_at=now, received_at=now,
                    place_id=place.id, person_id=p.id, is_out=False, status=status, kind="printed",
                    reason="scan.two_places", area_path=world.path(home), body=b"body",
                )
                for seq, status in ((1, "review"), (2, "stored"))
            ]
        )  # fmt: skip
        ScanDecision.objects.create(
            device_id=device.id, seq=3, happened_at=now, decision="counted", decided_by="test"
        )
        world.devices[home] = device.id
        world.disputes[home] = Dispute.objects.create(
            person_id=p.id, place_id=place.id, entered_at=now - HOUR, area_path=world.path(home), told_at=now,
            told_by="test",
        ).id  # fmt: skip
        world.suspicions[home] = Suspicion.objects.create(
            place=place, area_path=world.path(home), account_id=account.id, text="ho", told_at=now
        ).id


def own_place(account: Account, place: Place, *, ended: bool = False) -> None:
    now = timezone.now()
    end = {"ended_at": now, "ended_by": "test"} if ended else {}
    Ownership.objects.create(place=place, account_id=account.id, since_at=now, since_by="test", **end)


def _declarations(world: World) -> None:
    """A risky declaration of somebody in each unit, the work on it, a draft and a ride."""
    now = timezone.now()
    digest = served(timezone.localdate())["health"].digest
    storing.keep_forms({digest})
    [answers], [begun] = sealed(Declaration, [{}]), sealed(Draft, [{}])
    for home in HOMES:
        key, told = world.people[f"p.{home}"].id, {"source": f"test {home}", "client_id": "1"}
        told_ = Declaration.objects.create(
            form_digest=digest, person_id=key, area_path=world.path(home), channel="api", body=b"",
            device_at=now, happened_at=now, received_at=now, sealed=answers, points=60, is_risky=True,
            reasons=["breath"], **told,
        )  # fmt: skip
        world.declared[home] = told_.id
        world.alerts[home] = Alert.objects.create(
            declaration_id=told_.id, person_id=key, area_path=world.path(home), points=60, opened_at=now
        ).id
        Draft.objects.create(person_id=key, updated_at=now, sealed=begun, **told)
        Ride.objects.create(carrier=7, person_id=key, begins_at=now, kind="bus", declaration_id=told_.id)
