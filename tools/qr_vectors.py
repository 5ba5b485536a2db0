"""Write the conformance vectors of our codes: `python tools/qr_vectors.py`, after a change of the format.

Keys are made from words, so that the same vectors come out again: they sign nothing that matters.
"""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from lachan.kernel import qr
from lachan.kernel.qr import national
from lachan.kernel.signing import PrivateKey, private_key

FILE = Path(__file__).resolve().parent.parent / "src/lachan/kernel/qr/vectors.json"
NOW = datetime(2026, 3, 10, 5, 0, 10, tzinfo=UTC)
DAY = qr.day_number(NOW)
CARD, TAKEN_BACK = 0x0123_4567_89AB_CDE, 0x0FED_CBA9_8765_432
PERSON = qr.Personal(
    "001087029317", "Nguyễn Văn Ân", "1987-01-18", "162979388586171100", sex="1", phone="0900000001"
)


def key(word: str) -> PrivateKey:
    return private_key(sha256(word.encode()).digest())


ISSUER, STOLEN, STRANGER, PHONE = (
    key(f"lachan vectors {word}") for word in ["issuer", "stolen", "stranger", "phone"]
)
TRUST = qr.Trust(
    {k.id: k.public for k in (ISSUER, STOLEN)}, frozenset({STOLEN.id}), frozenset({TAKEN_BACK}), NOW
)


def cases() -> dict[str, str]:
    """What it is, and its text."""
    [good] = qr.printed(ISSUER, [CARD], DAY)
    certificate = qr.certificate(ISSUER, CARD, DAY + 30, PHONE.public)
    app = qr.shown(certificate, PHONE, NOW)
    plain = national.write(PERSON)
    signed = national.sign(plain, ISSUER, CARD, DAY)
    return {
        "printed, on its last day": good,
        "printed, over since yesterday": qr.printed(ISSUER, [CARD], DAY - 1)[0],
        "printed, taken back": qr.printed(ISSUER, [TAKEN_BACK], DAY)[0],
        "printed, by a key that was stolen": qr.printed(STOLEN, [CARD], DAY)[0],
        "printed, by a key nobody knows": qr.printed(STRANGER, [CARD], DAY)[0],
        "printed, one character changed": f"{good[:40]}{'0' if good[40] != '0' else '1'}{good[41:]}",
        "printed, cut short": good[:-3],
        "printed, in small letters": good.lower(),
        "app, of this step": app,
        "app, 50 seconds old": qr.shown(certificate, PHONE, NOW - timedelta(seconds=40)),
        "app, 70 seconds old": qr.shown(certificate, PHONE, NOW - timedelta(seconds=60)),
        "app, of a phone 20 seconds ahead": qr.shown(certificate, PHONE, NOW + timedelta(seconds=20)),
        "app, of a phone 80 seconds ahead": qr.shown(certificate, PHONE, NOW + timedelta(seconds=80)),
        "app, shown by another phone": qr.shown(certificate, STRANGER, NOW),
        "app, its last character changed": app[:-1] + ("0" if app[-1] != "0" else "1"),
        "national, without a signature": plain,
        "national, masked": national.write(PERSON.hidden()),
        "national, with our signature": signed,
        "national, signed, another name": signed.replace("VAN AN", "VAN BA"),
        "national, signed, then something behind it": signed + "<1",
        "nothing": "",
        "an address": "https://example.org/?q=1|2|3|4|5|6",
    }


def vectors() -> dict[str, Any]:
    told = [
        {
            "what": what,
            "text": text,
            "read": qr.read(text).told(),
            "verify": qr.verify(text, TRUST, NOW).told(),
        }
        for what, text in cases().items()
    ]
    return {"format": "lachan.qr-vectors/1", "now": NOW.isoformat(), "trust": TRUST.told(), "cases": told}


def written() -> str:
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
