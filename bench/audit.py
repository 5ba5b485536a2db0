"""The audit trail: how fast it is verified, against the bare SHA-256 of as many entries."""

import time
from hashlib import sha256

from django.db import connection

from bench.report import Figure
from bench.world import Built
from lachan.core.audit import segments
from lachan.core.audit.verify import verify

ENTRIES = 400_000
SEGMENTS = 20
AT_LEAST = 200_000
OF_RAW = 0.1
MANY = """
    INSERT INTO core_audit (actor, role, verb, subject, area_path, facts)
    SELECT 'staff-' || n %% 500, 'tracer', 'tracing.read_case', gen_random_uuid()::text, '1.79.26734.',
           '{"policy": "vn-2021-12-29"}'
    FROM generate_series(1, %s) AS n
"""


def measure(built: Built) -> list[Figure]:
    """Entries are made in sets, sealed, and read again; ``built`` gives the database only."""
    sealing_s = 0.0
    for _ in range(SEGMENTS):
        with connection.cursor() as cursor:
            cursor.execute(MANY, [ENTRIES // SEGMENTS])
        start = time.perf_counter()
        segments.seal()
        segments.anchor()
        sealing_s += time.perf_counter() - start
    verdict = min((verify() for _ in range(2)), key=lambda one: one.seconds)
    assert verdict.is_whole, verdict.findings[:3]
    sample, start = b"x" * 140, time.perf_counter()
    for _ in range(ENTRIES):
        sha256(sample).digest()
    raw = ENTRIES / (time.perf_counter() - start)
    rate = verdict.entries / verdict.seconds
    return [
        Figure(
            "audit verified", rate, "entries/s", AT_LEAST, at_most=False, detail={"entries": verdict.entries}
        ),
        Figure("audit verified / raw SHA-256", rate / raw, "x", OF_RAW, at_most=False, detail={"raw": raw}),
        Figure("audit sealed", ENTRIES / sealing_s, "entries/s"),
    ]
