"""Real meetings of 469 people: what the platform finds equals an independent computation in NumPy."""

import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from numpy.typing import NDArray

from lachan.core import ids
from lachan.core.policies import exposure_policy
from lachan.core.statements import run
from lachan.identity.models import Person
from lachan.tracing.queries.evidence import TRACE, Window, arguments
from tools.haslemere import convert

DATA = Path(
    os.environ.get("LACHAN_HASLEMERE")
    or Path(__file__).parents[3] / "shared" / "data" / "haslemere" / "encounters_days_1_2.csv"
)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not DATA.exists(), reason="the Haslemere data are not here (docs/howto/haslemere.md)"),
]
STEP, DAY = 300, 86400
AS_OF = datetime(2017, 10, 14, tzinfo=UTC)
# policy -> metres, seconds needed within a day (0: any time at all); masks are unknown, so count as none
RULES = {"who-2d-1m-15min": (1.0, 900), "vn-2021-12-29": (2.0, 0), "vn-2021-07-30": (2.0, 0)}


def fullest_day(starts: NDArray[np.int64]) -> int:
    """Most seconds of five-minute steps (sorted, apart) within 24 hours: a frame at every step's start."""
    ends = starts[:, None] + DAY  # one frame a row
    inside = (starts >= starts[:, None]) & (starts < ends)
    return int(np.where(inside, np.minimum(starts + STEP, ends) - starts, 0).sum(axis=1).max())


def computed(reach_m: float, needed: int, since: int, until: int) -> dict[tuple[int, int], tuple[str, float]]:
    """(person, other) -> grade and minutes, from the published file alone."""
    with DATA.open(newline="") as file:
        rows = [
            (int(datetime.fromisoformat(r["start"]).timestamp()), int(r["person_a"]), int(r["person_b"]))
            for r in csv.DictReader(file)
            if float(r["distance_m"]) <= reach_m
        ]
    steps = np.array(sorted(set(rows)), dtype=np.int64)
    steps = steps[(steps[:, 0] + STEP > since) & (steps[:, 0] < until)]
    found = {}
    pairs, where = np.unique(np.sort(steps[:, 1:], axis=1), axis=0, return_inverse=True)
    for number, (a, b) in enumerate(pairs):
        starts = np.unique(steps[where.reshape(-1) == number, 0])
        grade = "close" if fullest_day(starts) >= max(needed, 1) else "present"
        found[int(a), int(b)] = found[int(b), int(a)] = (grade, len(starts) * STEP / 60)
    return found


@pytest.mark.parametrize("name", RULES)
def test_every_person_of_the_file_is_traced_as_numpy_computes(name: str, tmp_path: Path) -> None:
    people, encounters = convert(DATA, tmp_path)
    assert (people, encounters) == (464, 64486)  # five of the 469 met nobody in these two days
    for table in ("people", "encounters"):
        call_command(f"load_{table}", tmp_path / f"{table}.csv", verbosity=0)
    reach_m, needed = RULES[name]
    since = AS_OF - timedelta(days=2 if name != "vn-2021-07-30" else 3)
    codes = dict(Person.objects.values_list("id", "code"))
    windows = [Window(ids.new(), person_id, since, AS_OF) for person_id in codes]
    whose = {window.ref: int(codes[window.person_id][1:]) for window in windows}
    found = {
        (whose[r["ref"]], int(codes[r["person_id"]][1:])): (r["grade"], r["minutes"])
        for r in run(TRACE, arguments(windows, exposure_policy(name)))
    }
    expected = computed(reach_m, needed, int(since.timestamp()), int(AS_OF.timestamp()))
    assert len(expected) > 500
    assert found == expected
