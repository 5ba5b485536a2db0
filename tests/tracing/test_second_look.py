"""The second look asks first: what landed unheard during a trace is found, and nothing is done twice."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from lachan.core.access import system
from lachan.tracing import services
from lachan.tracing.models import Case, Contact, Evidence, ExposurePoint
from tests import make
from tests.tracing.standing import assert_in_order, queued, standing
from tests.tracing.test_late_data import WINDOW, Row, Scene, World, contacts, meetings, stays

pytestmark = pytest.mark.django_db


@contextmanager
def unheard() -> Iterator[None]:
    """What is stored meanwhile meets no watch, like a row that was under way while the case was traced."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_watch SET topic = 'deaf.' || topic")
    yield
    assert queued() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_watch SET topic = substr(topic, 6)")


def versions() -> list[tuple[object, ...]]:
    """Which version of each row stands: written again, even the same, it would be another one."""
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for table in ("tracing_case", "tracing_contact", "tracing_evidence", "tracing_task", "core_watch"):
            cursor.execute(
                sql.SQL("SELECT {}, ctid::text, xmin::text FROM {} ORDER BY 2").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            )
            found += cursor.fetchall()
    return found


def test_where_nothing_landed_the_second_look_writes_nothing() -> None:
    world = World()
    make.visit(world.guest, world.cafe, make.at(-4.5), make.at(-4.2))
    make.visit(make.make_person(), world.cafe, make.at(-4.5))
    make.meet(world.f0, world.guest, make.at(-20), make.at(-19.5), masked=True)
    case = world.trace()
    before = versions()
    assert len(before) > 5
    assert services.look(system(), [case.id]) == []
    assert versions() == before


def test_a_case_from_before_seals_is_traced_again() -> None:
    case = World().trace()
    Case.objects.update(seal=None)
    assert services.look(system(), [case.id]) == [case.id]
    assert services.look(system(), [case.id]) == []


def test_a_visit_that_nobody_heard_of_is_found() -> None:
    world = World()
    case = world.trace()
    with unheard():
        make.visit(world.guest, world.cafe, make.at(-4.5), make.at(-4))
    assert contacts() == []
    assert services.look(system(), [case.id]) == [case.id]
    assert contacts() == [world.guest.id]
    assert_in_order()


def test_the_cases_own_exit_that_nobody_heard_of_moves_its_point_where_nobody_else_was() -> None:
    world = World()
    make.visit(world.f0, world.cafe, make.at(-3))
    case = world.trace()
    with unheard():
        make.visit(world.f0, world.cafe, make.at(-3), make.at(-2.9))
    assert services.look(system(), [case.id]) == [case.id]
    assert ExposurePoint.objects.filter(ends_at=make.at(-2.9), withdrawn_at=None).count() == 1


def test_a_meeting_too_far_for_a_contact_that_nobody_heard_of_is_counted() -> None:
    world = World()
    case = world.trace()
    with unheard():
        make.meet(world.f0, world.guest, make.at(-20), make.at(-19), distance_m=2.9)
    found = Evidence.objects.count()
    services.look(system(), [case.id])
    assert (contacts(), Evidence.objects.count()) == ([], found)
    assert services.look(system(), [case.id]) == []


def test_two_cases_that_did_not_see_each_other_are_linked_without_a_trace() -> None:
    world = World()
    make.visit(world.guest, world.cafe, make.at(-4.5), make.at(-4.2))
    world.trace()
    make.positive(world.guest)
    make.run_jobs()
    cases = dict(Case.objects.values_list("person_id", "id"))
    Contact.objects.update(became=None)  # as if both had been traced at the same time
    assert services.look(system(), [cases[world.guest.id]]) == []
    assert Contact.objects.get(person_id=world.guest.id).became_id == cases[world.guest.id]


@pytest.mark.timeout(120)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stays, meetings, st.booleans(), st.randoms(use_true_random=False))
def test_whatever_lands_unheard_the_second_look_ends_as_if_it_had_been_known_before(
    visits: list[Row], meets: list[Row], at_its_end: bool, chance: random.Random
) -> None:
    scene = Scene(WINDOW[1] if at_its_end else WINDOW[0].replace(minute=30), chance)
    rows = [*visits, *meets]
    late = [row for row in rows if row.told != "before"]
    before = [row if row.told == "before" else replace(row, lasts=None) for row in rows if row.told != "late"]
    with transaction.atomic():
        make.run_jobs()
        chance.shuffle(late)
        with transaction.atomic():
            for row in before:
                scene.tell(row)
            make.positive(scene.people[0])
            make.run_jobs()
            with unheard():
                for row in late:
                    scene.tell(row)
            services.look(system(), list(Case.objects.values_list("id", flat=True)))
            assert_in_order()
            looked = standing()
            transaction.set_rollback(True)
        assert looked == scene.ended(before + late, [])
        transaction.set_rollback(True)
