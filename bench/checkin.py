"""``python -m bench.checkin``: the scan door, one scan a request and 500 a request, beside raw inserts.

Raw: the same row into a table of the same columns and indexes, by psycopg, committed one by one (as pgbench
does) and by ``unnest`` of 500.  Ours: by HTTP through the whole application in granian, generator included:
device, code, double use, ledger, visit, audit, one commit.  Parts alternate, so that a machine that slows
down slows all; medians are told.  Open loop: requests leave when they are due, and wait counts.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.gates import devices_and_people, enter_home
from bench.report import Figure, keep, percentile, say, show

RESULTS = Path(__file__).parent / "results"
PORT = 8765
DEVICES, PEOPLE = 500, 500_000
BATCH = 500
SECONDS = 5.0
ROUNDS = 3
RAW = """
    INSERT INTO bench_scan (device_id, seq, happened_at, device_at, received_at, place_id, person_id, is_out,
                            status, reason, kind, seat, area_path, body)
"""
ONE = RAW + "VALUES (%s, %s, %s, %s, %s, %s, %s, false, 'stored', 'scan.stored', 'none', '', '1.', %s)"
MANY = RAW + (  # noqa: S608
    "SELECT d, s, h, a, r, p, q, false, 'stored', 'scan.stored', 'none', '', '1.', b"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],"
    " %s::bigint[], %s::bigint[], %s::bytea[]) AS t(d, s, h, a, r, p, q, b)"
)
TABLE = """
    DROP TABLE IF EXISTS bench_scan;
    CREATE TABLE bench_scan (LIKE places_scan INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    ALTER TABLE bench_scan ADD PRIMARY KEY (device_id, seq, happened_at, body);
    CREATE INDEX ON bench_scan (person_id) WHERE person_id IS NOT NULL;
    CREATE INDEX ON bench_scan (area_path, happened_at) WHERE status IN ('review', 'refused');
"""


@dataclass(slots=True)
class Load:
    """Requests that are ready to be sent, and what came back."""

    requests: Iterator[bytes]
    latencies: list[float] = field(default_factory=list)
    wrong: int = 0


class World:
    """Devices with their next number, and people who have not been scanned lately."""

    def __init__(self) -> None:
        self.devices, self.people = devices_and_people(DEVICES, PEOPLE)
        self.next = [1] * DEVICES
        self.turn = 0

    def body(self, device: int, scans: int) -> bytes:
        now = datetime.now(UTC)
        items = []
        for n in range(scans):
            code = self.people[self.turn % PEOPLE]
            self.turn += 1
            at = now - timedelta(seconds=scans - n + self.turn // PEOPLE)
            items.append({"seq": self.next[device], "code": code, "direction": "in", "at": at.isoformat()})
            self.next[device] += 1
        return json.dumps({"device_now": now.isoformat(), "scans": items}).encode()

    def requests(self, count: int, scans: int) -> list[bytes]:
        """Whole HTTP requests, one device after the other."""
        made = []
        for n in range(count):
            device = n % DEVICES
            body = self.body(device, scans)
            head = (
                f"POST /api/v1/scans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {self.devices[device][1]}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            made.append(head.encode() + body)
        return made


# --- the generator, in a process of its own: it reads the requests from a file


async def _sender(load: Load, due: Callable[[], float | None]) -> None:
    """One connection: takes the next request when it is due."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    while (at := due()) is not None:
        wait = at - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        request = next(load.requests, None)
        if request is None:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        at_length = lower.index(b"content-length:") + 15
        body = await reader.readexactly(int(lower[at_length : lower.index(b"\r\n", at_length)]))
        load.latencies.append(time.perf_counter() - at)
        load.wrong += not head.startswith(b"HTTP/1.1 200") or b'"stored"' not in body
    writer.close()


def generate(path: str, rate: float, connections: int) -> dict[str, float]:
    """Send the requests of a file at a rate (0: as fast as they are answered); what it took."""
    requests = []
    data = Path(path).read_bytes()
    position = 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        requests.append(data[position + 4 : position + 4 + size])
        position += 4 + size
    load, began, count = Load(iter(requests)), time.perf_counter(), 0

    def due() -> float | None:
        nonlocal count
        now = time.perf_counter()
        if now - began > SECONDS or count >= len(requests):
            return None
        count += 1
        return began + (count - 1) / rate if rate else now

    async def all_() -> None:
        await asyncio.gather(*[_sender(load, due) for _ in range(connections)])

    asyncio.run(all_())
    took = time.perf_counter() - began
    ordered = sorted(load.latencies)
    return {
        "rate": len(ordered) / took, "p50_ms": statistics.median(ordered) * 1000,
        "p99_ms": percentile(ordered, 0.99) * 1000, "wrong": load.wrong,
    }  # fmt: skip


def sent(requests: list[bytes], rate: float, connections: int) -> dict[str, float]:
    path = Path(os.environ["LACHAN_HOME"]) / "requests.bin"
    path.write_bytes(b"".join(len(one).to_bytes(4, "big") + one for one in requests))
    command = [sys.executable, "-m", "bench.checkin", "--generate", str(path), str(rate), str(connections)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    path.unlink()
    return dict(json.loads(told.stdout))


# --- raw inserts


def raw(world: World, clients: int, size: int) -> float:
    """Rows a second of bare inserts, each committed, by so many connections."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    where = f"host={database['HOST']} dbname={database['NAME']} user={database['USER']}"
    counts = [0] * clients

    def one(number: int) -> None:
        import psycopg

        body, some = b"x" * 16, random.sample(range(PEOPLE), size)
        with psycopg.connect(where, autocommit=True, prepare_threshold=0) as connection:
            began, seq = time.perf_counter(), number * 10_000_000
            while time.perf_counter() - began < SECONDS:
                now = datetime.now(UTC)
                seqs = list(range(seq, seq + size))
                seq += size
                moments = [now] * size
                if size == 1:
                    connection.execute(ONE, (number, seqs[0], now, now, now, 1, some[0], body))
                else:
                    columns = [[number] * size, seqs, moments, moments, moments, seqs, some, [body] * size]
                    connection.execute(MANY, columns)
                counts[number] += size

    threads = [threading.Thread(target=one, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


@contextmanager
def served(workers: int, threads: int) -> Iterator[None]:
    """The site, as ``lachan up`` runs it."""
    from lachan.config import processes

    os.environ["LACHAN_WORKERS"], os.environ["LACHAN_WEB_THREADS"] = str(workers), str(threads)
    from lachan.config.env import env

    env.cache_clear()
    log = (Path(os.environ["LACHAN_HOME"]) / "site.log").open("w")
    site = subprocess.Popen(  # noqa: S603
        processes._site("127.0.0.1", PORT), stdin=subprocess.DEVNULL, stderr=log, stdout=log
    )
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 1):
                break
            time.sleep(0.1)
        yield
    finally:
        site.terminate()
        try:
            site.wait(15)
        except subprocess.TimeoutExpired:
            site.kill()


def measure(workers: int, threads: int, connections: int) -> list[Figure]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    world = World()
    say("world made")
    told: dict[str, list[float]] = {name: [] for name in ("raw1", "http1", "raw500", "http500", "p99")}
    with served(workers, threads):
        sent(world.requests(DEVICES, 1), 0, 4)
        for number in range(ROUNDS):
            told["raw1"].append(raw(world, 8, 1))
            singles = sent(world.requests(15_000, 1), 0, connections)
            told["http1"].append(singles["rate"])
            calm = sent(world.requests(15_000, 1), singles["rate"] * 0.7, connections)
            told["p99"].append(calm["p99_ms"])
            told["raw500"].append(raw(world, 2, BATCH))
            many = sent(world.requests(200, BATCH), 0, 3)
            told["http500"].append(many["rate"] * BATCH)
            say(
                f"round {number + 1}: {singles} {calm} {many} {told['raw1'][-1]:.0f} {told['raw500'][-1]:.0f}"
            )
    middle = {name: statistics.median(values) for name, values in told.items()}
    return [
        Figure("single check-ins by HTTP", middle["http1"], "/s", 3_000, at_most=False, detail=dict(told)),
        Figure("… / raw inserts, each committed", middle["http1"] / middle["raw1"], "x", 0.2, at_most=False),
        Figure("… p99 at 70 %, open loop", middle["p99"], "ms", 50),
        Figure("raw inserts, each committed, 8 clients", middle["raw1"], "/s"),
        Figure("scans in batches of 500 by HTTP", middle["http500"], "/s", 40_000, at_most=False),
        Figure("… / unnest inserts of 500", middle["http500"] / middle["raw500"], "x", 0.4, at_most=False),
        Figure("unnest inserts of 500, 2 clients", middle["raw500"], "/s"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.checkin")
    parser.add_argument("--generate", nargs=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--connections", type=int, default=32)
    given = parser.parse_args()
    if given.generate:
        path, rate, connections = given.generate
        print(json.dumps(generate(path, float(rate), int(connections))))
        return
    enter_home()
    from bench import machine

    began, where = datetime.now(UTC), machine.described()
    figures = measure(given.workers, given.threads, given.connections)
    told = {"scale": "checkin", "measured_at": began.isoformat(timespec="seconds"), "machine": where}
    keep(RESULTS / f"checkin-{began:%Y%m%d-%H%M%S}.json", told, figures)
    show("checkin", figures)


if __name__ == "__main__":
    main()
