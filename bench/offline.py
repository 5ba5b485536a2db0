"""Scanners that were offline for three days: nothing lost, nothing doubled, times right (figures.md R3).

Every device scans its own people, with a clock up to a day off that drifts as phones do.  After 72 hours it
sends what it has: in parts, shuffled, some cut at a random byte, some sent twice, some with the answer lost.
``python -m bench.offline`` runs 1,000 devices of 500 scans; a test runs a few of few.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

HOURS = 72
PEOPLE = 25  # of each device
WITHIN = timedelta(seconds=5)


@dataclass(slots=True)
class Offline:
    """A device, what its clock does, and what really happened: number to moment, person and way."""

    id: int
    token: str
    off: timedelta
    drift: float
    since: datetime
    true: dict[int, tuple[datetime, str, str]] = field(default_factory=dict)

    def clock(self, at: datetime) -> datetime:
        """What the device's clock says at a moment of ours."""
        return at + self.off + (at - self.since) * self.drift

    def item(self, seq: int) -> dict[str, Any]:
        at, code, way = self.true[seq]
        return {"seq": seq, "code": code, "direction": way, "at": self.clock(at).isoformat()}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    told: int
    lost: int
    doubled: int
    late_s: float  # the worst corrected time
    stays_wrong: int
    uploads: int
    cut: int
    seconds: float


def imagined(
    devices: Sequence[tuple[int, str]],
    people: Sequence[str],
    scans: int,
    chance: random.Random,
    now: datetime,
) -> list[Offline]:
    """Devices with ``scans`` each in the 72 hours before ``now``; each has its own people."""
    since, made = now - timedelta(hours=HOURS), []
    for n, (id_, token) in enumerate(devices):
        off = timedelta(seconds=chance.uniform(-86_400, 86_400))
        device = Offline(id_, token, off, chance.uniform(-50e-6, 50e-6), since)
        own = people[n * PEOPLE : (n + 1) * PEOPLE]
        steps = sorted(chance.sample(range(60, HOURS * 3600 - 60, 2), scans))
        inside: set[str] = set()
        for seq, second in enumerate(steps, 1):
            code = chance.choice(own)
            way = "out" if code in inside and chance.random() < 0.7 else "in"
            inside = inside - {code} if way == "out" else inside | {code}
            device.true[seq] = (since + timedelta(seconds=second), code, way)
        made.append(device)
    return made


def uploads(device: Offline, chance: random.Random, size: int) -> Iterator[tuple[list[int], str]]:
    """Parts of a shuffled queue, and what befalls each: whole, cut, twice, or unanswered (sent again)."""
    queue = list(device.true)
    chance.shuffle(queue)
    for first in range(0, len(queue), size):
        part = queue[first : first + size]
        for fate in chance.choice((["whole"], ["cut", "whole"], ["twice"], ["cut", "cut", "twice"])):
            yield part, fate


def run(devices: Sequence[Offline], chance: random.Random, now: datetime, size: int = 100) -> Found:
    """Meet the server, go offline, come back and send everything; then look at what the database says."""
    from lachan.core.errors import UploadUnreadable
    from lachan.places import api, services

    for device in devices:
        hello = services.Upload(device.clock(device.since), [])
        services.take_scans(device.token, hello, now=device.since)
    began, sent, cut = time.perf_counter(), 0, 0
    pending = [(device, part, fate) for device in devices for part, fate in uploads(device, chance, size)]
    for number, (device, part, fate) in enumerate(_mixed(pending, chance)):
        at = now + timedelta(milliseconds=number)
        told = {"device_now": device.clock(at).isoformat(), "scans": [device.item(seq) for seq in part]}
        body = json.dumps(told).encode()
        if fate == "cut":
            cut += 1
            try:
                api.read(body[: chance.randrange(len(body))])
            except UploadUnreadable:
                continue
            raise AssertionError("half an upload was read")
        for _ in range(2 if fate == "twice" else 1):
            answers = services.take_scans(device.token, api.read(body)[0], now=at)
            if sorted(one.seq for one in answers) != sorted(part):
                raise AssertionError("an item has no answer")
            sent += 1
    return _found(devices, sent, cut, time.perf_counter() - began)


def _mixed(
    pending: list[tuple[Offline, list[int], str]], chance: random.Random
) -> list[tuple[Offline, list[int], str]]:
    """Devices come back all at once; each sends its own parts in order."""
    queues: defaultdict[int, list[tuple[Offline, list[int], str]]] = defaultdict(list)
    for one in pending:
        queues[one[0].id].append(one)
    order = [one[0].id for one in pending]
    chance.shuffle(order)
    return [queues[id_].pop(0) for id_ in order]


def _found(devices: Sequence[Offline], sent: int, cut: int, seconds: float) -> Found:
    from django.db import connection

    ids = [device.id for device in devices]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT device_id, seq, happened_at, place_id, person_id, is_out, status FROM places_scan"
            " WHERE device_id = ANY(%s)",
            [ids],
        )
        lines = cursor.fetchall()
        cursor.execute(
            "SELECT v.place_id, v.person_id, v.entered_at, v.left_at FROM places_visit v"
            " JOIN places_device d ON d.place_id = v.place_id WHERE d.id = ANY(%s)",
            [ids],
        )
        stays = set(cursor.fetchall())
    true = {(device.id, seq): at for device in devices for seq, (at, _, _) in device.true.items()}
    numbers = [(line[0], line[1]) for line in lines]
    worst = max((abs((line[2] - true[line[0], line[1]]).total_seconds()) for line in lines), default=0.0)
    return Found(
        len(true), len(true.keys() - set(numbers)), len(numbers) - len(set(numbers)), worst,
        len(stays ^ expected_stays(lines)), sent, cut, seconds,
    )  # fmt: skip


def expected_stays(lines: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """The plain rule: an entry ends with the next exit within a day, if that comes before the next entry."""
    events: defaultdict[tuple[int, int], list[tuple[datetime, bool]]] = defaultdict(list)
    for _, _, at, place, person, is_out, status in lines:
        if person is not None and (status == "stored" or (status == "review" and is_out)):
            events[place, person].append((at, is_out))
    stays = set()
    for (place, person), told in events.items():
        told.sort()
        for (at, is_out), (then, leaves) in zip(told, [*told[1:], (None, False)], strict=True):
            if not is_out:
                ended = then if leaves and then and then - at <= timedelta(hours=24) else None
                stays.add((place, person, at, ended))
    return stays


def main() -> None:
    from bench.gates import devices_and_people, enter_home
    from bench.report import say

    enter_home()
    chance, now = random.Random(19), datetime.now(UTC)  # noqa: S311 - a simulation
    made, people = devices_and_people(1_000, 1_000 * PEOPLE)
    found = run(imagined(made, people, 500, chance, now), chance, now)
    say(f"{found}; {found.told / found.seconds:,.0f} scans/s with repeats")
    if found.lost or found.doubled or found.stays_wrong or found.late_s > WITHIN.total_seconds():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
