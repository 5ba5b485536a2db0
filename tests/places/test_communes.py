"""Communes see which places are used, and decide what is doubted."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lachan.core.access import system
from lachan.identity import public as identity
from lachan.places.models import Ownership, Place, Scan, Visit
from tests import make
from tests.places.gates import Owner, gate, page

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner() -> Owner:
    return Owner()


def test_use_of_places_is_told_from_the_counts_and_unused_ones_are_listed(owner: Owner) -> None:
    used, idle = owner.register("Có người"), owner.register("Bỏ trống")
    units, now = make.make_areas(), timezone.now()
    elsewhere = make.make_place(units["09163"])
    make.visit(make.make_person(), used, now - timedelta(minutes=1))
    old = make.make_place(units["00004"])
    make.visit(make.make_person(), old, now - timedelta(days=9))
    user, _ = make.make_staff(units["01"], "manager")
    client = Client()
    client.force_login(user)
    today = timezone.localdate()
    shown = page(client, f"/places/activity/?day={today}")
    assert "1 trong 3" in shown
    listed = page(client, "/places/unused/")
    assert [name in listed for name in (idle.name, old.name, used.name, elsewhere.name)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert date.fromisoformat(str(today)) == today


def test_a_doubtful_scan_waits_for_the_commune_and_counts_when_they_say_so(owner: Owner) -> None:
    place, now = owner.register(), timezone.now()
    person, units = make.make_person(name="Phạm Văn Hai"), make.make_areas()
    elsewhere, door = gate(make.make_place(units["09163"])), gate(place)
    elsewhere.send(elsewhere.item(1, person.code, now - 3 * MINUTE))
    door.send(door.item(1, person.code, now - 3 * MINUTE), door.item(2, "ai đây", now))
    user, actor = make.make_staff(units["00001"], "manager")
    client = Client()
    client.force_login(user)
    shown = page(client, "/places/doubtful/")
    assert "Phạm Văn Hai" in shown
    assert "ai đây" in shown
    assert any(look.actor == user.username for look in identity.looks(system(), person.id))
    client.post("/places/doubtful/decide/", {"scan": f"{door.device}_1", "decision": "counts"})
    client.post("/places/doubtful/decide/", {"scan": f"{door.device}_2", "decision": "dismiss"})
    assert Visit.objects.filter(place_id=place.id, person_id=person.id).exists()
    assert page(client, "/places/doubtful/").count("card") <= shown.count("card")
    assert "ai đây" not in page(client, "/places/doubtful/")
    assert client.post("/places/doubtful/decide/", {"scan": f"{door.device}_1"}).status_code == 404
    assert actor.area_path == units["00001"].path


def test_a_commune_registers_many_places_by_a_file_within_its_own_area(tmp_path: object) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    units = make.make_areas()
    elsewhere = make.make_place(units["09163"])
    user, _ = make.make_staff(units["00001"], "manager")
    client = Client()
    client.force_login(user)
    lines = [
        "code,name,kind,area_code",
        "K1,Quán Một,cafe,00001",
        "K2,Quán Hai,cafe,00004",
        "K3,,cafe,00001",
        f"{elsewhere.code},Chiếm chỗ,cafe,00001",
    ]
    file = SimpleUploadedFile("places.csv", "\n".join(lines).encode())
    answer = client.post("/places/upload/", {"file": file})
    shown = html.unescape(answer.content.decode())
    assert "places.outside_area" in shown
    assert "table.empty" in shown
    assert list(Place.objects.filter(code__startswith="K").values_list("code", flat=True)) == ["K1"]
    elsewhere.refresh_from_db()
    assert elsewhere.name != "Chiếm chỗ"
    assert not Ownership.objects.exists()


def test_an_upload_that_stands_at_one_moment_is_listed_to_its_end(owner: Owner) -> None:
    """Scans of a time that cannot be stand at their arrival, all of them at the same."""
    door, ahead = gate(owner.register()), timezone.now() + timedelta(days=2)
    door.send(*[door.item(n, f"nobody-{n:02d}", ahead) for n in range(1, 61)])
    assert Scan.objects.values("happened_at").distinct().count() == 1
    user, _ = make.make_staff(make.make_areas()["00001"], "manager")
    client = Client()
    client.force_login(user)
    first = page(client, "/places/doubtful/")
    [further] = re.findall(r'href="(\?before=[^"]+)"', first)
    found = [
        re.findall(r"nobody-\d\d", shown) for shown in (first, page(client, f"/places/doubtful/{further}"))
    ]
    assert [len(set(codes)) for codes in found] == [50, 10]
    assert len(set(found[0] + found[1])) == 60


@pytest.mark.parametrize(
    "path",
    [
        "/places/doubtful/?before=yesterday",
        "/places/doubtful/?before=2026-01-01T00:00:00_1_1",
        "/places/unused/?after=%00_1",
        "/places/unused/?after=1._99999999999999999999",
        "/places/activity/?day=0001-01-01",
        "/places/activity/?day=9999-12-31",
    ],
)
def test_an_odd_address_shows_the_page_without_it(path: str) -> None:
    user, _ = make.make_staff(make.make_areas()["00001"], "manager")
    client = Client()
    client.force_login(user)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("scan", ["", "1", "1_99999999999999999999", "9_9", "²_1"])
def test_a_scan_that_is_not_there_is_not_decided(scan: str) -> None:
    user, _ = make.make_staff(make.make_areas()["00001"], "manager")
    client = Client()
    client.force_login(user)
    assert client.post("/places/doubtful/decide/", {"scan": scan, "decision": "counts"}).status_code == 404
