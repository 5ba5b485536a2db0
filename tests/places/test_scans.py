"""The scan door: stored once, judged item by item, nothing dropped."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from lachan.core import keys, resealing, sealing
from lachan.core.access import system
from lachan.core.models import AuditEntry
from lachan.identity import public as identity
from lachan.kernel import qr, signing
from lachan.places import services
from lachan.places.models import Device, Scan, Visit
from tests import make
from tests.identity.test_codes import carry
from tests.places.gates import Gate, gate

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door() -> Gate:
    return gate(make.make_place(make.make_areas()["00001"]))


def visits() -> list[tuple[int, int, bool]]:
    rows = Visit.objects.order_by("entered_at", "person_id").values_list("place_id", "person_id", "left_at")
    return [(place, person, left is not None) for place, person, left in rows]


def test_a_scan_becomes_a_visit_with_its_ledger_line_and_an_audit_entry(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    assert door.send(door.item(1, person.code, now - MINUTE)) == [(1, "stored", "scan.stored")]
    assert visits() == [(door.place.id, person.id, False)]
    line = Scan.objects.get()
    assert (line.status, line.person_id, line.area_path) == ("stored", person.id, door.place.area_path)
    assert line.sealed is None
    entry = AuditEntry.objects.get(verb="places.scan")
    assert (entry.actor, entry.role, entry.facts) == (
        f"device:{door.device}", "device", {"scans": 1, "place": door.place.code},
    )  # fmt: skip


def test_sent_twice_is_told_and_changes_nothing(door: Gate) -> None:
    people = [make.make_person() for _ in range(3)]
    items = [door.item(n, p.code, timezone.now() - n * MINUTE) for n, p in enumerate(people, 1)]
    door.send(*items)
    before = list(Scan.objects.values_list("seq", "happened_at"))
    assert door.send(*items) == [(n, "duplicate", "scan.sent_before") for n in (1, 2, 3)]
    assert list(Scan.objects.values_list("seq", "happened_at")) == before
    assert len(visits()) == 3


def test_a_number_with_another_body_is_refused_and_kept_beside_the_first(door: Gate) -> None:
    one, other, now = make.make_person(), make.make_person(), timezone.now()
    door.send(door.item(1, one.code, now - MINUTE))
    assert door.send(door.item(1, other.code, now - MINUTE)) == [(1, "refused", "scan.seq_reused")]
    assert visits() == [(door.place.id, one.id, False)]
    assert sorted(Scan.objects.values_list("status", flat=True)) == ["refused", "stored"]
    again = door.send(door.item(2, other.code, now), door.item(2, one.code, now))
    assert again == [(2, "stored", "scan.stored"), (2, "refused", "scan.seq_reused")]


def test_another_number_for_the_same_visit_is_a_duplicate(door: Gate) -> None:
    """As after a phone lost its queue and read it again from paper."""
    person, now = make.make_person(), timezone.now()
    assert door.send(door.item(1, person.code, now), door.item(2, person.code, now)) == [
        (1, "stored", "scan.stored"), (2, "duplicate", "scan.same_scan"),
    ]  # fmt: skip
    assert door.send(door.item(3, person.code, now)) == [(3, "duplicate", "scan.same_scan")]
    assert len(visits()) == 1


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2), (2, 3, 0, 1)])
def test_entries_and_exits_find_each_other_whatever_arrives_first(door: Gate, order: tuple[int, ...]) -> None:
    person, now = make.make_person(), timezone.now()
    told = [(240, "in"), (180, "out"), (120, "in"), (60, "out")]
    items = [
        door.item(n + 1, person.code, now - minutes * MINUTE, way) for n, (minutes, way) in enumerate(told)
    ]
    for n in order:
        door.send(items[n])
    stays = Visit.objects.order_by("entered_at").values_list("entered_at", "left_at")
    assert [round((left - entered) / MINUTE) for entered, left in stays if left] == [60, 60]


def test_an_exit_without_an_entry_waits_for_a_look(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    assert door.send(door.item(1, person.code, now, "out")) == [(1, "review", "scan.out_without_in")]
    assert visits() == []
    late = door.item(2, person.code, now - timedelta(hours=25))
    assert door.send(late) == [(2, "stored", "scan.stored")]
    assert visits() == [(door.place.id, person.id, False)]


def test_one_person_at_two_places_at_once_is_doubted_but_not_within_one_house(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    hall, elsewhere = make.make_place(), gate(make.make_place())
    hall.parent = door.place
    hall.save()
    door.send(door.item(1, person.code, now - 10 * MINUTE))
    inside = gate(hall)
    assert inside.send(inside.item(1, person.code, now - 9 * MINUTE)) == [(1, "stored", "scan.stored")]
    soon = elsewhere.item(1, person.code, now - 9 * MINUTE + timedelta(seconds=20))
    assert elsewhere.send(soon) == [(1, "review", "scan.two_places")]
    assert elsewhere.send(elsewhere.item(2, person.code, now - 5 * MINUTE)) == [(2, "stored", "scan.stored")]


def test_the_future_and_the_distant_past_are_kept_for_a_look_under_the_day_they_came(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    told = [
        door.item(1, person.code, now + timedelta(hours=2)),
        door.item(2, person.code, now - timedelta(40)),
    ]
    assert door.send(*told) == [(1, "review", "scan.in_the_future"), (2, "review", "scan.too_long_ago")]
    for line in Scan.objects.all():
        assert abs(line.happened_at - now) < MINUTE
        assert abs(line.device_at - now) > timedelta(hours=1)
    assert visits() == []
    assert door.send(*told) == [(1, "duplicate", "scan.sent_before"), (2, "duplicate", "scan.sent_before")]


def test_a_code_that_names_nobody_is_kept_sealed_for_a_look(door: Gate) -> None:
    assert door.send(door.item(1, "nobody at all", timezone.now())) == [(1, "review", "scan.unknown")]
    line = Scan.objects.get()
    assert line.person_id is None
    assert b"nobody" not in bytes(line.sealed or b"")


def test_texts_of_doubted_codes_follow_a_rotation_of_keys(
    door: Gate, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS, settings.KEYS_FILE = "", tmp_path / "ring"
    door = gate(door.place)  # its token under this ring
    now = timezone.now()
    door.send(*[door.item(n, f"nobody {n}", now - timedelta(days=n)) for n in range(1, 4)])
    old, fresh = keys.ring().newest.id.hex(), keys.add(now.date()).id.hex()
    assert sum(count for _, count in resealing.reseal_all()) >= 3
    assert resealing.uses()[old] == 0
    assert resealing.uses()[fresh] >= 3
    rows = Scan.objects.order_by("seq").values_list("sealed", flat=True)
    texts = sealing.unseal_many([bytes(row) for row in rows], context=Scan.sealed.field.context)
    assert texts == [b"nobody 1", b"nobody 2", b"nobody 3"]


def test_all_kinds_of_code_stand_for_their_person(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    holder = identity.holder(system(), person.code)
    carry(person, "001084000123")
    carry(person, "DN4010123456789")
    phone = signing.new_key()
    [card] = identity.print_cards(system(), [holder], now=now - timedelta(hours=1))
    _, certificate = identity.enrol_device(system(), holder, phone.public, now=now - timedelta(hours=1))
    at = now - timedelta(minutes=30)
    codes = [
        person.code,
        card.text,
        qr.shown(certificate, phone, at - timedelta(minutes=3)),
        "001084000123",
        "001084000123||Nguyễn Văn An|18011984|Nam|Hà Nội|01012020",
        "DN4010123456789|4e|18/01/1984|1|4e|01-001|01/01/2022|31/12/2022",
        "001084000123|NGUYEN VAN AN|1984-01-18|0|162979388586171100|<1<00<0123232422",
    ]
    items = [door.item(n, code, at - n * MINUTE) for n, code in enumerate(codes, 1)]
    assert door.send(*items) == [(n, "stored", "scan.stored") for n in range(1, len(codes) + 1)]
    kinds = Scan.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        "none", "lachan-printed", "lachan-app", "vn-cccd-number", "vn-cccd", "vn-bhyt", "vn-personal-qr",
    ]  # fmt: skip
    assert set(Scan.objects.values_list("person_id", flat=True)) == {person.id}


def test_cards_are_judged_as_of_the_scan_not_as_of_the_upload(door: Gate) -> None:
    now = timezone.now()
    people = [make.make_person() for _ in range(2)]
    holders = [identity.holder(system(), person.code) for person in people]
    cards = identity.print_cards(system(), holders, now=now - timedelta(days=3))
    identity.revoke_cards(system(), [cards[0].number], now=now - timedelta(hours=10))
    before, after = now - timedelta(hours=11), now - timedelta(hours=9)
    assert door.send(door.item(1, cards[0].text, before), door.item(2, cards[0].text, after)) == [
        (1, "stored", "scan.stored"), (2, "review", "scan.revoked"),
    ]  # fmt: skip
    assert Scan.objects.get(seq=2).person_id == people[0].id


def test_a_screenshot_of_a_turning_code_is_doubted(door: Gate) -> None:
    now, phone = timezone.now(), signing.new_key()
    holder = identity.holder(system(), make.make_person().code)
    _, certificate = identity.enrol_device(system(), holder, phone.public, now=now - timedelta(days=1))
    old = qr.shown(certificate, phone, now - timedelta(minutes=20))
    assert door.send(door.item(1, old, now - MINUTE)) == [(1, "review", "scan.stale")]


def test_a_forged_signature_is_refused_and_kept(door: Gate) -> None:
    now = timezone.now()
    holder = identity.holder(system(), make.make_person().code)
    [card] = identity.print_cards(system(), [holder], now=now - timedelta(days=1))
    key, thief = identity.signing_key(), signing.new_key()
    assert key.id != thief.id
    from lachan.kernel import base45

    payload = bytearray(base45.decode(card.text.removeprefix("LC")))
    payload[-1] ^= 1
    forged = "LC" + base45.encode(bytes(payload))
    [foreign] = qr.printed(thief, [card.number], qr.day_number(now) + 10)
    assert door.send(door.item(1, forged, now), door.item(2, foreign, now)) == [
        (1, "refused", "scan.forged"), (2, "review", "scan.key_unknown"),
    ]  # fmt: skip
    assert list(Scan.objects.order_by("seq").values_list("person_id", "status")) == [
        (None, "refused"), (None, "review"),
    ]  # fmt: skip
    assert visits() == []


@pytest.mark.parametrize("hours", [-24, -3, 0, 3, 24])
def test_a_clock_that_is_a_day_off_is_corrected_and_all_three_times_are_kept(hours: int) -> None:
    door = gate(make.make_place(), off=timedelta(hours=hours))
    person, now = make.make_person(), timezone.now()
    told = door.item(1, person.code, now - timedelta(hours=30))
    assert door.send(told) == [(1, "stored", "scan.stored")]
    line = Scan.objects.get()
    assert abs(line.happened_at - (now - timedelta(hours=30))) < timedelta(seconds=5)
    assert line.device_at.isoformat() != line.happened_at.isoformat()
    assert abs(line.received_at - now) < timedelta(seconds=5)


def test_numbers_that_never_came_are_noticed(door: Gate) -> None:
    person, now = make.make_person(), timezone.now()
    door.send(*[door.item(n, person.code, now - n * 5 * MINUTE) for n in (1, 2, 5, 9)])
    [line] = services.devices(system(), door.place.code)
    assert (line.last_number, line.missing) == (9, 5)
    door.send(door.item(3, person.code, now - 100 * MINUTE))
    assert services.devices(system())[0].missing == 4


def test_a_scan_that_arrives_late_wakes_the_tracing(door: Gate) -> None:
    case, other, now = make.make_person(), make.make_person(), timezone.now()
    at = now - timedelta(hours=30)
    make.visit(case, door.place, at, at + timedelta(hours=1))
    make.positive(case, sampled=now - timedelta(hours=20), released=now)
    make.run_jobs()
    from lachan.tracing.models import Contact

    assert list(Contact.objects.values_list("person_id", flat=True)) == []
    door.send(door.item(1, other.code, at + 10 * MINUTE))
    make.run_jobs()
    assert list(Contact.objects.values_list("person_id", flat=True)) == [other.id]


def test_a_revoked_or_unknown_token_opens_nothing(door: Gate) -> None:
    services.revoke_device(system(), door.device, now=timezone.now())
    answer = door.post({"device_now": timezone.now().isoformat(), "scans": []})
    assert (answer.status_code, answer.json()["type"]) == (401, "places.device_refused")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for header in ("", "Bearer", "Bearer lcd_x", "Basic eDp5"):
        body = {"device_now": timezone.now().isoformat(), "scans": []}
        assert door.post(body, authorization=header).status_code == 401
    assert Device.objects.get().met_at is None
