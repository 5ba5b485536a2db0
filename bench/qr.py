"""``python -m bench.qr``: codes issued and verified a second on one core, beside the bare P-256 rate.

Bare: ``cryptography``'s sign and verify of one message, DER as it comes.  Ours: 122 characters for a card,
and the judgement of a card (layout, key, signature, date, revocation).  Rounds alternate, so that a machine
that slows down slows both; medians are told.
"""

import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bench.machine import cpu
from bench.report import Figure, keep, say, show
from lachan.kernel import qr, signing

ROUNDS = 9
BATCH = 2_000
NOW = datetime(2026, 3, 10, 5, tzinfo=UTC)
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Work:
    """Keys and texts that the rounds use again and again."""

    key: signing.PrivateKey
    bare: ec.EllipticCurvePrivateKey
    signature: bytes
    numbers: list[int]
    trust: qr.Trust
    printed: list[str]
    shown: list[str]


MESSAGE = b"a message as long as the head of a code"
HASH = ec.ECDSA(hashes.SHA256())


def made() -> Work:
    key, bare = signing.new_key(), ec.generate_private_key(ec.SECP256R1())
    numbers = [secrets.randbits(60) for _ in range(BATCH)]
    day = qr.day_number(NOW) + 1
    phones = [signing.new_key() for _ in range(BATCH // 4)]
    shown = [
        qr.shown(qr.certificate(key, n, day, p.public), p, NOW) for n, p in zip(numbers, phones, strict=False)
    ]
    revoked = frozenset(secrets.randbits(60) for _ in range(100_000))
    trust = qr.Trust({key.id: key.public}, revoked=revoked, as_of=NOW)
    return Work(key, bare, bare.sign(MESSAGE, HASH), numbers, trust, qr.printed(key, numbers, day), shown)


def bare_sign(work: Work) -> int:
    for _ in range(BATCH):
        work.bare.sign(MESSAGE, HASH)
    return BATCH


def bare_verify(work: Work) -> int:
    public = work.bare.public_key()
    for _ in range(BATCH):
        public.verify(work.signature, MESSAGE, HASH)
    return BATCH


def issue(work: Work) -> int:
    return len(qr.printed(work.key, work.numbers, 30_000))


def verify(work: Work) -> int:
    return _believed(work, work.printed)


def verify_app(work: Work) -> int:
    return _believed(work, work.shown)


def _believed(work: Work, texts: list[str]) -> int:
    readings = qr.verify_many(texts, work.trust, NOW)
    if not all(reading.valid for reading in readings):
        raise RuntimeError("a genuine code was not believed")
    return len(readings)


def rates(work: Work) -> dict[str, float]:
    """Median a second of each part."""
    parts: dict[str, Callable[[Work], int]] = {
        f.__name__: f for f in (bare_sign, issue, bare_verify, verify, verify_app)
    }
    told: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, part in parts.items():
            start = time.process_time()  # of this core: what others do beside it does not count
            told[name].append(part(work) / (time.process_time() - start))
    return {name: statistics.median(some) for name, some in told.items()}


def measure() -> list[Figure]:
    a_second = rates(made())
    say(", ".join(f"{name} {rate:,.0f}/s" for name, rate in a_second.items()))
    issued, verified = a_second["issue"], a_second["verify"]
    return [
        Figure("cards issued, one core", round(issued), "/s", 15_000, at_most=False),
        Figure(
            "… of the bare rate of signing", round(issued / a_second["bare_sign"], 3), "x", 0.3, at_most=False
        ),
        Figure("cards verified, one core", round(verified), "/s", 8_000, at_most=False),
        Figure(
            "… of the bare rate of verifying",
            round(verified / a_second["bare_verify"], 3),
            "x",
            0.4,
            at_most=False,
        ),
        Figure("app codes verified (two signatures)", round(a_second["verify_app"]), "/s"),
        Figure("bare P-256 signing", round(a_second["bare_sign"]), "/s"),
        Figure("bare P-256 verifying", round(a_second["bare_verify"]), "/s"),
    ]


def main() -> None:
    began = datetime.now(UTC)
    figures = measure()
    told = {"scale": "qr", "measured_at": began.isoformat(timespec="seconds"), "machine": {"cpu": cpu()}}
    keep(RESULTS / f"qr-{began:%Y%m%d-%H%M%S}.json", told, figures)
    show("qr", figures)


if __name__ == "__main__":
    main()
