"""Linking beside storing: the next part of a file is stored while the last is linked."""

from pathlib import Path

import pytest
from django.core.management import call_command

from lachan.core.access import system
from lachan.identity.management.commands import load_people
from lachan.identity.models import Person
from lachan.identity.services import linking
from tests import make
from tests.core.files import table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]
HEADER = "code,name,birth_date,sex,phone,national_id,area_code,household"


def test_a_file_in_parts_is_linked_as_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make.make_areas()
    monkeypatch.setattr(load_people.Command, "chunk_rows", 2)
    rows = [f"A{i},Lê Hoà {i % 3},1984-02-0{i % 3 + 1},female,,00118400012{i % 3},00001," for i in range(9)]
    file = tmp_path / "people.csv"
    file.write_text(table(HEADER, *rows), "utf-8")
    call_command("load_people", file, match=True, verbosity=0)
    roots = dict(Person.objects.values_list("code", "alias__root__code"))
    assert roots == {f"A{i}": None if i < 3 else f"A{i % 3}" for i in range(9)}


def test_what_goes_wrong_beside_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("linking failed")

    monkeypatch.setattr(linking, "link", refuse)
    with pytest.raises(RuntimeError, match="linking failed"), linking.Linking(system()) as beside:
        beside.add([1])
