"""Owners see counts and initials; visitors check in with one tap; the commune decides what is doubted."""

import html
import re
from datetime import timedelta

import numpy as np
import pytest
import zxingcpp
from django.test import Client
from django.utils import timezone

from lachan.accounts import public as accounts
from lachan.accounts.rules import Relation
from lachan.core import paper
from lachan.core.access import system
from lachan.core.models import AuditEntry
from lachan.identity import public as identity
from lachan.kernel import qr, signing
from lachan.places import services
from lachan.places.models import Day, Dispute, Place, Scan, Suspicion, Visit
from lachan.places.queries.owning import my_places, owner_page
from lachan.places.services.posters import TEMPLATE, poster_data
from lachan.tracing.models import Contact
from tests import make
from tests.core.raster import red
from tests.places.gates import Owner, gate, page

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SITE = "http://testserver"


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_a_place_is_registered_on_a_page_and_only_its_owner_sees_it(owner: Owner) -> None:
    unit = make.make_areas()["00001"]
    form = {"name": "  Chợ   Hôm ", "kind": "market", "commune": str(unit.id)}
    answer = owner.browser.post("/places/new/", form)
    place = Place.objects.get()
    assert answer.headers["Location"] == f"/places/of/{place.code}/"
    assert (place.name, place.kind, place.area_path) == ("Chợ Hôm", "market", unit.path)
    assert "Chợ Hôm" in page(owner.browser, "/places/")
    stranger = Owner("098 765 43 21")
    assert stranger.browser.get(f"/places/of/{place.code}/").status_code == 404
    assert stranger.browser.get(f"/places/of/{place.code}/poster/").status_code == 404
    assert stranger.browser.post(f"/places/of/{place.code}/report/", {"text": "x" * 20}).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"kind": "home"}, {"kind": "moon"}, {"commune": "999999"}, {"commune": ""}]
)
def test_a_place_that_cannot_be_is_not_registered(owner: Owner, wrong: dict[str, str]) -> None:
    unit = make.make_areas()["00001"]
    form = {"name": "Chợ Hôm", "kind": "market", "commune": str(unit.id)} | wrong
    assert owner.browser.post("/places/new/", form).status_code == 422
    assert not Place.objects.exists()


def test_without_javascript_the_commune_that_was_typed_is_found(owner: Owner) -> None:
    make.make_areas()
    owner.browser.post("/places/new/", {"name": "Chợ Hôm", "kind": "market", "q": "Phường Phúc Xá"})
    assert Place.objects.get().area_path == make.make_areas()["00001"].path


def test_an_owner_sees_counts_and_initials_and_never_a_name(owner: Owner) -> None:
    place = owner.register()
    people = [make.make_person(name=name) for name in ("Nguyễn Thị Phương Thảo", "Lê Văn Đức")]
    door, now = gate(place), timezone.now()
    door.send(*[door.item(n, person.code, now - n * MINUTE) for n, person in enumerate(people, 1)])
    shown = page(owner.browser, f"/places/of/{place.code}/")
    assert "N. T. P. T." in shown
    assert "L. V. Đ." in shown
    for person in people:
        assert person.name not in shown
        assert not re.search(rf"\b{person.code}\b", shown)
    counted = owner_page(place, now)
    assert (counted.inside, sum(counted.hours), counted.days[-1][1]) == (2, 2, 2)


def test_guests_who_never_scan_out_are_inside_for_as_long_as_the_kind_says(owner: Owner) -> None:
    place, now = owner.register(kind="shop"), timezone.now()
    person, other = make.make_person(), make.make_person()
    make.visit(person, place, now - 19 * MINUTE)
    make.visit(other, place, now - 30 * MINUTE, now + timedelta(seconds=200))
    assert owner_page(place, now).inside == 2
    assert owner_page(place, now + 2 * MINUTE).inside == 1
    assert owner_page(place, now + 6 * MINUTE).inside == 0


def test_parts_of_a_place_count_for_the_whole(owner: Owner) -> None:
    place, now = owner.register(), timezone.now()
    hall = services.add_zone(owner.actor, owner.account.id, place.code, "Sảnh 2")
    make.visit(make.make_person(), hall, now - MINUTE)
    [line] = my_places(owner.account.id, now)
    assert (line.place, line.today) == (place, 1)
    assert owner_page(place, now).inside == 1
    assert owner.browser.post(f"/places/of/{hall.code}/zones/", {"name": "Góc"}).status_code == 404
    assert page(owner.browser, f"/places/of/{hall.code}/")


