"""Tables people send: nothing is lost, and every bad row is told."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from lachan.core.tables import (
    Chunk,
    Column,
    Reject,
    RejectWriter,
    UnreadableFile,
    code,
    day,
    integer,
    moment,
    phone,
    read,
    text,
)

TWO = [Column("name", text()), Column("n", integer(), may_be_empty=True)]


def table(content: bytes | str, columns: list[Column] = TWO, size: int = 50_000) -> Chunk:
    """The whole table as one chunk."""
    data = content.encode() if isinstance(content, str) else content
    whole: Chunk | None = None
    for chunk in read(io.BytesIO(data), columns, chunk=size):
        if whole is None:
            whole = chunk
            continue
        whole.lines += chunk.lines
        whole.raw += chunk.raw
        whole.rejects += chunk.rejects
        for name, values in chunk.values.items():
            whole.values[name] += values
    assert whole is not None
    return whole


def told(chunk: Chunk) -> list[tuple[int, str, str]]:
    return [(reject.line, reject.column, reject.code) for reject in chunk.rejects]


def refusal(content: bytes | Path, columns: list[Column] = TWO) -> str:
    with pytest.raises(UnreadableFile) as caught:
        next(read(content if isinstance(content, Path) else io.BytesIO(content), columns))
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_delimiter_and_line_ends_are_found_and_bom_is_forgotten(mark: str, end: str, last: bool) -> None:
    lines = [f"name{mark}n", f"Nguyễn Văn Ổn{mark}1", "", f"Lê Thị Ý{mark}"]
    chunk = table("\ufeff" + end.join(lines) + end * last)
    assert chunk.values == {"name": ["Nguyễn Văn Ổn", "Lê Thị Ý"], "n": [1, None]}
    assert chunk.lines == [2, 4]
    assert chunk.raw == [lines[1], lines[3]]
    assert chunk.rejects == []


def test_header_names_decide_whatever_their_order_case_spaces_and_aliases() -> None:
    columns = [
        Column("full_name", text(), aliases=("họ tên",)),
        Column("age", integer()),
        Column("phone", phone, required=False),
    ]
    chunk = table(" AGE ,ghi chú,HỌ  TÊN\n7,x,An\n", columns)
    assert chunk.values == {"full_name": ["An"], "age": [7], "phone": [None]}
    assert chunk.ignored == ("ghi chú",)
    assert table("Full Name,age\nAn,7\n", columns).values["full_name"] == ["An"]


def test_excels_separator_line_names_the_delimiter() -> None:
    chunk = table("sep=;\r\nname;n\r\nA, b;1\r\n")
    assert chunk.values == {"name": ["A, b"], "n": [1]}
    assert chunk.lines == [3]


def test_a_table_of_a_header_alone_is_one_chunk_without_rows() -> None:
    chunks = list(read(io.BytesIO(b"n,name,other"), TWO))
    assert [(chunk.lines, chunk.values, chunk.ignored) for chunk in chunks] == [
        ([], {"name": [], "n": []}, ("other",))
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "table.empty_file"),
        (b"\xef\xbb\xbf\r\n\n", "table.empty_file"),
        (b"An,7\nBo,8\n", "table.no_header"),
        (b"x" * 3_000_000, "table.no_header"),
        (b"n,other\n1,2\n", "table.missing_columns"),
        (b"name,Name ,n\n", "table.duplicate_columns"),
        (b"PK\x03\x04....", "table.binary"),
        ("name,n\n".encode("utf-16"), "table.binary"),
        (b"name,n\0\n", "table.binary"),
        (b"h\xf4,name,n\n", "table.header_encoding"),
    ],
)
def test_a_file_without_a_table_is_refused_with_its_reason(content: bytes, expected: str) -> None:
    assert refusal(content) == expected


def test_missing_files_and_directories_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "table.missing_file"
    assert refusal(tmp_path) == "table.is_directory"


def test_two_columns_of_one_name_are_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="two columns"):
        next(read(io.BytesIO(b"a\n"), [Column("a", str), Column("b", str, aliases=("A",))]))


def test_line_numbers_are_right_across_quoted_newlines() -> None:
    columns = [Column("name", str), Column("n", integer())]
    chunk = table('name,n\n"a\nb\r\nc",1\nd,2\n"e ""x"", f",3\ng,x\n"h\n",4\n', columns)
    assert chunk.values == {"name": ["a\nb\r\nc", "d", 'e "x", f', "h\n"], "n": [1, 2, 3, 4]}
    assert chunk.lines == [2, 5, 6, 8]
    assert chunk.raw[0] == '"a\nb\r\nc",1'
    assert told(chunk) == [(7, "n", "table.integer")]


def test_each_bad_row_is_told_and_reading_goes_on() -> None:
    lines = [
        b"name,n",
        b"A,1",
        b"B",
        b"C,1,2",
        b"D\xff,1",
        b"E\0,1",
        b"=1+1,1",
        b"F\x07,1",
        b",1",
        b"G,1.5",
        b"H,8",
    ]
    chunk = table(b"\n".join(lines))
    assert told(chunk) == [
        (3, "", "table.fields"),
        (4, "", "table.fields"),
        (5, "", "table.encoding"),
        (6, "", "table.nul"),
        (7, "name", "table.formula"),
        (8, "name", "table.control_character"),
        (9, "name", "table.empty"),
        (10, "n", "table.integer"),
    ]
    assert chunk.values == {"name": ["A", "H"], "n": [1, 8]}
    assert chunk.rejects[0] == Reject(3, "", "table.fields", "1 fields; expected 2 as in the header", "B")


def test_a_short_row_and_a_long_one_do_not_make_up_for_each_other() -> None:
    chunk = table("name,n\nA\nB,1,2\nC,3\n")
    assert told(chunk) == [(2, "", "table.fields"), (3, "", "table.fields")]
    assert chunk.values == {"name": ["C"], "n": [3]}


def test_a_row_with_several_wrong_cells_is_one_reject_that_names_them_all() -> None:
    [reject] = table("name,n\n=x,y\n").rejects
    assert (reject.column, reject.code) == ("name", "table.formula")
    assert reject.message.endswith("; also wrong: n")


def test_an_unclosed_quote_costs_its_line_only() -> None:
    good = [f"x{at},{at}" for at in range(300)]
    lines = ["name,n", *good[:10], '"open,1', *good[10:]]
    chunk = table("\n".join(lines))
    assert told(chunk) == [(12, "", "table.quote")]
    assert chunk.values["n"] == list(range(300))
    assert told(table('name,n\na,1\n"b,2')) == [(3, "", "table.quote")]
    assert told(table('name,n\n"b"x,2\nc,3')) == [(2, "", "table.quote")]


def test_a_quote_inside_an_unquoted_text_is_told() -> None:
    chunk = table('name,n\n5" pipe,1\n"5"" pipe",2\nc",3\nd,4\n')
    assert told(chunk) == [(2, "", "table.quote"), (4, "", "table.quote")]
    assert chunk.values == {"name": ['5" pipe', "d"], "n": [2, 4]}


def test_a_stray_quote_before_quoted_rows_costs_its_line_only() -> None:
    chunk = table('name,n\n"a,"1"\n"b","2"\n"c","3\n"d","4"\n')
    assert told(chunk) == [(2, "", "table.quote"), (4, "", "table.quote")]
    assert chunk.values["n"] == [2, 4]


def test_a_quoted_row_that_swallowed_others_gives_them_back() -> None:
    chunk = table('name,n\n"a,1\nb,2\nc",3,4\nd,5\n')
    assert told(chunk) == [(2, "", "table.fields"), (4, "", "table.fields")]
    assert chunk.values["n"] == [2, 5]


@pytest.mark.parametrize(("newlines", "taken"), [(99, True), (100, False)])
def test_a_quoted_text_has_at_most_100_lines(newlines: int, taken: bool) -> None:
    chunk = table("name,n\n" + '"' + "\n" * newlines + 'z",1\nb,2\n', [Column("name", str), TWO[1]])
    assert chunk.values["n"] == ([1, 2] if taken else [2])
    assert told(chunk) == ([] if taken else [(2, "", "table.quote"), (102, "", "table.quote")])


def test_a_quoted_row_is_whole_wherever_the_blocks_are_cut() -> None:
    row = '"' + "\n".join(["word " * 90] * 9) + '",1\n'
    chunk = table("name,n\n" + row * 300, [Column("name", str), TWO[1]])
    assert chunk.rejects == []
    assert chunk.lines == list(range(2, 2 + 9 * 300, 9))
    assert {len(name) for name in chunk.values["name"]} == {90 * 5 * 9 + 8}


def test_a_truncated_last_row_is_told() -> None:
    columns = [Column("a", code), Column("at", moment)]
    chunk = table("a,at\nx,2021-06-01T07:00:00Z\ny,2021-06-0", columns)
    assert told(chunk) == [(3, "at", "table.moment")]
    assert told(table("a,at\ny", columns)) == [(2, "", "table.fields")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("length", [999_000, 1_000_001, 1_300_000, 10_000_000])
def test_a_long_line_is_passed_by_in_bounded_memory(length: int, end: bytes) -> None:
    stream = io.BytesIO(end.join([b"name,n", b"a,1", b"z" * length, b"b,2", b'"c', b"z" * length, b"d,4"]))
    tracemalloc.start()
    chunks = list(read(stream, TWO))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    [chunk] = chunks
    long = length > 1_000_000
    expected = "table.line_too_long" if long else "table.field_too_long"
    assert told(chunk) == [(3, "", expected), (5, "", "table.quote" if long else expected), (6, "", expected)]
    assert chunk.values == {"name": ["a", "b", "d"], "n": [1, 2, 4]}
    assert chunk.lines == [2, 4, 7]
    assert len(chunk.rejects[0].row) == 500
    assert peak < 16_000_000


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_a_long_line_that_ends_where_a_block_ends_is_passed_by_alone(end: bytes) -> None:
    header = b"name,n" + end
    data = header + b"z" * (5 * (1 << 18) - len(header) - 1) + end + b"b,2" + end + b"c,3" + end
    chunk = table(data)
    assert told(chunk) == [(2, "", "table.line_too_long")]
    assert chunk.values["n"] == [2, 3]


def test_many_long_rows_are_handed_over_early() -> None:
    row = "A," + "x" * 100_000 + "\n"
    chunks = list(read(io.BytesIO(("name,note\n" + row * 400).encode()), TWO[:1]))
    assert sum(len(chunk.lines) for chunk in chunks) == 400
    assert max(len(chunk.lines) for chunk in chunks) < 180


def test_65537_rows_are_not_cut_and_duplicates_are_kept() -> None:
    data = b"name,n\n" + b"same,7\n" * 65_537
    chunks = list(read(io.BytesIO(data), TWO, chunk=20_000))
    assert [len(chunk.lines) for chunk in chunks] == [20_000, 20_000, 20_000, 5_537]
    assert [line for chunk in chunks for line in chunk.lines] == list(range(2, 65_539))
    assert chunks[-1].bytes_read == len(data)


def test_a_file_of_bad_rows_alone_comes_in_chunks_too() -> None:
    chunks = list(read(io.BytesIO(b"name,n\n" + b"bad\n" * 300_000), TWO, chunk=1_000))
    assert len(chunks) > 2
    assert sum(len(chunk.rejects) for chunk in chunks) == 300_000


def test_reading_is_lazy_and_tells_its_progress(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(b"name,n\n" + b"someone,7\n" * 200_000)
    chunks = read(path, TWO, chunk=1_000)
    first = next(chunks)
    assert len(first.lines) == 1_000
    assert first.bytes_total == path.stat().st_size
    assert first.bytes_read < first.bytes_total / 5
    assert sum(len(chunk.lines) for chunk in chunks) == 199_000


def test_a_room_can_refuse_a_row_that_was_read() -> None:
    chunk = table("name,n\nAn,1\n")
    assert chunk.reject(0, "name", "people.unknown", "nobody") == Reject(
        2, "name", "people.unknown", "nobody", "An,1"
    )


def test_a_foreign_parser_that_fails_is_a_reject() -> None:
    chunk = table("name,n\na,1\nb,x\n", [TWO[0], Column("n", int)])
    assert told(chunk) == [(3, "n", "table.value")]


def test_rejects_are_written_for_excel_without_live_formulas(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    with RejectWriter(path) as writer:
        writer.write(table("name,n\n=cmd(),1\n").rejects)
        assert path.exists()
        writer.write([Reject(9, "họ tên", "table.empty", "the cell is empty", "-x\nÝ")])
    assert writer.count == 2
    written = path.read_bytes()
    assert written.startswith(b"\xef\xbb\xbfline,column,code,message,row\r\n2,name,table.formula,")
    assert b',"\'=cmd(),1"\r\n' in written
    assert written.endswith(
        '9,họ tên,table.empty,the cell is empty; quotes make lines 9 to 10 one row,"\'-x\nÝ"\r\n'.encode()
    )
    assert path.stat().st_mode & 0o077 == 0


def test_without_rejects_there_is_no_file_and_an_earlier_one_is_removed(tmp_path: Path) -> None:
    path, link = tmp_path / "rejects.csv", tmp_path / "link.csv"
    path.write_text("old")
    with RejectWriter(path) as writer:
        writer.write([])
    assert not path.exists()
    path.write_text("old")
    link.symlink_to(path)
    with RejectWriter(link):
        pass
    assert link.is_symlink()
    assert path.read_text() == ""


def test_rejects_never_overwrite_the_table_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,n\n")
    with pytest.raises(UnreadableFile) as caught, RejectWriter(path, source=path):
        pass
    assert caught.value.code == "table.rejects_over_input"
    assert path.read_text() == "name,n\n"
    with pytest.raises(UnreadableFile) as caught, RejectWriter(tmp_path / "none" / "x.csv") as writer:
        writer.write([Reject(1, "", "c", "m", "r")])
    assert caught.value.code == "table.rejects_unwritable"


def test_a_day_column_reads_both_ways_of_writing() -> None:
    chunk = table("d\n2021-06-01\n01/06/2021\n", [Column("d", day)])
    assert len(set(chunk.values["d"])) == 1
