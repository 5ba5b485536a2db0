"""``lachan qr`` as people run it: what needs no database runs without one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lachan.kernel import qr
from tests.kernel.vectors import published
from tools.qr_vectors import FILE

CASES = {case["what"]: case for case in json.loads(FILE.read_text("utf-8"))["cases"]}


def lachan(home: Path, *words: str, said: bytes = b"") -> tuple[int, Any]:
    """Exit code, and the JSON that was printed."""
    environment = {**os.environ, "LACHAN_HOME": str(home)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "lachan", "qr", *words, "--json"]
    ran = subprocess.run(command, input=said, env=environment, capture_output=True, timeout=50, check=False)
    return ran.returncode, json.loads(ran.stdout)


def test_reading_a_national_code_needs_no_database(tmp_path: Path) -> None:
    case = CASES["national, without a signature"]
    assert lachan(tmp_path / "none", "read", case["text"]) == (0, case["read"])
    assert lachan(tmp_path / "none", "read", "-", said=case["text"].encode() + b"\n") == (0, case["read"])
    assert not (tmp_path / "none").exists(), "no home was made"


def test_what_cannot_be_read_is_said_and_is_no_failure_of_the_command(tmp_path: Path) -> None:
    code, told = lachan(tmp_path / "none", "read", "-", said=b"\xff\x00")
    assert (code, told["valid"], told["why"][0]["code"]) == (0, False, "not_utf8")


def test_the_fields_carry_the_published_names(tmp_path: Path) -> None:
    case = next(case for case in published("vn-cccd/cases.json") if "qr" in case)
    code, told = lachan(tmp_path / "none", "read", case["qr"])
    assert (code, told["valid"], told["fields"]) == (0, True, case["fields"])


@pytest.mark.parametrize("key", ["listed", "unknown"])
def test_a_list_is_enough_to_verify_without_a_database(tmp_path: Path, key: str) -> None:
    told = json.loads(FILE.read_text("utf-8"))["trust"]
    if key == "unknown":
        told["keys"] = {}
    trust = tmp_path / "trust.json"
    trust.write_text(json.dumps(told), "utf-8")
    words = ("verify", CASES["printed, taken back"]["text"], "--trust", str(trust))
    code, reading = lachan(tmp_path / "none", *words)
    assert code == 2
    assert reading["why"][0]["code"] == ("key_unknown" if key == "unknown" else "expired")
    assert qr.trust_from(told).as_of is not None