def test_a_phone_of_the_staff_gets_a_key_that_is_shown_once_and_can_be_taken_back(owner: Owner) -> None:
    place = owner.register()
    owner.browser.post(f"/places/of/{place.code}/phones/", {"name": "Cổng 2"})
    found = re.search(r"lcd_[\w-]+", page(owner.browser, f"/places/of/{place.code}/"))
    assert found is not None
    assert "lcd_" not in page(owner.browser, f"/places/of/{place.code}/")
    device = place.devices.get()
    upload = services.Upload(timezone.now(), [])
    assert services.take_scans(found[0], upload, now=timezone.now()) == []
    owner.browser.post(f"/places/of/{place.code}/phones/{device.id}/revoke/")
    from lachan.places.errors import DeviceRefused

    with pytest.raises(DeviceRefused):
        services.take_scans(found[0], upload, now=timezone.now())


def test_a_suspicion_reaches_the_commune_of_the_place_and_nobody_elses(owner: Owner) -> None:
    place, units = owner.register(), make.make_areas()
    owner.browser.post(
        f"/places/of/{place.code}/report/", {"text": "Khách ho nhiều, không chịu đeo khẩu trang"}
    )
    near, _ = make.make_staff(units["00001"], "manager")
    far, _ = make.make_staff(units["00004"], "manager")
    seen = {}
    for user in (near, far):
        client = Client()
        client.force_login(user)
        seen[user.username] = "ho nhiều" in page(client, "/places/disputes/")
        told = Suspicion.objects.get()
        client.post(f"/places/suspicions/{told.id}/")
    assert seen == {near.username: True, far.username: False}
    assert Suspicion.objects.get().closed_by == near.username


# --- the poster


@pytest.mark.parametrize(("size", "wide_mm", "least_mm"), [("a4", 210, 150), ("a5", 148, 105)])
def test_a_poster_can_be_read_back_and_its_code_is_as_big_as_asked(
    owner: Owner, size: str, wide_mm: float, least_mm: float
) -> None:
    place = owner.register("Siêu thị Điện máy và Thực phẩm tươi sống Nguyễn Thị Minh Khai, chi nhánh Phúc Xá")
    import json

    data = {"data": json.dumps(poster_data([place], SITE, size))}
    picture = paper._compiler().compile(TEMPLATE, format="png", ppi=100, sys_inputs=data)
    grey = red(picture if isinstance(picture, bytes) else b"")
    [found] = zxingcpp.read_barcodes(grey)
    corner, far = found.position.top_left, found.position.bottom_right
    assert (far.x - corner.x) / grey.shape[1] * wide_mm >= least_mm
    quiet = int((far.x - corner.x) / 53 * 3.8)
    around = grey[corner.y - quiet : far.y + quiet, corner.x - quiet : far.x + quiet].copy()
    around[quiet - 2 : -quiet + 2, quiet - 2 : -quiet + 2] = 255
    assert np.min(around) == 255
    address, _, code = found.text.rpartition("/")
    assert address == f"{SITE}/p"
    assert qr.place_number(code, identity.trust(timezone.now(), numbers=())) == place.id
    answer = owner.browser.get(f"/places/of/{place.code}/poster/?size={size}")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_forged_or_foreign_code_shows_a_warning_and_leads_nowhere(owner: Owner) -> None:
    place, thief = owner.register(), signing.new_key()
    [genuine] = qr.place_codes(identity.signing_key(), [place.id])
    [foreign] = qr.place_codes(thief, [place.id])
    forged = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")
    moved = genuine[:12] + ("A" if genuine[12] != "A" else "B") + genuine[13:]
    for code in (foreign, forged, moved, "x", "%F0%9F%98%80", "..%2F..%2Flogin", "https:%2F%2Fevil.example"):
        for client in (owner.browser, Client()):
            for answer in (client.get(f"/p/{code}"), client.post(f"/p/{code}", {"who": "x"})):
                assert answer.status_code == 404, code
                assert "Location" not in answer.headers
    assert "Mã này không phải của Lá Chắn" in html.unescape(
        owner.browser.get(f"/p/{foreign}").content.decode()
    )
    assert page(Client(), f"/p/{genuine}")
    identity.rotate_key(system())
    assert page(Client(), f"/p/{genuine}"), "a poster outlives the key's turn"


# --- checking in


def test_one_tap_checks_a_family_in_and_out(owner: Owner) -> None:
    place = owner.register()
    me, mother = owner.person(), owner.person("Lê Thị Sen", Relation.PARENT)
    [code] = qr.place_codes(identity.signing_key(), [place.id])
    shown = page(owner.browser, f"/p/{code}")
    cares = re.findall(r'name="who" id="who-[\w-]+" value="([\w-]+)"', shown)
    assert len(cares) == 2
    answer = owner.browser.post(f"/p/{code}", {"who": cares, "direction": "in"})
    assert answer.status_code == 200
    assert set(Visit.objects.values_list("person_id", "left_at")) == {(me, None), (mother, None)}
    owner.browser.post(f"/p/{code}", {"who": cares[:1], "direction": "out"})
    assert Visit.objects.exclude(left_at=None).count() == 1
    assert {line.kind for line in Scan.objects.all()} == {"self"}
    assert AuditEntry.objects.filter(verb="places.scan", role="citizen").count() == 2
    assert Day.objects.get().entries == 2


