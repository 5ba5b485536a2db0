"""Small files, small functions, few parameters."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.laws.house import ROOT, name_in_house, python_files, tree

FILE_LINES = 400
FUNCTION_LINES = 60
PARAMETERS = 6
Function = ast.FunctionDef | ast.AsyncFunctionDef


def too_big(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, Function):
            lines = (node.end_lineno or 0) - node.lineno + 1
            given = node.args
            names = [arg.arg for arg in [*given.posonlyargs, *given.args, *given.kwonlyargs]]
            count = len([name for name in names if name not in {"self", "cls"}])
            if lines > FUNCTION_LINES:
                yield f"{node.name}: {lines} lines"
            if count > PARAMETERS:
                yield f"{node.name}: {count} parameters"


def complaints(path: Path) -> Iterator[str]:
    lines = len(path.read_text("utf-8").splitlines())
    if lines > FILE_LINES:
        yield f"{name_in_house(path)}: {lines} lines"
    yield from (f"{name_in_house(path)}: {told}" for told in too_big(tree(path)))


def test_no_file_and_no_function_is_too_big() -> None:
    folders = [ROOT / name for name in ("src", "tests", "tools", "bench")]
    ours = [path for path in python_files(*folders) if "migrations" not in path.parts]
    assert [told for path in ours for told in complaints(path)] == []


def test_the_law_sees_what_is_too_big() -> None:
    long = "def long():\n" + "    pass\n" * FUNCTION_LINES
    many = "def many(self, a, b, c, d, *, e, f, g): ...\n"
    few = "def few(self, a, b, c, d, *, e, f): ...\n"
    assert list(too_big(ast.parse(long + many + few))) == ["long: 61 lines", "many: 7 parameters"]
