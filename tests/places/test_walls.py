"""As the site's own role: what a gate stores it does not see, and only through its door."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from lachan.core import wall
from lachan.places import queries, services
from lachan.places.models import Scan, Visit
from tests import make
from tests.accounts.make import make_account
from tests.places.gates import Gate, gate

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door() -> Gate:
    return gate(make.make_place(make.make_areas()["00001"]))


@pytest.fixture
def as_site(door: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed in as the site is: a role that owns nothing."""
    monkeypatch.setitem(connection.settings_dict, "USER", wall.SITE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION lachan_site")


def test_a_gate_stores_through_its_door_and_the_wall_closes_behind_it(as_site: None, door: Gate) -> None:
    with wall.opened("tests.made"):
        person = make.make_person()
    at = timezone.now() - MINUTE
    told = door.send(door.item(1, person.code, at), door.item(2, "nobody", at))
    assert told == [(1, "stored", "scan.stored"), (2, "review", "scan.unknown")]
    assert not Scan.objects.exists()
    assert not Visit.objects.exists()
    with wall.opened("tests.looked"):
        assert (Scan.objects.count(), Visit.objects.get().person_id) == (2, person.id)


def test_a_commune_sees_what_is_doubted_and_nothing_that_is_settled(as_site: None, door: Gate) -> None:
    with wall.opened("tests.made"):
        person = make.make_person()
    at = timezone.now() - MINUTE
    door.send(door.item(1, person.code, at), door.item(2, "nobody", at))
    with wall.inside(wall.Scope(area_path=door.place.area_path)):
        assert list(Scan.objects.values_list("status", flat=True)) == ["review"]
    with wall.inside(wall.Scope(area_path=make.make_areas()["09163"].path)):
        assert not Scan.objects.exists()


def test_who_checks_in_with_their_own_phone_sees_their_own_visit_alone(as_site: None, door: Gate) -> None:
    from lachan.accounts import public as accounts

    with wall.opened("tests.made"):
        account, (me, other) = make_account(now=timezone.now()), (make.make_person(), make.make_person())
    now = timezone.now()
    door.send(door.item(1, other.code, now - MINUTE))
    with wall.inside(wall.Scope(user=account.user_id, people=(me.id,))):
        services.check_in(accounts.citizen(account), door.place.id, [me.id], is_out=False, now=now)
        assert not Visit.objects.exists()
        assert [visit.entered_at for visit in queries.own_visits(me.id, now)] == [now]