def test_nobody_checks_in_for_strangers_or_without_signing_in(owner: Owner) -> None:
    place, stranger = owner.register(), Owner("098 765 43 21")
    stranger.person("Người lạ")
    owner.person()
    [code] = qr.place_codes(identity.signing_key(), [place.id])
    care = accounts.cares(stranger.account)[0].care.id
    assert owner.browser.post(f"/p/{code}", {"who": str(care), "direction": "in"}).status_code == 422
    assert Client().post(f"/p/{code}", {"who": str(care), "direction": "in"}).status_code == 403
    assert not Visit.objects.exists()


# --- my visits


def test_visits_of_three_weeks_are_shown_with_the_day_they_are_deleted(owner: Owner) -> None:
    me, now = owner.person(), timezone.now()
    person, place = identity.people([me], identity.Purpose.OWN)[me], owner.register("Phở Thìn", "restaurant")
    rows = [(person.code, place.code, now - timedelta(days=days), None) for days in (1, 20, 23)]
    make.visits(rows)
    care = accounts.cares(owner.account)[0].care.id
    shown = page(owner.browser, f"/me/{care}/visits/")
    assert shown.count("Phở Thìn") == 2
    assert f"{timezone.localtime(now) + timedelta(days=20):%d/%m/%Y}" in shown
    stranger = Owner("098 765 43 21")
    assert stranger.browser.get(f"/me/{care}/visits/").status_code == 404
    assert stranger.browser.post(f"/me/{care}/visits/dispute/", {"visit": "1_x"}).status_code == 404


def test_what_was_not_me_stops_being_evidence_when_the_commune_agrees(owner: Owner) -> None:
    me, now = owner.person(), timezone.now()
    case, place = make.make_person(make.make_areas()["00001"]), owner.register()
    at = now - timedelta(hours=30)
    make.visit(case, place, at, at + timedelta(hours=1))
    door = gate(place)
    door.send(door.item(1, identity.person_codes([me])[me], at + MINUTE))
    make.positive(case, sampled=now - timedelta(hours=20), released=now)
    make.run_jobs()
    assert list(Contact.objects.values_list("person_id", flat=True)) == [me]
    care = accounts.cares(owner.account)[0].care.id
    [key] = re.findall(r'name="visit" value="([^"]+)"', page(owner.browser, f"/me/{care}/visits/"))
    for _ in range(2):
        assert owner.browser.post(f"/me/{care}/visits/dispute/", {"visit": key}).status_code == 302
    told = Dispute.objects.get()
    far, _ = make.make_staff(make.make_areas()["00004"], "manager")
    near, _ = make.make_staff(make.make_areas()["00001"], "manager")
    client = Client()
    client.force_login(far)
    assert client.post(f"/places/disputes/{told.id}/", {"decision": "agree"}).status_code == 404
    assert Visit.objects.filter(person_id=me).exists(), "until the commune agrees it stands"
    client.force_login(near)
    assert "Trần Thị Hoa" in page(client, "/places/disputes/")
    client.post(f"/places/disputes/{told.id}/", {"decision": "agree"})
    assert not Visit.objects.filter(person_id=me).exists()
    assert Scan.objects.get().reason == "scan.disputed"
    make.run_jobs()
    assert not Contact.objects.filter(person_id=me, withdrawn_at=None).exists()
    other = make.make_person()
    door.send(
        door.item(2, other.code, now),
        door.item(3, identity.person_codes([me])[me], now, "out"),
    )
    assert not Visit.objects.filter(person_id=me).exists(), "a later scan does not bring it back"


def test_visits_of_all_records_that_are_one_person_are_theirs(owner: Owner) -> None:
    me, now = owner.person(), timezone.now()
    alias, place = make.make_person(name="Trần Thị Hoa"), owner.register("Phở Thìn")
    make.visit(alias, place, now - timedelta(hours=3))
    care = accounts.cares(owner.account)[0].care.id
    assert "Phở Thìn" not in page(owner.browser, f"/me/{care}/visits/")
    identity.merge(system(), me, alias.id)
    [key] = re.findall(r'name="visit" value="([^"]+)"', page(owner.browser, f"/me/{care}/visits/"))
    assert owner.browser.post(f"/me/{care}/visits/dispute/", {"visit": key}).status_code == 302
    assert Dispute.objects.get().person_id == alias.id
    assert "chờ xã, phường quyết định" in page(owner.browser, f"/me/{care}/visits/")
