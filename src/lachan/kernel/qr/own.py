"""Our own code (ADR 0013): opaque, signed; on paper it stands still, on a phone it turns every 30 seconds.

Text: ``LC`` and Base45 of the payload.  All numbers big-endian.

    head         version 1 | form 1 | key id 4 | card number 8 | last valid day 2 (days since 1970, Viet Nam)
    printed      head | signature of the issuer 64                                   80 bytes, 122 characters
    certificate  head | point of the phone's key 33 | signature of the issuer 64     113 bytes
    app          certificate | step 5 | signature of the phone 64                    182 bytes, 275 characters

A step is 30 seconds of Unix time.  What is signed begins with a sentence that says what it is for, so that no
signature can be taken for another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from struct import Struct
from typing import Any

from lachan.kernel import base45, serial
from lachan.kernel.qr.reading import Kind, Reading, Unfit
from lachan.kernel.qr.trust import STALE, Check
from lachan.kernel.signing import POINT_BYTES, SIGNATURE_BYTES, PrivateKey, PublicKey

PREFIX = "LC"
VERSION = 1
PRINTED, APP, NATIONAL = 1, 2, 3
HEAD = Struct(">BB4sQH")
FIRST_DAY = date(1970, 1, 1).toordinal()
STEP_SECONDS = 30
AHEAD_SECONDS = 30  # how far a phone's clock may run ahead of the verifier's
BEHIND_SECONDS = 60  # from the start of a step: together a code lives for 90 s of the verifier's clock
CERTIFICATE_BYTES = HEAD.size + POINT_BYTES + SIGNATURE_BYTES
APP_BYTES = CERTIFICATE_BYTES + 5 + SIGNATURE_BYTES
PRINTED_BYTES = HEAD.size + SIGNATURE_BYTES
FOR_PRINTED = b"lachan/1 printed code\0"
FOR_DEVICE = b"lachan/1 device of a card\0"
FOR_SHOWN = b"lachan/1 code shown by a device\0"


@dataclass(frozen=True, slots=True)
class Head:
    """What every code of ours begins with."""

    form: int
    key_id: bytes
    number: int
    last_day: int

    def packed(self) -> bytes:
        return HEAD.pack(VERSION, self.form, self.key_id, self.number, self.last_day)

    def fields(self, form: str) -> dict[str, Any]:
        return {
            "number": serial.card_text(self.number),
            "form": form,
            "key": self.key_id.hex(),
            "valid_until": date.fromordinal(FIRST_DAY + self.last_day).isoformat(),
        }


def head_of(payload: bytes) -> Head:
    """Raises :class:`Unfit` for another version, or a number no card has."""
    version, form, key_id, number, last_day = HEAD.unpack_from(payload)
    if version != VERSION:
        raise Unfit("version_unknown", "version", f"version {version}; this reader knows {VERSION}")
    if number >> serial.CARD_BITS:
        raise Unfit("number_too_big", "number", f"a card number has {serial.CARD_BITS} bits")
    return Head(form, key_id, number, last_day)


# --- writing


def printed(issuer: PrivateKey, numbers: Iterable[int], last_day: int) -> list[str]:
    """The texts of printed cards, all valid through ``last_day``."""
    texts = []
    for number in numbers:
        head = HEAD.pack(VERSION, PRINTED, issuer.id, number, last_day)
        texts.append(PREFIX + base45.encode(head + issuer.sign(FOR_PRINTED + head)))
    return texts


def certificate(issuer: PrivateKey, number: int, last_day: int, device: PublicKey) -> bytes:
    """What a phone gets once: the issuer's word that this key shows this card."""
    body = Head(APP, issuer.id, number, last_day).packed() + device.point
    return body + issuer.sign(FOR_DEVICE + body)


