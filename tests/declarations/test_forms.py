"""A form goes live by data alone, and what was answered stays readable with the words that were read."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lachan.declarations import queries
from lachan.declarations.models import Declaration
from lachan.declarations.queries import forms
from tests import make
from tests.declarations.make import SOUND, partner, told

pytestmark = pytest.mark.django_db
PACK = """
name = "{name}"
valid_from = {since}
source = "Công văn thử"
verified = true
title = {{ vi = "{title}", en = "Short" }}
says = {{ vi = "Một câu", en = "One question" }}
[[question]]
name = "well"
kind = "yes_no"
label = {{ vi = "{label}", en = "Well?" }}
[[rule]]
code = "unwell"
points = 1
says = {{ vi = "Khai không khoẻ", en = "Not well" }}
when = [{{ question = "well", is = false }}]
"""


def pack(
    name: str = "short", since: str = "2026-01-01", title: str = "Ngắn", label: str = "Khoẻ không?"
) -> str:
    return PACK.format(name=name, since=since, title=title, label=label)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DECLARATIONS_FOLDERS = [*settings.DECLARATIONS_FOLDERS, tmp_path]
    return tmp_path


@pytest.fixture
def person() -> Any:
    return make.make_person(make.make_areas()["00001"])


def test_a_pack_dropped_into_the_folder_is_served_and_answered(folder: Path, person: Any) -> None:
    kiosk = partner()
    item = kiosk.item(person, {"well": False}, form="short")
    assert told(kiosk.send(item)) == [("draft", "declaration.form_unknown")]
    (folder / "short.toml").write_text(pack(), "utf-8")
    assert told(kiosk.send(item)) == [("stored", "declaration.stored")]
    assert Declaration.objects.get().is_risky


def test_answers_keep_their_version_and_its_words_when_the_pack_changes_and_when_it_goes(
    folder: Path, person: Any
) -> None:
    file, kiosk = folder / "short.toml", partner()
    file.write_text(pack(), "utf-8")
    kiosk.send(kiosk.item(person, {"well": True}, form="short"))
    file.write_text(pack(since="2026-02-01", title="Ngắn, bản hai", label="Hôm nay khoẻ không?"), "utf-8")
    kiosk.send(kiosk.item(person, {"well": True}, form="short"))
    file.unlink()
    first, second = Declaration.objects.order_by("received_at")
    assert [queries.form_of(one.form_digest).version for one in (first, second)] == [
        "short-2026-01-01", "short-2026-02-01",
    ]  # fmt: skip
    question = queries.form_of(first.form_digest).question("well")
    assert question is not None
    assert question.label["vi"] == "Khoẻ không?"
    assert "short" not in queries.served(first.received_at.date())
    late = kiosk.item(person, {"well": True}, form="short-2026-01-01")  # kept offline since then
    assert told(kiosk.send(late)) == [("stored", "declaration.stored")]


def test_a_pack_that_cannot_be_read_stops_no_other(
    folder: Path, person: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken.toml").write_text("name = [", "utf-8")
    (folder / "strange.toml").write_text(pack(name="strange").replace("yes_no", "oracle"), "utf-8")
    (folder / "odd.toml").write_text("question = 7", "utf-8")
    (folder / "short.toml").write_text(pack(), "utf-8")
    assert sorted(queries.served(forms.date.today())) == ["daily", "entry", "health", "movement", "short"]
    assert [record.__dict__["file"] for record in caplog.records] == [
        "broken.toml", "odd.toml", "strange.toml",
    ]  # fmt: skip


def test_an_installation_may_say_our_forms_otherwise(folder: Path, person: Any) -> None:
    ours = next(Path(p) for p in (forms.settings.DECLARATIONS_FOLDERS[0]).glob("health-*.toml"))
    text = ours.read_text("utf-8").replace("Tờ khai sức khoẻ", "Phiếu sức khoẻ")
    (folder / ours.name).write_text(text, "utf-8")
    kiosk = partner()
    kiosk.send(kiosk.item(person, SOUND))
    form = queries.form_of(Declaration.objects.get().form_digest)
    assert form.title["vi"] == "Phiếu sức khoẻ"
