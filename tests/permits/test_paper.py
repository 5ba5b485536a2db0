"""Permits on paper: a sheet whose code is read back; forms by hand are entered once, doubles are told."""

import json
from datetime import timedelta

import pytest
import zxingcpp

from lachan.core import paper as printing
from lachan.kernel import permits, qr, serial
from lachan.kernel.permits import Answer
from lachan.permits import queries, services
from lachan.permits.errors import CannotBeGiven, PaperUnknown
from lachan.permits.models import Double, Paper, Permit
from lachan.permits.services import Entered, Sheet
from lachan.permits.services.sheets import FORM_SHEET, PERMIT_SHEET, paper_data, permit_data
from tests.core.raster import red, seen
from tests.permits.make import DAY, NOW, Town, given, town, who

pytestmark = pytest.mark.django_db
LONG = "Công Tằng Tôn Nữ Thị Minh Nguyệt Phương Thảo Trinh"


@pytest.fixture
def place() -> Town:
    return town()


def picture(template: object, data: object) -> bytes:
    told = {"data": json.dumps(data)}
    drawn = printing._compiler().compile(template, format="png", ppi=150, sys_inputs=told)
    assert isinstance(drawn, bytes)
    return drawn


def test_the_code_of_a_printed_permit_is_read_back_and_judged_without_the_server(place: Town) -> None:
    person = place.person(LONG)
    permit = given(place.registrar, person, journey="Nhà đến chợ Hôm, qua phố Huế rồi về theo đường Bạch Mai")
    sheets = [Sheet(permit, who(person))]
    assert services.permit_sheets(sheets).startswith(b"%PDF")
    grey = red(picture(PERMIT_SHEET, permit_data(sheets)))
    for shown in (grey, seen(grey, scale=0.6, turned=4, blur=0.6, contrast=0.6)):
        [found] = zxingcpp.read_barcodes(shown)
        units = queries.units_of(place.units["00001"].path)
        assert qr.judge_permit(found.text, queries.trust(NOW), NOW, units) == Answer.VALID
        assert LONG not in found.text
        assert person.code not in found.text


def test_the_code_that_was_scanned_leads_to_its_permit_or_says_what_is_wrong(place: Town) -> None:
    permit, units = given(place.registrar, place.person()), queries.units_of(place.units["00001"].path)
    code = services.code_of(permit)
    held = queries.behind(code, NOW, units).held
    assert held is not None
    assert (held.number, held.answer, held.person_id) == (permit.number, Answer.VALID, permit.person_id)
    Permit.objects.all().delete()
    assert queries.behind(code, NOW, units).problem == "unknown"
    assert queries.behind("LPxyz", NOW, units).problem == "unreadable"


def form(place: Town) -> Paper:
    [made] = services.print_papers(place.registrar, 1, now=NOW)
    return made


def told(made: Paper, **change: object) -> Entered:
    given = {
        "serial": serial.card_text(made.serial), "template": "errand", "reason": "food",
        "begins": NOW.date(), "days": 2,
    }  # fmt: skip
    return Entered(**given | change)  # type: ignore[arg-type]


def test_a_blank_form_is_genuine_and_to_be_read_by_hand(place: Town) -> None:
    made = form(place)
    [found] = zxingcpp.read_barcodes(red(picture(FORM_SHEET, paper_data([made]))))
    units = queries.units_of(place.units["00001"].path)
    assert queries.behind(found.text, NOW, units).paper is Answer.BY_HAND
    reading = qr.read_permit(found.text, queries.trust(NOW))
    assert reading.terms is not None
    assert (reading.terms.number, reading.terms.template) == (made.serial, permits.PAPER)
    Paper.objects.all().delete()
    assert queries.behind(found.text, NOW, units).problem == "unknown"


def test_a_form_by_hand_becomes_a_permit_once(place: Town) -> None:
    made, person = form(place), place.person()
    first = services.enter_paper(place.registrar, who(person), told(made), now=NOW)
    again = services.enter_paper(place.registrar, who(person), told(made), now=NOW + DAY)
    assert first == again == Permit.objects.get()
    assert first is not None
    assert (first.paper_id, first.person_id) == (made.serial, person.id)
    assert not Double.objects.exists()
    assert queries.papers_left(place.registrar) == 0


def test_a_form_that_comes_for_somebody_else_is_a_double_and_gives_nothing(place: Town) -> None:
    made = form(place)
    services.enter_paper(place.registrar, who(place.person()), told(made), now=NOW)
    other = place.person("Lê Thị Hai")
    for _ in range(2):
        assert services.enter_paper(place.registrar, who(other), told(made), now=NOW) is None
    [line] = queries.double_lines(place.registrar)
    assert line.who.name == "Lê Thị Hai"
    assert Permit.objects.count() == 1
    assert queries.double_lines(place.neighbour) == []


@pytest.mark.parametrize("typed", ["", "0000-0000-0000-1", "ABC", "0" * 13])
def test_a_serial_that_was_never_printed_gives_nothing(place: Town, typed: str) -> None:
    made = form(place)
    with pytest.raises(PaperUnknown):
        services.enter_paper(place.registrar, who(place.person()), told(made, serial=typed), now=NOW)
    with pytest.raises(PaperUnknown):
        services.enter_paper(place.neighbour, who(place.person()), told(made), now=NOW)


def test_what_was_written_must_be_what_the_template_gives(place: Town) -> None:
    made = form(place)
    with pytest.raises(CannotBeGiven):
        services.enter_paper(place.registrar, who(place.person()), told(made, days=9), now=NOW)
    assert Paper.objects.get().used_at is None
    early = told(made, begins=NOW.date() - timedelta(days=1000))
    with pytest.raises(CannotBeGiven):
        services.enter_paper(place.registrar, who(place.person()), early, now=NOW)
