"""The code of a permit to travel (ADR 0030): opaque, signed, judged without a look-up and without a name.

Text: ``LP`` and Base45 of the payload.  All numbers big-endian.

    version 1 | key id 4 | permit number 8 | template 2 | from 4 | until 4 (minutes since 1970, UTC) |
    hours 2 + 2 (minutes of the day in Viet Nam) | unit 4 (0: the whole country) | signature 64

95 bytes, 145 characters: a QR code of 41 modules at level M.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct

from lachan.kernel import base45, permits, serial
from lachan.kernel.permits import DAY_MINUTES, Hours, Standing, Terms
from lachan.kernel.qr.trust import Trust
from lachan.kernel.signing import SIGNATURE_BYTES, PrivateKey

PREFIX = "LP"
VERSION = 1
HEAD = Struct(">B4sQHIIHHI")
FOR_PERMIT = b"lachan/1 permit to travel\0"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PermitReading:
    """``terms`` where it is believed; else ``problem``: unreadable, forged, key_unknown, key_stolen."""

    terms: Terms | None
    problem: str = ""


def permit_codes(issuer: PrivateKey, told: Iterable[Terms]) -> list[str]:
    """The texts of permits, in their order."""
    texts = []
    for terms in told:
        head = HEAD.pack(
            VERSION, issuer.id, terms.number, terms.template, _minutes(terms.valid_from),
            _minutes(terms.valid_until), terms.hours.begin, terms.hours.end, terms.area,
        )  # fmt: skip
        texts.append(PREFIX + base45.encode(head + issuer.sign(FOR_PERMIT + head)))
    return texts


def read_permit(text: str, trust: Trust) -> PermitReading:
    """What a code of a permit says, and whether a key of ours signed it.  Never raises."""
    try:
        payload = base45.decode(text.strip().removeprefix(PREFIX)) if is_permit(text) else b""
    except ValueError:
        payload = b""
    if len(payload) != HEAD.size + SIGNATURE_BYTES:
        return PermitReading(None, "unreadable")
    head = payload[: HEAD.size]
    version, key_id, number, template, begins, ends, begin, end, area = HEAD.unpack(head)
    if version != VERSION or number >> serial.CARD_BITS or max(begin, end) > DAY_MINUTES:
        return PermitReading(None, "unreadable")
    if key_id in trust.stolen:
        return PermitReading(None, "key_stolen")
    key = trust.keys.get(key_id)
    if key is None:
        return PermitReading(None, "key_unknown")
    if not key.verify(payload[HEAD.size :], FOR_PERMIT + head):
        return PermitReading(None, "forged")
    valid = EPOCH + begins * MINUTE, EPOCH + ends * MINUTE
    return PermitReading(Terms(number, template, *valid, Hours(begin, end), area))


def judge_permit(
    text: str, trust: Trust, at: datetime, units: Collection[int], last: datetime | None = None
) -> str:
    """What a scanner without a network answers: a problem, or an :class:`~lachan.kernel.permits.Answer`.

    ``trust.revoked`` holds numbers of permits here; ``last`` is the last moment of the permit's version.
    """
    reading = read_permit(text, trust)
    if reading.terms is None:
        return reading.problem
    standing = Standing(is_revoked=reading.terms.number in trust.revoked, last=last)
    return permits.answer(reading.terms, standing, at, units)


def is_permit(text: str) -> bool:
    """Whether a text sets out to be one."""
    return text.lstrip().startswith(PREFIX)


def _minutes(at: datetime) -> int:
    return (at - EPOCH) // MINUTE
