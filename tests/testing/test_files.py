"""Files of results: read line by line, looked at, taken; good rows are kept, bad ones told."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from lachan.core.tables import UnreadableFile
from lachan.testing import services
from lachan.testing.adapters import sheets
from lachan.testing.adapters.sheets import as_table
from lachan.testing.forms import MappingForm, read_file
from lachan.testing.models import Gate, Reading, Result, Tube, Upload
from lachan.testing.services import MappingTold
from lachan.tracing.models import Case
from tests import make
from tests.testing.lab import actor, ago, step, take

pytestmark = pytest.mark.django_db
QUANT = MappingTold(
    "Máy 1",
    {"tube": "Sample Name", "outcome": "Call"},
    {"N": "Ct N", "E": "Ct E"},
    {"Detected": "positive", "Not detected": "negative"},
)


@pytest.fixture
def units() -> Any:
    return make.make_areas()


def at(hours: float = 1) -> str:
    return f"{timezone.localtime(ago(hours)):%d/%m/%Y %H:%M:%S}"


def csv(*lines: str) -> BytesIO:
    return BytesIO("\n".join(lines).encode())


def book(*rows: list[object]) -> bytes:
    made, told = Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(told)
    return told.getvalue()


def browser(unit: Any, role: str = "laboratory") -> Client:
    user, _ = make.make_staff(unit, role)
    found = Client()
    found.force_login(user)
    return found


def sent(client: Client, content: bytes, name: str = "ket-qua.csv", **more: str) -> Any:
    return client.post("/tests/files/", {"file": SimpleUploadedFile(name, content), **more})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_file_is_shown_line_by_line_before_it_is_taken_and_bad_lines_cost_no_good_ones(units: Any) -> None:
    good, sick = (take(make.make_person(units["00001"])) for _ in range(2))
    lines = [
        "Mã ống,Kết quả,Thời gian",
        f"{good},âm tính,{at()}",
        f"{sick},POS,{at()}",
        f"{good},mờ mờ,{at()}",
        f",âm tính,{at()}",
        f"{sick},âm tính,hôm qua",
        f"{sick},âm tính,{at(9)}",
    ]
    client = browser(units["01"])
    page = sent(client, "\n".join(lines).encode())
    assert page.status_code == 302
    address = page.headers["Location"]
    shown = text(client.get(address))
    assert "Sẽ ghi nhận: 2. Đã có từ trước: 0. Không ghi nhận được: 4." in shown
    for words in ("Chưa khai báo từ này nghĩa là gì.", "Ô trống.", "Đây không phải ngày giờ hợp lệ."):
        assert words in shown
    assert (Result.objects.count(), Reading.objects.count(), step(good)) == (0, 0, "collected")
    assert client.post(address).status_code == 302
    assert "Ghi nhận: 2. Đã có từ trước: 0. Không ghi nhận: 4." in text(client.get(address))
    assert sorted(Result.objects.values_list("outcome", flat=True)) == ["negative", "positive"]
    make.run_jobs()
    assert Case.objects.filter(withdrawn_at=None).count() == 1
    [gate] = Gate.objects.filter(kind="import")
    assert (gate.came_in, gate.went_on, gate.refused) == (6, 2, 4)
    assert gate.hash_in == gate.hash_out


def test_the_same_file_twice_changes_nothing(units: Any) -> None:
    tube = take(make.make_person(units["00001"]))
    client, content = browser(units["01"]), f"tube,outcome,measured_at\n{tube},negative,{at()}\n".encode()
    first = sent(client, content).headers["Location"]
    client.post(first)
    before = list(Tube.objects.values()), list(Result.objects.values()), list(Reading.objects.values())
    assert sent(client, content).headers["Location"] == first
    client.post(first)
    assert "Ghi nhận: 0. Đã có từ trước: 1. Không ghi nhận: 0." in text(client.get(first))
    other = sent(client, content + b"\n").headers["Location"]
    assert other != first
    client.post(other)
    assert before == (
        list(Tube.objects.values()),
        list(Result.objects.values()),
        list(Reading.objects.values()),
    )
    assert Upload.objects.count() == 2


def test_a_workbook_is_read_by_the_mapping_that_the_laboratory_saved(units: Any) -> None:
    laboratory = actor("laboratory", units["01"])
    mapping = services.save_mapping(laboratory, QUANT)
    one, two = (take(make.make_person(units["00001"]), tube=code) for code in ("100045", "T-2"))
    moment = timezone.localtime(ago(1)).replace(tzinfo=None, microsecond=0)
    content = book(
        ["Well", "Sample Name", "Call", "Ct N", "Ct E", "measured_at"],
        ["A1", 100045, "Detected", 24.5, "31,2", moment],
        ["A2", "T-2", "Not detected", "Undetermined", None, moment],
        ["A3", "T-9", "Detected", 99, None, moment],
    )
    client = browser(units["01"])
    address = sent(client, content, "may1.xlsx", mapping=str(mapping.id)).headers["Location"]
    assert "Số quá nhỏ hoặc quá lớn." in text(client.get(address))
    client.post(address)
    readings = {reading.tube: reading for reading in Reading.objects.all()}
    assert {code: (r.outcome, r.ct) for code, r in readings.items()} == {
        one: ("positive", {"N": 24.5, "E": 31.2}),
        two: ("negative", {}),
    }
    assert readings[one].measured_at == timezone.make_aware(moment)
    elsewhere = text(browser(units["24"]).get("/tests/files/"))
    assert "Máy 1" not in elsewhere


def test_a_file_of_another_unit_is_not_seen_and_not_taken(units: Any) -> None:
    tube = take(make.make_person(units["00001"]))
    content = f"tube,outcome,measured_at\n{tube},negative,{at()}\n".encode()
    address = sent(browser(units["01"]), content).headers["Location"]
    for stranger in (browser(units["24"]), browser(units["00004"])):
        assert (stranger.get(address).status_code, stranger.post(address).status_code) == (404, 404)
    assert browser(units["01"], "sampler").get("/tests/files/").status_code == 403
    assert step(tube) == "collected"


def test_tubes_of_another_unit_are_refused_line_by_line(units: Any) -> None:
    here, there = take(make.make_person(units["00001"])), take(make.make_person(units["09163"]))
    content = f"tube,outcome,measured_at\n{here},negative,{at()}\n{there},negative,{at()}\n".encode()
    client = browser(units["01"])
    address = sent(client, content).headers["Location"]
    client.post(address)
    assert "Ống này thuộc địa bàn khác." in text(client.get(address))
    assert (step(here), step(there)) == ("final", "collected")


def test_where_the_file_names_no_moment_somebody_types_it(units: Any) -> None:
    tube, client = take(make.make_person(units["00001"])), browser(units["01"])
    content = f"tube,outcome\n{tube},negative\n".encode()
    assert "Thiếu một cột" in text(sent(client, content))
    typed = timezone.localtime(ago(2)).replace(second=0, microsecond=0)
    page = sent(client, content, measured_at=f"{typed:%d/%m/%Y %H:%M}")
    client.post(page.headers["Location"])
    assert Reading.objects.get().measured_at == typed


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Tệp không có dòng dữ liệu nào"),
        (b"tube,outcome,measured_at\n", "Tệp không có dòng dữ liệu nào"),
        (b"%PDF-1.7", "Không đọc được tệp này như một bảng"),
        (b"PK\x03\x04 broken", "Không đọc được tệp này như một bảng"),
        (b"tube,Barcode,outcome,measured_at\nA,A,negative,2026-01-01 10:00\n", "trùng ý nghĩa"),
        (b"a,b\n1,2\n", "Dòng đầu không có tên các cột cần thiết"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(units: Any, content: bytes, told: str) -> None:
    page = sent(browser(units["01"]), content)
    assert page.status_code == 422
    assert told in text(page) or "rỗng" in text(page)
    assert Upload.objects.count() == 0


def test_a_workbook_that_unpacks_into_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
    told = BytesIO()
    with ZipFile(told, "w") as packed:
        packed.writestr("xl/workbook.xml", "0" * 2000)
    told.seek(0)
    with pytest.raises(UnreadableFile, match="too big"):
        as_table(told)


def test_the_lines_of_a_workbook_are_those_of_its_sheet() -> None:
    moment = "25/11/2026 08:30"
    content = book(["tube", "outcome", "measured_at"], ["A", "negative", moment], [], ["B", "what", moment])
    found = read_file(BytesIO(content), "x.xlsx")
    assert [(line, one.tube) for line, one in found.answers] == [(2, "A")]
    assert found.unread == [(4, "outcome", "table.choice")]


def test_cells_with_line_ends_inside_do_not_shift_the_lines() -> None:
    content = book(
        ["tube", "note", "outcome", "measured_at"], ["A", "two\nlines", "negative", "25/11/2026 08:30"]
    )
    assert [line for line, _ in read_file(BytesIO(content), "x.xlsx").answers] == [2]


def test_a_mapping_is_told_by_names_words_and_genes() -> None:
    data = {
        "name": "Máy 1", "tube": "Sample Name", "outcome": "Call", "method": "pcr",
        "positive": "Detected", "negative": "Not detected", "genes": "N = Ct N\nE=Ct E\n",
    }  # fmt: skip
    form = MappingForm(data)
    assert form.is_valid(), form.errors
    assert form.as_told() == QUANT
    assert not MappingForm({**data, "genes": "N ="}).is_valid()
    assert not MappingForm({**data, "genes": "N = sample_name"}).is_valid()


def test_a_mapping_saved_again_under_its_name_is_replaced(units: Any) -> None:
    laboratory = actor("laboratory", units["01"])
    first = services.save_mapping(laboratory, QUANT)
    again = services.save_mapping(laboratory, MappingTold("Máy 1", {"tube": "Mã", "outcome": "KQ"}))
    assert (first.id, again.columns["tube"]) == (again.id, "Mã")


def test_what_would_become_of_answers_is_what_becomes_of_them(units: Any) -> None:
    """The look before and the deed agree, pools and unknown tubes among them."""
    tubes = [take(make.make_person(units["00001"]), make.make_person(units["00001"])) for _ in range(3)]
    laboratory, moment = actor("laboratory", units["01"]), ago(1)
    told = [
        services.Measured(code, outcome, "pcr", moment)
        for code, outcome in zip(
            [*tubes, "nobody"], ("positive", "negative", "invalid", "negative"), strict=True
        )
    ]
    foreseen = services.foresee_answers(laboratory, told)
    assert Reading.objects.count() == 0
    assert services.take_answers(laboratory, told) == foreseen
    assert {one.code for one in foreseen} == {"result.pool_split", "", "result.not_final", "result.waiting"}
