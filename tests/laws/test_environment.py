"""Every variable is in ``.env.example``, is used, and is read in one place."""

import re
from dataclasses import fields

import pytest

from lachan.config import env
from tests.laws.house import ROOT, SOURCE, name_in_house, python_files

READS = re.compile(r"os\.environ|getenv")


def test_the_example_is_what_the_code_says() -> None:
    assert (ROOT / ".env.example").read_text("utf-8") == env.example()
    assert all(f"# {field.metadata['name']}=" in env.example() for field in fields(env.Env))


def test_every_variable_is_used() -> None:
    config = "".join(path.read_text("utf-8") for path in python_files(SOURCE / "config"))
    unused = [
        f.name for f in fields(env.Env) if not re.search(rf'(env\(\)|self)\.{f.name}\b|"{f.name}"', config)
    ]
    assert unused == []


def test_only_config_reads_the_environment() -> None:
    elsewhere = [p for p in python_files(SOURCE) if p.parent != SOURCE / "config"]
    assert [name_in_house(p) for p in elsewhere if READS.search(p.read_text("utf-8"))] == []
    assert READS.search('os.environ["HOME"]')


def test_empty_counts_as_unset_and_bad_values_name_the_variable() -> None:
    assert env.read({"LACHAN_JOBS": ""}).jobs == "2"
    with pytest.raises(env.BadSetting, match="LACHAN_JOBS='many'"):
        env.read({"LACHAN_JOBS": "many"}).number("jobs", 1, 32)
