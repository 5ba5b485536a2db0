"""Every error code has its sentence in both languages; every reject code is explained."""

import ast
import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import polib
import pytest
from django.utils import translation

from lachan.core.errors import DomainError
from lachan.core.messages import SENTENCES
from tests.laws.house import OWNERS, ROOT, SOURCE, called, python_files, tree

REFUSERS = {
    "refuse",
    "refuse_where",
    "_refuse",
    "_reject",
    "reject",
    "Reject",
    "FieldError",
    "UnreadableFile",
}
CODE = re.compile(r"[a-z]+\.[a-z_]+")
COMPOSED = {f"table.{kind}" for kind in ("integer", "decimal", "choice", "flag", "sex")}  # f"table.{kind}"


def family(error: type[DomainError]) -> Iterator[type[DomainError]]:
    yield error
    for child in error.__subclasses__():
        yield from family(child)


def errors() -> list[type[DomainError]]:
    for owner in OWNERS:
        if (SOURCE / owner / "errors.py").exists():
            importlib.import_module(f"lachan.{owner}.errors")
    return [error for error in family(DomainError) if error.__module__.startswith("lachan.")]


@pytest.mark.parametrize("error", errors(), ids=lambda error: str(error.code))
def test_every_error_has_a_code_of_its_own_room_and_a_sentence(error: type[DomainError]) -> None:
    assert error.code.split(".")[0] == error.__module__.split(".")[1]
    assert "code" in vars(error), "a code of its own, not the parent's"
    assert error.code in SENTENCES


def test_no_sentence_is_left_over_and_no_code_is_used_twice() -> None:
    codes = [error.code for error in errors()]
    assert sorted(codes) == sorted(SENTENCES)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_is_in_both_catalogues(language: str) -> None:
    catalogue = polib.pofile(str(SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"))
    told = {entry.msgid for entry in catalogue if entry.msgstr and not entry.obsolete and not entry.fuzzy}
    with translation.override(None):
        assert sorted({str(sentence) for sentence in SENTENCES.values()} - told) == []


def reject_codes(module: ast.AST) -> set[str]:
    """Codes that a row or a file is refused with: literal arguments of the functions that refuse."""
    calls = [n for n in ast.walk(module) if isinstance(n, ast.Call) and (called(n) in REFUSERS)]
    words = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
    return {word for word in words if isinstance(word, str) and CODE.fullmatch(word)}


def test_every_reject_code_is_explained_and_every_explained_code_exists() -> None:
    used = set().union(*(reject_codes(tree(path)) for path in python_files(SOURCE))) | COMPOSED
    used |= passed_on(tree(SOURCE / "core/tables/rows.py")) | passed_on(
        tree(SOURCE / "core/tables/moments.py")
    )
    page = (ROOT / "docs/reference/rejects.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", page, re.MULTILINE))
    assert sorted(used ^ told) == []


def passed_on(module: ast.AST) -> set[str]:
    """Codes of the table reader that travel in a variable before they are used."""
    words = [n.value for n in ast.walk(module) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {word for word in words if re.fullmatch(r"table\.[a-z_]+", word)}


def test_the_law_sees_a_new_reject_code() -> None:
    sample = "refuse([True], 'a', 'places.too_red', f); log('places.other'); FieldError('table.new', m)"
    assert reject_codes(ast.parse(sample)) == {"places.too_red", "table.new"}


@pytest.mark.parametrize("error", errors(), ids=lambda error: str(error.code))
def test_every_error_survives_a_context_manager(error: type[DomainError]) -> None:
    """The first scar (docs/explain/scars.md): contextlib sets ``__traceback__``; a frozen error refuses."""
    some = error(**dict.fromkeys((field.name for field in fields(error)), "x"))
    with pytest.raises(error), passing():
        raise some


@contextmanager
def passing() -> Iterator[None]:
    yield
