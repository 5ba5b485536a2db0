"""Break-glass: one record, one hour, one reader, seen by the person and by the officer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lachan.accounts import queries, services
from lachan.accounts.errors import OpeningOver
from lachan.accounts.rules import Relation
from lachan.core.access import system
from lachan.core.errors import NotAllowed, TooMany
from lachan.core.models import AuditEntry
from lachan.identity import public as identity
from tests.accounts.make import make_account, signed_in, told
from tests.make import NOON, make_areas, make_person, make_staff

pytestmark = pytest.mark.django_db
WHY = "bệnh nhân hôn mê, cần liên hệ"


def test_the_hour_the_reader_and_the_record_are_one() -> None:
    units = make_areas()
    person, other = make_person(units["24"]), make_person(units["24"])
    _, tracer = make_staff(units["00001"])
    _, colleague = make_staff(units["00001"])
    opening = services.open_record(tracer, person.code, "CA-1", WHY, now=NOON)
    late = NOON + timedelta(minutes=59, seconds=59)
    assert queries.opened(tracer, opening.id, now=late).who.code == person.code
    assert queries.is_open(tracer, person.id, now=late)
    assert not queries.is_open(tracer, other.id, now=late)
    assert not queries.is_open(colleague, person.id, now=late)
    for actor, now in ((tracer, NOON + timedelta(minutes=60)), (colleague, late)):
        with pytest.raises(OpeningOver):
            queries.opened(actor, opening.id, now=now)
    with pytest.raises(OpeningOver):
        queries.opened(tracer, uuid4(), now=NOON)
    entry = AuditEntry.objects.get(verb="accounts.open_record")
    assert (entry.actor, entry.facts) == (tracer.id, {"person": person.code})


def test_who_may_not_open_and_what_does_not_exist_are_refused() -> None:
    _, laboratory = make_staff(None, "laboratory")
    _, tracer = make_staff(None)
    with pytest.raises(NotAllowed):
        services.open_record(laboratory, make_person().code, "CA-1", WHY, now=NOON)
    with pytest.raises(identity.PersonUnknown):
        services.open_record(tracer, "nobody", "CA-1", WHY, now=NOON)


def test_openings_have_a_quota_that_wrong_codes_use_up_too() -> None:
    _, tracer = make_staff(None)
    for _ in range(10):
        with pytest.raises(identity.PersonUnknown):
            services.open_record(tracer, "nobody", "CA-1", WHY, now=NOON)
    with pytest.raises(TooMany):
        services.open_record(tracer, make_person().code, "CA-1", WHY, now=NOON)


def test_the_officer_sees_openings_of_the_people_of_the_area_and_nobody_else_does() -> None:
    units = make_areas()
    _, tracer = make_staff(units["00001"])
    for code in ("24", "00004"):
        services.open_record(tracer, make_person(units[code]).code, f"CA-{code}", WHY, now=NOON)
    _, officer = make_staff(units["24"], "data_protection")
    page, has_more = queries.openings(officer)
    assert ([line.opening.case_ref for line in page], has_more) == (["CA-24"], False)
    assert len(queries.openings(system())[0]) == 2
    with pytest.raises(NotAllowed):
        queries.openings(tracer)


def test_on_the_pages_the_citizen_reads_who_opened_the_record_and_why() -> None:
    care = services.add_person(make_account(), Relation.SELF, told("Trần Thị Hoa"), now=NOON)
    code = identity.person_codes([care.person_id])[care.person_id]
    user, _ = make_staff(make_areas()["24"], "tracer", username="truy-vet-24")
    client = Client()
    client.force_login(user)
    short = client.post("/open/", {"person": code, "case_ref": "CA-9", "reason": "x"})
    assert short.status_code == 422
    sent = client.post("/open/", {"person": code, "case_ref": "CA-9", "reason": WHY})
    page = client.get(sent.headers["Location"]).content.decode()
    assert "Trần Thị Hoa" in page
    assert WHY in page
    mine = signed_in(care.account).get(f"/me/{care.id}/").content.decode()
    assert "truy-vet-24" in mine
    assert "Mở khẩn cấp" in mine
    assert WHY in mine
    officer, _ = make_staff(None, "data_protection")
    client.force_login(officer)
    assert WHY in client.get("/openings/").content.decode()
    looks = identity.looks(system(), care.person_id)
    assert [(look.purpose, look.times) for look in looks] == [("break_glass", 1)]
    assert timezone.now() - looks[0].last_at < timedelta(minutes=5)
