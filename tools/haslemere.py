"""Turn the published Haslemere steps into the files that `lachan load` reads (docs/howto/haslemere.md)."""

import argparse
import csv
from datetime import datetime, timedelta
from pathlib import Path

STEP = timedelta(minutes=5)


def convert(steps: Path, out: Path) -> tuple[int, int]:
    """Write people.csv and encounters.csv; return how many people and encounters."""
    out.mkdir(parents=True, exist_ok=True)
    people: set[int] = set()
    count = 0
    with (
        steps.open(newline="", encoding="utf-8") as source,
        (out / "encounters.csv").open("w", newline="") as target,
    ):
        writer = csv.writer(target)
        writer.writerow(["person_a", "person_b", "start", "end", "distance_m", "masked"])
        for row in csv.DictReader(source):
            a, b = int(row["person_a"]), int(row["person_b"])
            end = datetime.fromisoformat(row["start"]) + STEP
            writer.writerow([f"H{a}", f"H{b}", row["start"], end.isoformat(), row["distance_m"], ""])
            people |= {a, b}
            count += 1
    with (out / "people.csv").open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(
            ["code", "name", "birth_date", "sex", "phone", "national_id", "area_code", "household"]
        )
        writer.writerows([f"H{n}", f"Volunteer {n}", "", "", "", "", "", ""] for n in sorted(people))
    return len(people), count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    print("{} people, {} encounters".format(*convert(arguments.steps, arguments.out)))
