"""What a computation sees that decides across areas, also where the site itself has no other role."""

import pytest
from django.db import connection, transaction

from lachan.core import wall
from lachan.core.wall import Scope
from lachan.identity.models import Person
from tests.make import make_areas, make_person

pytestmark = pytest.mark.django_db


def seen() -> int:
    return Person.objects.count()


@pytest.fixture
def as_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed in as the site is: a role that owns nothing."""
    units = make_areas()
    make_person(units["00001"])
    make_person(units["09163"])
    monkeypatch.setitem(connection.settings_dict, "USER", wall.SITE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL SESSION AUTHORIZATION lachan_site")


@pytest.mark.usefixtures("as_the_site")
@pytest.mark.parametrize("scope", [None, Scope(), Scope(area_path="nowhere.")])
def test_an_opened_wall_within_another_does_not_close_it(scope: Scope | None) -> None:
    with transaction.atomic() if scope is None else wall.inside(scope):
        assert seen() == 0
        with wall.opened("tests.outer"):
            with wall.opened("tests.inner"):
                assert seen() == 2
            assert seen() == 2
        assert seen() == 0


@pytest.mark.usefixtures("as_the_site")
def test_an_opened_wall_that_fails_is_closed_again() -> None:
    with wall.inside(Scope()):
        with pytest.raises(RuntimeError), wall.opened("tests.outer"), wall.opened("tests.inner"):
            raise RuntimeError
        assert seen() == 0


@pytest.mark.usefixtures("as_the_site")
def test_a_request_within_an_opened_wall_sees_its_own_scope_and_may_open_it_anew() -> None:
    with wall.opened("tests.outer"), wall.inside(Scope()):
        assert seen() == 0
        with wall.opened("tests.inner"):
            assert seen() == 2
        assert seen() == 0
