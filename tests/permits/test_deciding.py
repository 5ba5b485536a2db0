"""Asked for, approved, refused, taken back; what a permit is worth at a place and time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lachan.core import policies
from lachan.core.access import system
from lachan.core.errors import NotAllowed, NotFound
from lachan.core.models import AuditEntry
from lachan.identity.models import Alias, Merge, Person
from lachan.kernel.permits import Answer
from lachan.permits import queries, services
from lachan.permits.errors import AskedAlready, CannotBeGiven, HomeUnknown, PermitUnknown
from lachan.permits.models import Application, Permit, Suspension
from lachan.permits.queries import holding, own
from lachan.testing import public as testing
from lachan.testing.models import Result
from tests import make
from tests.permits.make import CITIZEN, DAY, ERRAND, HOUR, NOW, Town, asked, given, town, who

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Town:
    return town()


def worth(permit: Permit, area_path: str, at: object = NOW) -> list[Answer]:
    found = queries.held([permit.person_id], at, queries.units_of(area_path))  # type: ignore[arg-type]
    return [one.answer for one in found[permit.person_id]]


def test_what_a_citizen_asks_for_waits_in_their_commune_and_nowhere_else(place: Town) -> None:
    application = asked(place.person())
    assert (application.status, application.plate) == ("waiting", "29A12345")
    [line], more = queries.waiting(place.registrar)
    assert (line.application, line.who.name, more) == (application, "Nguyễn Văn An", False)
    assert queries.waiting(place.neighbour) == ([], False)
    assert len(queries.waiting(place.province)[0]) == 1


def test_what_was_approved_is_a_permit_in_its_commune_at_its_hours(place: Town) -> None:
    permit, path = given(place.registrar, place.person()), place.units["00001"].path
    assert worth(permit, path) == [Answer.VALID]
    assert worth(permit, place.units["00001-1"].path) == [Answer.VALID]
    assert worth(permit, place.units["00004"].path) == [Answer.OUTSIDE_AREA]
    assert worth(permit, path, NOW + 7 * HOUR) == [Answer.OUTSIDE_HOURS]
    assert worth(permit, path, NOW + 2 * DAY) == [Answer.EXPIRED]
    assert worth(permit, path, NOW + 5 * DAY) == []


def test_a_permit_for_work_holds_in_the_whole_province(place: Town) -> None:
    permit = given(place.registrar, place.person(), template="work", reason="work")
    assert worth(permit, place.units["00004"].path) == [Answer.VALID]
    assert worth(permit, place.units["09163"].path) == [Answer.OUTSIDE_AREA]


def test_who_is_refused_is_told_why_and_has_no_permit(place: Town) -> None:
    person = place.person()
    application = asked(person)
    with pytest.raises(NotFound):
        services.decide(place.registrar, [application.id], refusal="  ", now=NOW, approve=False)
    services.decide(place.registrar, [application.id], refusal="Đã có giấy khác", now=NOW, approve=False)
    [told], permits = queries.own_papers([person.id], NOW)
    assert (told.application.status, told.application.refusal, permits) == ("refused", "Đã có giấy khác", [])


def test_many_are_approved_at_once_and_what_was_decided_meanwhile_stays(place: Town) -> None:
    applications = [asked(place.person(f"Người {n}")) for n in range(4)]
    services.decide(place.registrar, [applications[0].id], refusal="không", now=NOW, approve=False)
    done = services.decide(place.registrar, [one.id for one in applications], now=NOW, approve=True)
    assert len(done) == Permit.objects.count() == 3
    assert Application.objects.filter(status="refused").count() == 1
    with pytest.raises(NotFound):
        services.decide(place.registrar, [one.id for one in applications], now=NOW, approve=True)
    assert AuditEntry.objects.filter(verb="permits.approve").count() == 1


def test_nobody_decides_for_another_commune_or_above_their_level(place: Town) -> None:
    application = asked(place.person())
    with pytest.raises(NotFound):
        services.decide(place.neighbour, [application.id], now=NOW, approve=True)
    far = asked(place.person("Lê Văn Xa"), template="relocation", reason="home")
    assert far.id not in [line.application.id for line in queries.waiting(place.registrar)[0]]
    with pytest.raises(NotFound):
        services.decide(place.registrar, [far.id], now=NOW, approve=True)
    services.decide(place.province, [far.id], now=NOW, approve=True)
    with pytest.raises(NotAllowed):
        services.decide(CITIZEN, [application.id], now=NOW, approve=True)


@pytest.mark.parametrize(
    "change",
    [
        {"template": "none"},
        {"reason": "party"},
        {"days": 4},
        {"days": 0},
        {"template": "work", "reason": "work", "days": 8},
    ],
)
def test_what_the_template_does_not_give_is_not_taken(place: Town, change: dict[str, object]) -> None:
    with pytest.raises(CannotBeGiven):
        asked(place.person(), **change)
    assert not Application.objects.exists()


def test_the_same_is_asked_for_once(place: Town) -> None:
    person = place.person()
    asked(person)
    with pytest.raises(AskedAlready):
        asked(person)
    asked(person, begins=ERRAND.begins + timedelta(days=1))


def test_nobody_decides_for_a_person_of_no_unit(place: Town) -> None:
    with pytest.raises(HomeUnknown):
        services.apply(CITIZEN, who(make.make_person()), ERRAND, now=NOW)


def test_what_waits_can_be_withdrawn_by_those_who_speak_for_the_person(place: Town) -> None:
    person = place.person()
    application = asked(person)
    with pytest.raises(NotFound):
        services.withdraw(CITIZEN, application.id, [person.id + 1], now=NOW)
    services.withdraw(CITIZEN, application.id, [person.id], now=NOW)
    assert queries.own_papers([person.id], NOW) == ([], [])
    with pytest.raises(NotFound):
        services.decide(place.registrar, [application.id], now=NOW, approve=True)


def test_a_permit_that_is_taken_back_holds_no_more_and_scanners_learn_its_number(place: Town) -> None:
    permit, path = given(place.registrar, place.person()), place.units["00001"].path
    with pytest.raises(PermitUnknown):
        services.revoke(place.neighbour, permit.number, "nhầm", now=NOW)
    services.revoke(place.registrar, permit.number, "Giả mạo lý do", now=NOW)
    services.revoke(place.registrar, permit.number, "lần hai", now=NOW)
    assert worth(permit, path) == [Answer.REVOKED]
    assert queries.trust(NOW).revoked == {permit.number}
    assert Permit.objects.get().revocation == "Giả mạo lý do"
    assert AuditEntry.objects.filter(verb="permits.revoke").count() == 1


def test_of_several_permits_the_one_that_holds_counts(place: Town) -> None:
    person, path = place.person(), place.units["00001"].path
    first = given(place.registrar, person)
    services.revoke(place.registrar, first.number, "nhầm", now=NOW)
    given(place.registrar, person, template="medical", reason="escort")
    assert worth(first, path) == [Answer.VALID, Answer.REVOKED]


def test_a_permit_is_found_under_every_record_of_a_person(place: Town) -> None:
    old, new = place.person(), place.person()
    permit = given(place.registrar, new)
    Merge.objects.create(person=new, into=old, merged_by="test")
    Alias.objects.create(person=new, root=old)
    units = queries.units_of(place.units["00001"].path)
    assert [one.number for one in queries.held([old.id], NOW, units)[old.id]] == [permit.number]


# --- a positive result


def is_suspended(permit: Permit) -> bool:
    now = timezone.now()
    return queries.standings([permit], now)[permit.number].is_suspended


def positive(person: Person, *, days: int = 0) -> Result:
    """Of a sample taken so many days and an hour ago."""
    now = timezone.now()
    return make.positive(person, sampled=now - days * DAY - HOUR, released=now - days * DAY)


def test_a_positive_result_suspends_and_its_correction_restores(place: Town) -> None:
    person = place.person()
    errand = given(place.registrar, person)
    care = given(place.registrar, person, template="medical", reason="treatment")
    result = positive(person)
    make.run_jobs()
    make.rerun_jobs()
    make.run_jobs()
    assert (is_suspended(errand), is_suspended(care)) == (True, False)
    [told] = Suspension.objects.all()
    assert (told.permit_id, told.until_at) == (errand.number, result.sampled_at + 10 * DAY)
    assert Answer.SUSPENDED in worth(errand, place.units["00001"].path, timezone.now())
    testing.correct_result(system("laboratory"), result.id, testing.Outcome.NEGATIVE)
    make.run_jobs()
    assert not is_suspended(errand)
    assert Suspension.objects.get().lifted_at is not None


def test_a_permit_given_after_a_positive_result_is_suspended_from_the_start(place: Town) -> None:
    person = place.person()
    positive(person)
    make.run_jobs()
    permit = given(place.registrar, person, now=timezone.now())
    assert is_suspended(permit)


def test_a_positive_result_from_long_ago_suspends_nothing(place: Town) -> None:
    person = place.person()
    positive(person, days=11)
    permit = given(place.registrar, person)
    make.run_jobs()
    assert not Suspension.objects.exists()
    assert not is_suspended(permit)


def test_a_second_positive_sample_lengthens_the_suspension(place: Town) -> None:
    permit = given(place.registrar, person := place.person())
    positive(person, days=5)
    make.run_jobs()
    latest = positive(person)
    make.run_jobs()
    [one] = Suspension.objects.all()
    assert (one.permit_id, one.until_at) == (permit.number, latest.sampled_at + 10 * DAY)


def test_another_persons_result_suspends_nobody_else(place: Town) -> None:
    permit = given(place.registrar, place.person())
    positive(place.person())
    make.run_jobs()
    assert not is_suspended(permit)


def test_an_old_version_holds_through_its_days_of_grace(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    permit, path = given(place.registrar, place.person(), days=3), place.units["00001"].path
    known = dict(policies.permit_templates())
    known[9] = replace(known[3], number=9, valid_from=NOW.date() + DAY, grace=DAY)
    for module in (holding, own):
        monkeypatch.setattr(module, "permit_templates", lambda: known)
    assert worth(permit, path, NOW + DAY) == [Answer.VALID]  # the new version began today: a day of grace
    assert worth(permit, path, NOW + 2 * DAY - 5 * HOUR) == [Answer.OLD_VERSION]
    [line] = queries.own_papers([permit.person_id], NOW + DAY)[1]
    assert (line.answer, line.template.number) == (Answer.VALID, 3)
