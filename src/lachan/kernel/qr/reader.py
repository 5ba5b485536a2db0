"""From any text to a :class:`Reading`."""

from collections.abc import Iterable
from datetime import datetime

from lachan.kernel import serial
from lachan.kernel.qr import bhyt, cccd, national, own
from lachan.kernel.qr.reading import Kind, Reading, Unfit, unfit
from lachan.kernel.qr.trust import Check, Trust

LONGEST = 4296  # characters: what the largest QR code holds
DIGITS = frozenset("0123456789")


def read(scanned: str | bytes) -> Reading:
    """What this is, and its fields.  Valid = laid out as its rule says; a signature is not looked at here."""
    text = _text(scanned)
    if isinstance(text, Reading):
        return text
    kind = _kind(text)
    try:
        return _read(kind, text)
    except Unfit as wrong:
        return unfit(kind, [wrong.reason])


def verify(scanned: str | bytes, trust: Trust, now: datetime) -> Reading:
    """What this is, and whether a key of ``trust`` signed it and it is in force at ``now``.

    Valid is True for nothing else; what carries no signature of ours is None.
    """
    return _verify(scanned, Check(trust, now))


def verify_by(scanned: str | bytes, check: Check) -> Reading:
    """:func:`verify` by a check that is kept: a phone's certificate that held before costs nothing again."""
    return _verify(scanned, check)


def verify_many(scanned: Iterable[str | bytes], trust: Trust, now: datetime) -> list[Reading]:
    """:func:`verify` for many; a phone's certificate is checked once."""
    check = Check(trust, now)
    return [_verify(one, check) for one in scanned]


def card_number_of(reading: Reading) -> int | None:
    """The number of the card of ours that a text claims to be, before anything is believed."""
    fields = reading.fields or {}
    if reading.kind in {Kind.PRINTED, Kind.APP}:
        return serial.card_number(fields["number"]) if fields else None
    if reading.kind is Kind.NATIONAL and fields:
        ours = national.our_signature(fields["ext"])
        return ours[0].number if ours else None
    return None


def signer_of(reading: Reading) -> tuple[str, str]:
    """Key (hexadecimal) and last valid day of the signature that a text claims to have; empty where none."""
    fields = reading.fields or {}
    if reading.kind is Kind.NATIONAL and fields:
        ours = national.our_signature(fields["ext"])
        fields = ours[0].fields("national") if ours else {}
    return str(fields.get("key", "")), str(fields.get("valid_until", ""))


def _text(scanned: str | bytes) -> str | Reading:
    """The text of a scan without the line end that a scanner adds, or why there is none."""
    if isinstance(scanned, bytes):
        try:
            scanned = scanned.decode("utf-8")
        except UnicodeDecodeError as wrong:
            return Reading(Kind.NONE, False).because(False, "not_utf8", f"byte {wrong.start} is not UTF-8")
    text = scanned.removeprefix("\ufeff").strip("\r\n\t")
    if not text.strip():
        return Reading(Kind.NONE, False).because(False, "empty", "there is no text")
    if len(text) > LONGEST:
        return Reading(Kind.NONE, False).because(False, "too_long", f"more than {LONGEST} characters")
    return text


def _kind(text: str) -> Kind:
    """What a text sets out to be."""
    if text.startswith(own.PREFIX) and "|" not in text:
        return _own_kind(text)
    values = text.split("|")
    number = 10 < len(values[0]) < 14 and DIGITS.issuperset(values[0])
    if len(values) == 1:
        return Kind.CCCD_NUMBER if number else Kind.NONE
    if len(values) in {7, 8} and number:
        return Kind.CCCD
    if len(values) >= bhyt.LEAST and bhyt.NUMBER.fullmatch(values[0]) and not _is_national(values):
        return Kind.BHYT
    return Kind.NATIONAL if len(values) == 6 and "://" not in values[0] else Kind.NONE


def _is_national(values: list[str]) -> bool:
    return len(values) == 6 and bool(national.NAME.fullmatch(values[1]))


def _own_kind(text: str) -> Kind:
    is_long = len(text) > (own.PRINTED_BYTES + own.APP_BYTES) // 2 * 3 // 2
    return Kind.APP if is_long else Kind.PRINTED


def _read(kind: Kind, text: str) -> Reading:
    values = text.split("|")
    match kind:
        case Kind.PRINTED | Kind.APP:
            reading, _ = own.read(text)
            return reading.because(None, "not_checked", "its signature was not looked at", "signature")
        case Kind.CCCD_NUMBER:
            return cccd.number(text)
        case Kind.CCCD:
            return cccd.card(values)
        case Kind.BHYT:
            return bhyt.card(values)
        case Kind.NATIONAL:
            return _read_national(values)
    raise Unfit("not_known", "", "none of the layouts this reader knows")


def _read_national(values: list[str]) -> Reading:
    reading = national.read(values)
    ext = (reading.fields or {})["ext"]
    if national.our_signature(ext):
        return reading.because(None, "not_checked", "its signature was not looked at", "ext[4]")
    if national.is_suspect(ext):
        return reading.because(None, "signature_unreadable", "perhaps a damaged signature of ours", "ext[4]")
    return reading.because(True, "unsigned", "names a person and proves nothing")


def _verify(scanned: str | bytes, check: Check) -> Reading:
    text = _text(scanned)
    if isinstance(text, Reading):
        return text
    kind = _kind(text)
    try:
        if kind in {Kind.PRINTED, Kind.APP}:
            return own.judge(*own.read(text), check)
        if kind is Kind.NATIONAL:
            return _verify_national(text, check)
        reading = _read(kind, text)
    except Unfit as wrong:
        return unfit(kind, [wrong.reason])
    return reading.because(None, "unsigned", "carries no signature: look at the document itself")


def _verify_national(text: str, check: Check) -> Reading:
    reading = national.read(text.split("|"))
    ours = national.our_signature((reading.fields or {})["ext"])
    if ours is None:
        return reading.because(None, "unsigned", "names a person and proves nothing")
    head, signature = ours
    key = own.key_of(reading, head, check)
    if isinstance(key, Reading):
        return key
    if not key.verify(signature, national.signed_part(text, head)):
        return reading.because(False, "signature_wrong", "changed or forged", "ext[4]")
    believed = own.in_force(reading, head, check)
    if believed.valid:
        return believed.because(True, "check_document", "printed and still: look at a document beside it")
    return believed
