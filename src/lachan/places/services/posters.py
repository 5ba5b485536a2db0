"""The poster of a place: a PDF whose code any phone camera opens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lachan.core import paper
from lachan.identity import public as identity
from lachan.kernel import qr
from lachan.places.models import Place

TEMPLATE = Path(__file__).parents[1] / "templates" / "places" / "poster.typ"
SIZES = ("a4", "a5")


def place_address(place_id: int, site: str) -> str:
    """The address behind the code of a place."""
    [code] = qr.place_codes(identity.signing_key(), [place_id])
    return f"{site}/p/{code}"


def poster_data(places: Sequence[Place], site: str, size: str) -> dict[str, Any]:
    """What the template draws, one page a place."""
    codes = qr.place_codes(identity.signing_key(), [place.id for place in places])
    host = site.partition("://")[2]
    sheets = [
        {
            "name": place.name if place.parent is None else f"{place.parent.name} · {place.name}",
            "code": place.code,
            "host": host,
            "qr": paper.qr_svg(f"{site}/p/{code}", "M"),
        }
        for place, code in zip(places, codes, strict=True)
    ]
    return {"size": size, "sheets": sheets}


def poster(places: Sequence[Place], site: str, size: str) -> bytes:
    """A PDF with one page a place."""
    return paper.pdf(TEMPLATE, poster_data(places, site, size))
