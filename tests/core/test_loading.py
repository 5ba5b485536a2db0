"""Files as people send them: any common shape is read, and a broken one costs only what is broken."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from lachan.identity.models import Person
from tests.core.files import contents, load, table

pytestmark = pytest.mark.django_db
HEADER = "code,name,birth_date,sex,phone,national_id,area_code,household"
GOOD = table(HEADER, "P1,Nguyễn Thị Hà,,,,,,", "P2,Lê Đỗ,,,,,,")
NAMES = [("P1", "Nguyễn Thị Hà"), ("P2", "Lê Đỗ")]


def names() -> list[tuple[str, ...]]:
    return contents(Person, "code", "name")


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        ("\ufeff" + GOOD.replace(",", ";").replace("\n", "\r\n")).encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.rstrip("\n").encode(),
        GOOD.replace("P1,Nguyễn Thị Hà", '"P1"," Nguyễn Thị Hà "').encode(),
        ("sep=;\r\n" + GOOD.replace(",", ";")).encode(),
        GOOD.replace("code,name", "CODE,Name").replace("P2", "\n\nP2").encode(),
    ],
    ids=["plain", "excel", "tabs", "no last line end", "quoted", "sep line", "other case, empty lines"],
)
def test_every_common_shape_of_a_table_is_read(content: bytes, tmp_path: Path) -> None:
    told = load("people", content, tmp_path)
    assert (told.code, told.stored, told.rejects) == (0, 2, [])
    assert names() == NAMES


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty_file"),
        (GOOD.encode("utf-16"), "table.binary"),
        (b"PK\x03\x04rest", "table.binary"),
        (b"name,code\n", "table.missing_columns"),
        (b"a,b,c\n1,2,3\n", "table.no_header"),
        ("mã,tên\n".encode("cp1258", "replace") + b"P1,An\n", "table.no_header"),
    ],
    ids=["empty", "utf-16", "xlsx", "missing columns", "no header", "header in windows-1258"],
)
def test_what_is_no_table_is_refused_whole(content: bytes, code: str, tmp_path: Path) -> None:
    told = load("people", content, tmp_path)
    assert told.code == 1
    assert code in told.told or "table.header_encoding" in told.told
    assert len(told.told.strip().splitlines()) == 1
    assert names() == []


def test_letters_in_an_old_encoding_cost_their_row_only(tmp_path: Path) -> None:
    windows = "P3,Nguyê\u0303n".encode("cp1258") + b",,,,,,\n"
    told = load("people", GOOD.encode() + windows + b"P4,An,,,,,,\n", tmp_path)
    assert (told.code, told.rejects) == (2, [(4, "", "table.encoding")])
    assert [code for code, _ in names()] == ["P1", "P2", "P4"]


def test_a_file_that_was_cut_off_in_the_middle_of_a_row_loses_that_row_only(tmp_path: Path) -> None:
    whole = table(HEADER, "P1,Nguyễn Thị Hà,,,,,,", "P2,Lê Đỗ,,,,,,", 'P3,"Trần, Ẩn",,,,,,').encode()
    cut = whole[: whole.index("Trần".encode()) + 3]  # within a letter, within quotes
    told = load("people", cut, tmp_path)
    assert (told.code, [line for line, *_ in told.rejects]) == (2, [4])
    assert names() == NAMES
    assert load("people", whole, tmp_path).stored == 1  # sent again, whole: only the missing row is new


def test_a_line_of_ten_megabytes_is_told_and_its_neighbours_are_stored(tmp_path: Path) -> None:
    lines = GOOD.encode().splitlines(keepends=True)
    monster = b"P9," + b"x" * 10_000_000 + b",,,,,,\n"
    told = load("people", b"".join([*lines[:2], monster, lines[2]]), tmp_path)
    assert (told.code, told.rejects) == (2, [(3, "", "table.line_too_long")])
    assert names() == NAMES
    assert (tmp_path / "people-rejects.csv").stat().st_size < 10_000


def test_a_stray_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    told = load("people", table(HEADER, 'P0,"Lê,,,,,,', *GOOD.splitlines()[1:]), tmp_path)
    assert (told.code, [line for line, *_ in told.rejects]) == (2, [2])
    assert names() == NAMES


def test_formula_cells_are_refused_and_are_no_formula_in_the_rejects_file(tmp_path: Path) -> None:
    rows = ["=cmd|' /C calc'!A0,An,,,,,,", "P2,@SUM(A1),,,,,,", "P3,-1+1,,,,,,"]
    told = load("people", table(HEADER, *rows), tmp_path)
    assert [(line, code) for line, _, code in told.rejects] == [(n, "table.formula") for n in (2, 3, 4)]
    cells = (tmp_path / "people-rejects.csv").read_text("utf-8-sig").splitlines()[1:]
    told_cells = [cell for line in cells for cell in line.replace('"', "").split(",")[:4]]
    assert not any(cell.startswith(("=", "@", "-", "+")) for cell in told_cells)


def test_every_line_is_stored_told_or_empty_and_none_is_counted_twice(tmp_path: Path) -> None:
    born = ["31/02/2000" if n % 7 == 0 else "" for n in range(1000)]
    lives = ["99999" if n % 11 == 0 else "" for n in range(1000)]
    rows = [f"P{n},Tên {n},{born[n]},,,,{lives[n]}," for n in range(1000)]
    told = load("people", table(HEADER, *rows), tmp_path)
    bad = {n for n in range(1000) if n % 7 == 0 or n % 11 == 0}
    assert {line - 2 for line, *_ in told.rejects} == bad
    assert len(told.rejects) == len(bad)
    assert told.stored == Person.objects.count() == 1000 - len(bad)
    assert f"1000 rows read, {1000 - len(bad)} new or changed, {len(bad)} rejected" in told.told


def test_a_good_file_leaves_no_rejects_file_and_removes_that_of_an_earlier_run(tmp_path: Path) -> None:
    load("people", table(HEADER, "P1,,,,,,,"), tmp_path)
    assert (tmp_path / "people-rejects.csv").exists()
    load("people", GOOD, tmp_path)
    assert not (tmp_path / "people-rejects.csv").exists()


def test_without_a_rejects_file_the_first_ten_are_told_on_the_screen(tmp_path: Path) -> None:
    file, err = tmp_path / "people.csv", io.StringIO()
    file.write_text(table(HEADER, *["P1,,,,,,,"] * 12))
    with pytest.raises(SystemExit) as end:
        call_command("load_people", file, rejects=None, stdout=io.StringIO(), stderr=err)
    assert end.value.code == 2
    lines = err.getvalue().strip().splitlines()
    assert lines[0].startswith("line 2, name: ")
    assert (len(lines), lines[-1]) == (11, "… and 2 more; --rejects OUT.csv keeps them all")


def test_the_rejects_file_cannot_be_the_table_itself(tmp_path: Path) -> None:
    file, err = tmp_path / "people.csv", io.StringIO()
    file.write_text(GOOD)
    with pytest.raises(SystemExit) as end:
        call_command("load_people", file, rejects=file, stdout=io.StringIO(), stderr=err)
    assert end.value.code == 1
    assert "table.rejects_over_input" in err.getvalue()
    assert file.read_text() == GOOD
