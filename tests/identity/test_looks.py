"""Who looked at whom is written set-based, once an hour, and read by the person alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lachan.core.access import system
from lachan.core.errors import NotAllowed
from lachan.identity import public as identity
from lachan.identity.models import RecordView
from tests.make import NOON, make_areas, make_person, make_staff

pytestmark = pytest.mark.django_db


def test_a_page_with_many_people_is_one_statement_and_many_rows() -> None:
    _, tracer = make_staff(make_areas()["00001"])
    people = [make_person().id for _ in range(30)]
    with CaptureQueriesContext(connection) as told:
        identity.note_view(tracer, people + people, identity.Purpose.TRACING, ref="case", now=NOON)
    assert len(told) <= 1  # statements of our own pass by Django's log
    assert RecordView.objects.filter(actor=tracer.id, ref="case", times=1).count() == 30


def test_looking_again_within_the_hour_counts_and_another_reason_is_another_row() -> None:
    _, tracer = make_staff(None)
    person = make_person()
    for minutes in (0, 5, 59, 61):
        at = NOON + timedelta(minutes=minutes)
        identity.note_view(tracer, [person.id], identity.Purpose.TRACING, now=at)
    identity.note_view(tracer, [person.id], identity.Purpose.BREAK_GLASS, now=NOON)
    looks = identity.looks(system(), person.id)
    assert [(look.purpose, look.times) for look in looks] == [
        ("tracing", 1),
        ("tracing", 3),
        ("break_glass", 1),
    ]
    assert looks[1].last_at == NOON + timedelta(minutes=59)


def test_staff_do_not_read_who_looked() -> None:
    _, tracer = make_staff(None)
    with pytest.raises(NotAllowed):
        identity.looks(tracer, make_person().id)
