"""Documents are numbered, linked and current."""

import re
from pathlib import Path

import pytest

from lachan.areas.forms import AREA_COLUMNS, DENOMINATOR_COLUMNS
from lachan.core.tables import Column
from lachan.identity.forms import PERSON_COLUMNS
from lachan.places.forms import PLACE_COLUMNS, VISIT_COLUMNS
from lachan.proximity.forms import ENCOUNTER_COLUMNS
from lachan.testing.forms import RESULT_COLUMNS
from tests.laws.house import ROOT, name_in_house
from tools import docs

ADR = ROOT / "docs" / "adr"
HEADINGS = ("Status", "Context", "Decision", "Alternatives refused", "Consequences")
SIGN = "How we would notice that it was wrong"
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
TABLES = {
    "areas": AREA_COLUMNS,
    "denominators": DENOMINATOR_COLUMNS,
    "people": PERSON_COLUMNS,
    "places": PLACE_COLUMNS,
    "visits": VISIT_COLUMNS,
    "encounters": ENCOUNTER_COLUMNS,
    "results": RESULT_COLUMNS,
}


def test_generated_pages_are_current() -> None:
    assert docs.stale() == [], "run `make docs`"


def test_a_page_that_differs_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "pages", lambda: iter([(docs.ROOT / "README.md", "something else")]))
    assert docs.stale() == ["README.md"]


def adr_complaints(name: str, text: str) -> list[str]:
    found = [] if text.startswith(f"# {int(name[:4]):04d} ") else ["numbered otherwise than its file"]
    found += [f"no heading {word}" for word in (*HEADINGS, SIGN) if f"\n## {word}\n" not in text]
    found += ["above 60 lines"] if len(text.splitlines()) > 60 else []
    decision = text.partition("\n## Decision\n")[2].partition("\n## ")[0]
    return found + ([] if re.search(r"\*\*.+?\*\*", decision, re.DOTALL) else ["no bold decision"])


def test_every_decision_is_numbered_complete_and_in_the_index() -> None:
    index = (ADR / "README.md").read_text("utf-8")
    files = [path for path in sorted(ADR.glob("*.md")) if path.name != "README.md"]
    complaints = {path.name: adr_complaints(path.name, path.read_text("utf-8")) for path in files}
    assert {name: told for name, told in complaints.items() if told} == {}
    assert [path.name for path in files if f"({path.name})" not in index] == []
    assert adr_complaints("0009-x.md", "# 0008 X\n") != []


def broken_links(path: Path, text: str) -> list[str]:
    return [to for to in LINK.findall(text) if not to.startswith("http") and not (path.parent / to).exists()]


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    broken = {name_in_house(page): broken_links(page, page.read_text("utf-8")) for page in pages}
    assert {name: links for name, links in broken.items() if links} == {}
    assert broken_links(ROOT / "README.md", "[a](nowhere.md)") == ["nowhere.md"]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_file_is_in_the_manual(table: str) -> None:
    page = (ROOT / "docs/reference/csv.md").read_text("utf-8")
    section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    told = [name for line in section.splitlines() if line.startswith("| `")
            for name in re.findall(r"`([a-z0-9_]+)`", line.split("|")[1])]  # fmt: skip
    columns: list[Column] = TABLES[table]
    assert told == [column.name for column in columns]