def shown(certified: bytes, device: PrivateKey, at: datetime) -> str:
    """What the phone shows at a moment of its clock; it is the same for 30 seconds."""
    body = certified + (int(at.timestamp()) // STEP_SECONDS).to_bytes(5, "big")
    return PREFIX + base45.encode(body + device.sign(FOR_SHOWN + body))


# --- reading


def read(text: str) -> tuple[Reading, bytes]:
    """The fields of a code and its payload; nothing is believed yet.  Raises :class:`Unfit`."""
    try:
        payload = base45.decode(text.removeprefix(PREFIX))
    except ValueError as wrong:
        raise Unfit("not_base45", "", str(wrong)) from None
    kind = {PRINTED_BYTES: Kind.PRINTED, APP_BYTES: Kind.APP}.get(len(payload))
    if kind is None:
        raise Unfit("wrong_length", "", f"{len(payload)} bytes; {PRINTED_BYTES} or {APP_BYTES} are expected")
    head = head_of(payload)
    if head.form != (PRINTED if kind is Kind.PRINTED else APP):
        raise Unfit("form_unknown", "form", f"form {head.form} has another length")
    fields = head.fields("printed" if kind is Kind.PRINTED else "app")
    fields["static"] = kind is Kind.PRINTED
    if kind is Kind.APP:
        fields["step"] = int.from_bytes(payload[CERTIFICATE_BYTES : CERTIFICATE_BYTES + 5], "big")
    return Reading(kind, None, fields), payload


def device_point(payload: bytes) -> bytes:
    return payload[HEAD.size : HEAD.size + POINT_BYTES]


# --- judging


def judge(reading: Reading, payload: bytes, check: Check) -> Reading:
    """Whether to believe a code, in the order in which a verifier can know."""
    head = head_of(payload)
    key = key_of(reading, head, check)
    if isinstance(key, Reading):
        return key
    if reading.kind is Kind.PRINTED:
        signed = key.verify(payload[HEAD.size :], FOR_PRINTED + payload[: HEAD.size])
    else:
        signed = _is_certified(payload, key, check) and _is_shown(payload)
    if not signed:
        return reading.because(False, "signature_wrong", "changed or forged", "signature")
    if reading.kind is Kind.APP and (late := _untimely(reading, check)):
        return late
    believed = in_force(reading, head, check)
    if believed.valid and reading.kind is Kind.PRINTED:
        return believed.because(True, "check_document", "printed and still: look at a document beside it")
    return believed


def key_of(reading: Reading, head: Head, check: Check) -> PublicKey | Reading:
    """The key that should have signed, or the judgement where there is none to trust."""
    if head.key_id in check.trust.stolen:
        return reading.because(False, "key_stolen", "everything of this key was taken back", "key")
    if head.key_id not in check.trust.keys:
        return reading.because(None, "key_unknown", f"no key {head.key_id.hex()} in the list", "key")
    return check.trust.keys[head.key_id]


def in_force(reading: Reading, head: Head, check: Check) -> Reading:
    """What is signed rightly may still be over, or taken back."""
    if head.last_day < check.today:
        return reading.because(False, "expired", "its last day is over", "valid_until")
    if head.number in check.trust.revoked:
        return reading.because(False, "revoked", "this card was taken back", "number")
    as_of = check.trust.as_of
    if as_of is not None and check.now - as_of > STALE:
        return reading.because(True, "list_old", f"cards taken back are known up to {as_of.isoformat()}")
    return reading.because(True, "signed", "signed by a key we trust, and in force")


def _is_certified(payload: bytes, key: PublicKey, check: Check) -> bool:
    certified = payload[:CERTIFICATE_BYTES]
    if certified in check.known:
        return True
    body, signature = certified[:-SIGNATURE_BYTES], certified[-SIGNATURE_BYTES:]
    if not key.verify(signature, FOR_DEVICE + body):
        return False
    check.known.add(certified)
    return True


def _is_shown(payload: bytes) -> bool:
    try:
        device = PublicKey(device_point(payload))
    except ValueError:
        return False
    return device.verify(payload[-SIGNATURE_BYTES:], FOR_SHOWN + payload[:-SIGNATURE_BYTES])


def _untimely(reading: Reading, check: Check) -> Reading | None:
    age = check.now.timestamp() - (reading.fields or {})["step"] * STEP_SECONDS
    if age >= BEHIND_SECONDS:
        return reading.because(False, "too_old", f"{age:.0f} s old: a screenshot, or a slow clock", "step")
    if age < -AHEAD_SECONDS:
        return reading.because(False, "too_early", f"{-age:.0f} s ahead: one of two clocks is wrong", "step")
    return None
