"""Cards on paper: sheets of A4, ten cards each, to be cut."""

from collections.abc import Sequence
from pathlib import Path

from lachan.core import paper
from lachan.identity.services.codes import Issued
from lachan.kernel import serial

SHEET = Path(__file__).parents[1] / "templates/identity/cards.typ"


def card_sheets(issued: Sequence[Issued]) -> bytes:
    """The PDF of these cards, in their order.  What is on a card: ADR 0013."""
    return paper.pdf(SHEET, {"cards": [_printed(card) for card in issued]})


def _printed(card: Issued) -> dict[str, str]:
    holder = card.holder
    return {
        "name": holder.name,
        "born": str(holder.birth_year or ""),
        "commune": holder.commune,
        "code": holder.code,
        "number": serial.card_text(card.number),
        "qr": paper.qr_svg(card.text, "M"),
    }
