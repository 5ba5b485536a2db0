"""A guard scans: one answer, stored once with its reason; who passes leaves a visit."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from lachan.checkpoints import queries, services
from lachan.checkpoints.errors import CheckpointUnknown, NoteMissing, PassengerUnknown, ShiftsOverlap
from lachan.checkpoints.models import Duty, Passage, Passenger
from lachan.core.access import system
from lachan.core.errors import NotAllowed
from lachan.core.models import AuditEntry
from lachan.declarations.models import Declaration
from lachan.identity import public as identity
from lachan.identity.models import Alias, RecordView
from lachan.kernel import qr
from lachan.kernel.permits import PAPER, Terms
from lachan.permits import services as permits
from lachan.permits.services.sheets import FORM_DAYS, WHOLE_DAY, unit_of
from lachan.places.models import Place, Visit
from lachan.tracing.models import Contact, Evidence
from tests import make
from tests.checkpoints.make import Gate, gate, soon
from tests.permits.make import DAY, HOUR, NOW, given

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at() -> Gate:
    return gate()


def told(row: Passenger) -> tuple[str, str, str]:
    return row.verdict, row.decision, row.reason


def test_who_holds_a_permit_passes_and_has_been_at_the_checkpoint(at: Gate) -> None:
    person = at.place.person()
    permit = at.permit(person)
    row = at.scan(person.code)
    assert told(row) == ("green", "passed", "")
    assert (row.person_id, row.permit, row.decided_by) == (person.id, permit.number, at.guard.id)
    [visit] = Visit.objects.all()
    assert (visit.place_id, visit.person_id, visit.entered_at) == (at.checkpoint.place_id, person.id, NOW)
    assert Place.objects.get(pk=visit.place_id).kind == "checkpoint"
    assert AuditEntry.objects.filter(verb="checkpoints.scan", subject=str(row.id)).exists()
    assert RecordView.objects.filter(person_id=person.id, purpose="checkpoint").exists()


def test_what_no_room_can_say_is_told_as_absent(at: Gate) -> None:
    at.permit(person := at.place.person())
    answers = {one["question"]: (one["tone"], one["code"]) for one in at.scan(person.code).answers}
    assert answers == {
        "identity": ("good", "known"),
        "permit": ("good", "valid"),
        "result": ("good", "no_positive"),
        "declaration": ("good", "not_needed"),
        "vaccination": ("absent", "absent"),
    }


def test_a_declaration_that_holds_is_told_and_a_risky_one_makes_the_guard_look(at: Gate) -> None:
    """Under whichever record it was told; one that is over counts no more."""
    at.permit(person := at.place.person())
    alias = at.place.person("Trần Thị Mai")
    Alias.objects.create(person_id=alias.id, root_id=person.id)
    told_at, until = NOW - HOUR, NOW + DAY
    for number, (whose, is_risky, end) in enumerate([(person, True, told_at), (alias, False, until)]):
        declared(number, whose.id, told_at, end, is_risky=is_risky)
    first = {one["question"]: (one["tone"], one["code"]) for one in at.scan(person.code).answers}
    assert first["declaration"] == ("good", "valid")
    declared(2, person.id, told_at + MINUTE, until, is_risky=True)
    row = at.scan(person.code, at=NOW + MINUTE)
    assert told(row) == ("yellow", "", "declaration.risky")
    assert "fever" not in str(row.answers)


def declared(number: int, person: int, at: datetime, until: datetime, *, is_risky: bool) -> None:
    Declaration.objects.create(
        source="test", client_id=str(number), body=b"", form_digest="", person_id=person, channel="own",
        device_at=at, happened_at=at, received_at=at, valid_until=until, sealed=b"", points=9,
        is_risky=is_risky, symptoms=["fever"], reasons=["fever"],
    )  # fmt: skip


def test_who_has_no_permit_is_turned_back_and_leaves_no_visit(at: Gate) -> None:
    assert told(at.scan(at.place.person().code)) == ("red", "refused", "permit.none")
    assert not Visit.objects.exists()


def test_a_permit_is_refused_outside_its_hours_its_area_and_its_days(at: Gate) -> None:
    person, far = at.place.person(), at.place.person("Lê Xa", "00004")
    at.permit(person)
    given(at.place.neighbour, far)
    assert told(at.scan(person.code, at=NOW + 7 * HOUR)) == ("red", "refused", "permit.outside_hours")
    assert told(at.scan(person.code, at=NOW + 2 * DAY)) == ("red", "refused", "permit.expired")
    assert told(at.scan(far.code)) == ("red", "refused", "permit.outside_area")


def test_the_code_of_a_permit_names_its_holder_and_this_permit(at: Gate) -> None:
    person = at.place.person()
    old = at.permit(person)
    at.permit(person, template="medical", reason="escort")
    permits.revoke(at.place.registrar, old.number, "nhầm", now=NOW)
    row = at.scan(permits.code_of(old))
    assert told(row) == ("red", "refused", "permit.revoked")
    assert row.person_id == person.id
    assert told(at.scan(person.code)) == ("green", "passed", "")  # by the other one


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("nobody", "yellow", "identity.unknown"),
        ("LPnothing", "yellow", "permit.code_unreadable"),
        ("001090012345", "yellow", "identity.unknown"),
    ],
)
def test_what_is_not_known_is_checked_by_hand(at: Gate, text: str, verdict: str, reason: str) -> None:
    assert told(at.scan(text)) == (verdict, "", reason)
    assert not Visit.objects.exists()


def test_a_form_by_hand_is_read_by_the_guard(at: Gate) -> None:
    [form] = permits.print_papers(at.place.registrar, 1, now=NOW)
    [code] = qr.permit_codes(
        identity.signing_key(),
        [Terms(form.serial, PAPER, NOW, NOW + FORM_DAYS * DAY, WHOLE_DAY, unit_of(form))],
    )
    assert told(at.scan(code)) == ("yellow", "", "permit.by_hand")


def test_a_revoked_card_is_no_proof(at: Gate) -> None:
    person = at.place.person()
    at.permit(person)
    holder = identity.holder(system(), person.code)
    [card] = identity.print_cards(system(), [holder], now=NOW)
    assert told(at.scan(card.text)) == ("green", "passed", "")
    identity.revoke_cards(system(), [card.number], now=NOW)
    assert told(at.scan(card.text, at=NOW + MINUTE)) == ("red", "refused", "identity.revoked")


def test_a_scan_that_comes_twice_is_one(at: Gate) -> None:
    person, vehicle = at.place.person(), uuid4()
    permit = at.permit(person)
    first = at.scan(person.code, vehicle=vehicle, plate="29A-123.45")
    again = at.scan(person.code, vehicle=vehicle, plate="29A-123.45", at=NOW + MINUTE)
    other_code = at.scan(permits.code_of(permit), vehicle=vehicle, at=NOW + MINUTE)
    assert first.id == again.id == other_code.id
    assert Passage.objects.get().plate == "29A12345"
    assert Visit.objects.count() == 1
    assert AuditEntry.objects.filter(verb="checkpoints.scan").count() == 1


def test_a_permit_for_another_vehicle_is_looked_at(at: Gate) -> None:
    person = at.place.person()
    at.permit(person, plate="30F-999.99")
    assert told(at.scan(person.code, plate="29A-123.45")) == ("yellow", "", "permit.other_plate")
    assert told(at.scan(person.code, plate="30f99999")) == ("green", "passed", "")
    assert told(at.scan(person.code)) == ("green", "passed", "")  # on foot


# --- the guard decides


def test_the_guard_lets_pass_what_must_be_looked_at_and_the_visit_follows(at: Gate) -> None:
    person = at.place.person()
    at.permit(person, plate="30F-999.99")
    row = at.scan(person.code, plate="29A-123.45")
    assert not Visit.objects.exists()
    services.decide(at.guard, row.id, passes=True, note="", now=NOW + MINUTE)
    services.decide(at.guard, row.id, passes=True, note="", now=NOW + 2 * MINUTE)
    assert Passenger.objects.get().decision == "passed"
    assert Visit.objects.get().entered_at == NOW
    assert AuditEntry.objects.filter(verb="checkpoints.decide").count() == 1


def test_who_decides_otherwise_than_the_rules_says_why(at: Gate) -> None:
    row = at.scan(at.place.person().code)
    with pytest.raises(NoteMissing):
        services.decide(at.guard, row.id, passes=True, note=" ", now=NOW)
    services.decide(at.guard, row.id, passes=True, note="Cấp cứu, xe 115", now=NOW)
    row.refresh_from_db()
    assert (row.decision, row.note) == ("passed", "Cấp cứu, xe 115")
    assert Visit.objects.count() == 1
    at.permit(good := at.place.person())
    passed = at.scan(good.code)
    with pytest.raises(NoteMissing):
        services.decide(at.guard, passed.id, passes=False, note="", now=NOW)


def test_guards_of_other_communes_see_and_decide_nothing(at: Gate) -> None:
    stranger = make.make_staff(at.place.units["00004"], "guard")[1]
    row = at.scan("nobody")
    with pytest.raises(PassengerUnknown):
        services.decide(stranger, row.id, passes=True, note="", now=NOW)
    with pytest.raises(CheckpointUnknown):
        queries.post_of(stranger, at.checkpoint.id, at.post.post.id)
    with pytest.raises(NotAllowed):
        queries.vehicle_page(stranger, at.checkpoint, row.passage_id)
    assert queries.checkpoints_of(stranger) == []


# --- health


def test_a_positive_result_turns_back_without_telling_what_it_is(at: Gate) -> None:
    person = at.place.person()
    permit = at.permit(person)
    make.positive(person, sampled=NOW - DAY, released=NOW - HOUR)
    make.run_jobs()
    row = at.scan(person.code, at=soon())
    assert row.verdict == "red"
    assert {(one["question"], one["code"]) for one in row.answers} >= {
        ("permit", "suspended"), ("result", "ill"),
    }  # fmt: skip
    assert "positive" not in str([one["detail"] for one in row.answers])
    assert permit.number == row.permit


def test_who_is_ill_is_let_through_to_care_by_hand(at: Gate) -> None:
    person = at.place.person()
    at.permit(person, template="medical", reason="treatment")
    make.positive(person, sampled=NOW - DAY, released=NOW - HOUR)
    row = at.scan(person.code)
    assert told(row) == ("yellow", "", "result.ill_to_care")


# --- shifts and posts


def test_who_scans_in_a_shift_is_on_duty_and_lists_go_by_shift(at: Gate) -> None:
    early = services.add_shift(at.manager, at.checkpoint.id, NOW - HOUR, NOW + HOUR, now=NOW)
    with pytest.raises(ShiftsOverlap):
        services.add_shift(at.manager, at.checkpoint.id, NOW, NOW + 2 * HOUR, now=NOW)
    late = services.add_shift(at.manager, at.checkpoint.id, NOW + HOUR, NOW + 2 * HOUR, now=NOW)
    first, second = at.scan("một"), at.scan("hai", at=NOW + HOUR)
    assert (first.shift_id, second.shift_id) == (early.id, late.id)
    assert Duty.objects.count() == 2
    assert [line.passenger for line in queries.passengers_of(at.guard, at.checkpoint, shift=early.id)[0]] == [
        first
    ]
    everything, more = queries.passengers_of(at.guard, at.checkpoint)
    assert ([line.passenger for line in everything], more) == ([second, first], False)
    assert queries.passengers_of(at.guard, at.checkpoint, refused=True) == ([], False)


def test_a_long_list_goes_on_behind_its_last_line(at: Gate) -> None:
    for n in range(53):
        at.scan(f"người {n}", at=NOW + timedelta(seconds=n // 2))
    page, more = queries.passengers_of(at.guard, at.checkpoint)
    last = page[-1].passenger
    rest, none = queries.passengers_of(at.guard, at.checkpoint, before=(last.scanned_at, last.id))
    assert (len(page), more, len(rest), none) == (50, True, 3, False)
    assert len({line.passenger.id for line in [*page, *rest]}) == 53


def test_a_closed_checkpoint_takes_no_more(at: Gate) -> None:
    services.close_checkpoint(at.manager, at.checkpoint.id, now=NOW)
    with pytest.raises(CheckpointUnknown):
        queries.post_of(at.guard, at.checkpoint.id, at.post.post.id)


# --- tracing


def test_fellow_passengers_of_a_case_are_found_and_those_of_the_next_car_are_not(at: Gate) -> None:
    case, fellow, next_car = (at.place.person(name) for name in ("Người Bệnh", "Người Cùng Xe", "Xe Sau"))
    for person in (case, fellow, next_car):
        at.permit(person, plate="")
    car, other = uuid4(), uuid4()
    for person, vehicle, plate in (
        (case, car, "29A11111"),
        (fellow, car, "29A11111"),
        (next_car, other, "30"),
    ):
        row = at.scan(person.code, vehicle=vehicle, plate=plate, at=NOW)
        assert row.decision == "passed"
    assert Place.objects.filter(kind="vehicle").count() == 1
    assert "29A11111" not in str(list(Place.objects.values_list("code", "name")))
    make.positive(case, sampled=NOW, released=NOW + 2 * HOUR)
    make.run_jobs(later=True)
    found = set(Contact.objects.filter(withdrawn_at=None).values_list("person_id", flat=True))
    assert fellow.id in found
    vehicle_id = Place.objects.get(kind="vehicle").id
    met = set(Evidence.objects.filter(place_id=vehicle_id).values_list("person_id", flat=True))
    assert met == {fellow.id}


def test_answers_are_asked_for_one_person_in_few_statements(
    at: Gate, django_assert_max_num_queries: object
) -> None:
    at.permit(person := at.place.person())
    at.scan(person.code)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        at.scan(person.code, vehicle=uuid4())
