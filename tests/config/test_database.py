"""The embedded server is held by the living, whatever the dead left behind."""

import json
import os
from pathlib import Path

import pytest

from lachan.config.database import _forget_the_dead

ME, NOBODY = os.getpid(), 2**22 + 1  # above the greatest number of a process


@pytest.mark.parametrize("left", ["[{me}, {nobody}]", "[]{me}, {nobody}]", "[{nobody}, {me}", "[{me}, {me}]"])
def test_a_list_that_was_cut_or_written_twice_keeps_the_living(tmp_path: Path, left: str) -> None:
    (tmp_path / ".handle_pids.json").write_text(left.format(me=ME, nobody=NOBODY))
    _forget_the_dead(tmp_path)
    assert json.loads((tmp_path / ".handle_pids.json").read_text()) == [ME]


@pytest.mark.parametrize("left", ["", "[]", "["])
def test_an_empty_list_stays_empty(tmp_path: Path, left: str) -> None:
    (tmp_path / ".handle_pids.json").write_text(left)
    _forget_the_dead(tmp_path)
    assert json.loads((tmp_path / ".handle_pids.json").read_text()) == []
