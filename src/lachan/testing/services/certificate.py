"""A result as somebody carries it: signed, on paper, with a code that any verifier of the EU's reads."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from lachan.core import paper, wall
from lachan.core.limits import Limit, Use, take
from lachan.identity import public as identity
from lachan.kernel import dcc
from lachan.testing.models import Result

TEMPLATE = Path(__file__).parents[1] / "templates" / "testing" / "result.typ"
KEY = "tests"  # the purpose of the key that signs
ISSUER = "Lá Chắn"
GUESSES = Limit("testing.birth", 5, timedelta(hours=1))
WORDS = {
    "pcr": "PCR (RT-PCR)",
    "antigen": "Kháng nguyên nhanh",
    "positive": "DƯƠNG TÍNH",
    "negative": "ÂM TÍNH",
}


@dataclass(frozen=True, slots=True)
class Certified:
    """What stands on the paper beside the result."""

    who: identity.Who
    place: str


def count_guess(person_id: int) -> None:
    """One try to show who one is.  Raises :class:`TooMany`."""
    take(Use(GUESSES, str(person_id)))


def certificate_text(result: Result, told: Certified, *, now: datetime) -> str:
    """The text of the code; "" for tests that no certificate can tell."""
    if result.test_type not in dcc.KINDS or result.outcome not in dcc.OUTCOMES:
        return ""
    number = base64.b32encode(result.id.bytes).decode().rstrip("=")
    is_exact = told.who.birth_precision == "day"
    test = dcc.Test(
        name=told.who.name,
        birth=told.who.birth_date if is_exact else None,
        method=result.test_type,
        taken_at=timezone.localtime(result.sampled_at),
        outcome=result.outcome,
        centre=told.place or ISSUER,
        number=f"URN:UVCI:01:VN:{number}",
        issuer=ISSUER,
    )
    with wall.opened("testing.certificate"):  # the key that signs belongs to no unit
        key = identity.signing_key(KEY)
    return dcc.write(test, key, now=now)


def certificate_pdf(result: Result, told: Certified, *, now: datetime) -> bytes:
    """The paper."""
    text = certificate_text(result, told, now=now)
    return paper.pdf(
        TEMPLATE,
        {
            "name": told.who.name,
            "born": f"{told.who.birth_date:%d/%m/%Y}" if told.who.birth_date else "",
            "code": told.who.code,
            "test": WORDS.get(result.test_type, result.test_type.upper()),
            "taken": f"{timezone.localtime(result.sampled_at):%d/%m/%Y %H:%M}",
            "released": f"{timezone.localtime(result.released_at):%d/%m/%Y %H:%M}",
            "outcome": WORDS.get(result.outcome, "KHÔNG XÁC ĐỊNH"),
            "is_positive": result.outcome == "positive",
            "place": told.place,
            "number": str(result.id),
            "printed": f"{timezone.localtime(now):%d/%m/%Y %H:%M}",
            "qr": paper.qr_svg(text, "L") if text else "",
        },
    )
