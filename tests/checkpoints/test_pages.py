"""The guard's page: plate once, then each person; the answer comes with the same page."""

import html
import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from lachan.checkpoints.models import Checkpoint, Passage, Passenger, Post, Shift
from lachan.permits.models import Permit
from tests.checkpoints.make import Gate, gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Gate:
    return gate()


class Screen:
    """The browser of somebody of the staff; a scanner types a text and Enter."""

    def __init__(self, at: Gate, actor_id: str) -> None:
        self.client, self.path = Client(), f"/checkpoints/of/{at.checkpoint.id}/posts/{at.post.post.id}/"
        self.client.force_login(User.objects.get(username=actor_id))
        self.text = ""

    def open(self, path: str = "") -> str:
        answer = self.client.get(path or self.path)
        assert answer.status_code == 200, (path, answer.status_code)
        self.text = html.unescape(answer.content.decode())
        return self.text

    def enter(self, field: str, typed: str) -> str:
        """Type into the field that has the focus, and Enter: whatever else the form holds goes along."""
        form = self.text.split('class="card stack gate__form"')[1].split("</form>")[0]
        told = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        told.pop("csrfmiddlewaretoken", None)
        assert f'name="{field}"' in form
        answer = self.client.post(self.path, told | {field: typed})
        if answer.status_code == 302:
            return self.open(answer.headers["Location"])
        assert answer.status_code == 200
        self.text = html.unescape(answer.content.decode())
        return self.text


def whole_day(at: Gate, name: str) -> str:
    """Somebody with a permit that holds at any hour; their code."""
    person = at.place.person(name)
    at.permit(person, template="medical", reason="escort", now=timezone.now(), plate="")
    return person.code


def test_a_vehicle_with_two_people_takes_one_request_for_the_plate_and_one_for_each(at: Gate) -> None:
    screen, first, second = Screen(at, at.guard.id), whole_day(at, "Trần Một"), whole_day(at, "Lê Hai")
    screen.open()
    screen.enter("plate", "29a-123.45")
    assert not Passage.objects.exists()
    shown = screen.enter("scan", first)
    assert "Trần Một" in shown
    assert "tone-good" in shown
    screen.enter("scan", second)
    assert "Lê Hai" in screen.text
    assert "Trần Một" in screen.text  # among the others of the vehicle
    [vehicle] = Passage.objects.all()
    assert (vehicle.plate, vehicle.passengers.count()) == ("29A12345", 2)
    screen.enter("scan", "")  # Enter alone: the next vehicle
    assert "Lê Hai" not in screen.text
    screen.enter("plate", "30F-1")
    screen.enter("scan", first)
    assert Passage.objects.count() == 2


def test_on_foot_the_first_field_takes_the_code(at: Gate) -> None:
    from lachan.permits import services as permits

    screen = Screen(at, at.guard.id)
    whole_day(at, "Trần Một")
    screen.open()
    shown = screen.enter("plate", permits.code_of(Permit.objects.get()))
    assert "Trần Một" in shown
    assert Passage.objects.get().plate == ""


def test_a_page_sent_twice_stores_once(at: Gate) -> None:
    screen, code = Screen(at, at.guard.id), whole_day(at, "Trần Một")
    screen.open()
    screen.enter("plate", "29A1")
    before = screen.text
    screen.enter("scan", code)
    screen.text = before
    screen.enter("scan", code)
    assert (Passage.objects.count(), Passenger.objects.count()) == (1, 1)


def test_what_waits_is_decided_with_a_key_and_the_vehicle_stays_on_the_page(at: Gate) -> None:
    screen = Screen(at, at.guard.id)
    screen.open()
    screen.enter("plate", "29A1")
    shown = screen.enter("scan", "nobody")
    assert 'data-key="p"' in shown
    assert 'data-key="r"' in shown
    row = Passenger.objects.get()
    answer = screen.client.post(f"/checkpoints/passengers/{row.id}/", {"decision": "refuse"})
    assert f"vehicle={row.passage_id}" in answer.headers["Location"]
    assert "29A1" in screen.open(answer.headers["Location"])
    assert Passenger.objects.get().decision == "refused"
    answer = screen.client.post(f"/checkpoints/passengers/{row.id}/", {"decision": "pass"})
    assert Passenger.objects.get().decision == "passed"  # yellow: the guard may think again
    assert answer.status_code == 302


def test_strangers_reach_neither_page_nor_list(at: Gate) -> None:
    from tests import make

    other = make.make_staff(at.place.units["00004"], "guard")[1]
    screen = Screen(at, other.id)
    for path in (screen.path, f"/checkpoints/of/{at.checkpoint.id}/passages/"):
        assert screen.client.get(path).status_code == 404
    assert screen.client.post(screen.path, {"vehicle": "x", "scan": "y"}).status_code == 404
    assert "Chốt Cầu Giẽ" not in screen.open("/checkpoints/")
    assert screen.client.get(f"/checkpoints/of/{at.checkpoint.id}/").status_code == 403


def test_a_manager_opens_a_checkpoint_with_lanes_shifts_and_posts(at: Gate) -> None:
    screen, unit = Screen(at, at.manager.id), at.place.units["00001"]
    form = {"name": "Chốt Pháp Vân", "lanes": "3", "commune": str(unit.id)}
    assert screen.client.post("/checkpoints/new/", form | {"lanes": "0"}).status_code == 422
    far = form | {"commune": str(at.place.units["00004"].id)}
    assert screen.client.post("/checkpoints/new/", far).status_code == 422
    path = screen.client.post("/checkpoints/new/", form).headers["Location"]
    made = Checkpoint.objects.get(name="Chốt Pháp Vân")
    assert Post.objects.filter(checkpoint=made).count() == 3
    for starts, ends, status in (
        ("25/11/2026 06:00", "25/11/2026 14:00", 302),
        ("25/11/2026 13:00", "25/11/2026 22:00", 422),
        ("25/11/2026 14:00", "25/11/2026 14:00", 422),
        ("sáng", "chiều", 422),
    ):
        answer = screen.client.post(path, {"what": "shift", "starts": starts, "ends": ends})
        assert answer.status_code == status, starts
    assert Shift.objects.filter(checkpoint=made).count() == 1
    assert screen.client.post(path, {"what": "post", "lane": 1, "name": "1"}).status_code == 422
    assert screen.client.post(path, {"what": "post", "lane": 1, "name": "Trong"}).status_code == 302
    assert "Trong" in screen.open(path)
    screen.client.post(path, {"what": "close"})
    assert screen.client.get(path).status_code == 404


def test_the_list_tells_reason_and_guard_and_is_narrowed_to_refusals(at: Gate) -> None:
    screen, code = Screen(at, at.guard.id), whole_day(at, "Trần Một")
    at.scan(code, at=timezone.now())
    at.scan(at.place.person("Lê Không Giấy").code, at=timezone.now())
    path = f"/checkpoints/of/{at.checkpoint.id}/passages/"
    assert all(name in screen.open(path) for name in ("Trần Một", "Lê Không Giấy"))
    shown = screen.open(path + "?refused=1")
    assert "Trần Một" not in shown
    assert "không có giấy đi đường" in shown
    assert screen.client.get(path + "?shift=x&before=" + quote("2026-11-25_1")).status_code == 200
