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
        "national, a damaged signature": signed[:-9],
        "national, declared by nobody": plain.replace("|0|1", "|1|1"),
        "national, no such day": plain.replace("1987-01-18", "1987-02-30"),
        **cards(),
        "nothing": "",
        "an address": "https://example.org/?q=1|2|3|4|5|6",
    }


def cards() -> dict[str, str]:
    """Cards and numbers of the state: read, and never believed."""
    citizen = "092187000001|123456789|Nguyễn Thị Ba|18011987|Nữ|Ấp 3, Cần Thơ|01042021"
    insured = f"GD4010110000001|{'Nguyễn Văn Tư'.encode().hex()}|18/01/1987|1|{'Huế'.encode().hex()}"
    return {
        "citizen number": "001087029317",
        "citizen number, no such province": "000087029317",
        "citizen number, eleven digits": "00108702931",
        "citizen card": citizen,
        "citizen card, with its last day": f"{citizen}|18012027",
        "citizen card, the number says another year": citizen.replace("18011987", "18011988"),
        "citizen card, no such day": citizen.replace("18011987", "31021987"),
        "citizen card, no such province": citizen.replace("092187", "000187"),
        "citizen card, a strange sex": citizen.replace("Nữ", "nữ"),
        "insurance card": f"{insured}|01 - 001|01/01/2026|31/12/2026|01/02/2026|rest",
        "insurance card, year of birth alone": insured.replace("18/01/1987", "1987"),
        "insurance card, a name that is no text": f"0110000001|zz|-|2|{'Huế'.encode().hex()}",
        "code of a person": "NG0000000007E",
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
