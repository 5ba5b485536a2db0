"""Published vectors beside the repository; a test that needs one is skipped where it is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared/vectors"


def published(path: str) -> Any:
    """The content of one JSON file of the vectors."""
    file = FOLDER / path
    if not file.exists():
        pytest.skip(f"no vectors at shared/vectors/{path}")
    return json.loads(file.read_text("utf-8"))
