"""Permits and forms on paper: A5 sheets as PDF, with a code that any scanner judges without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import paper
from lachan.core.policies import permit_templates
from lachan.identity import public as identity
from lachan.kernel import permits, qr, serial
from lachan.kernel.permits import Hours, Terms
from lachan.permits.models import Paper, Permit
from lachan.permits.queries.holding import terms_of, units_of

FOLDER = Path(__file__).parents[1] / "templates" / "permits"
PERMIT_SHEET, FORM_SHEET = FOLDER / "permit.typ", FOLDER / "form.typ"
WHOLE_DAY = Hours(0, permits.DAY_MINUTES)
FORM_DAYS = 365  # a blank form is believed for so long; what is filled in says more


@dataclass(frozen=True, slots=True)
class Sheet:
    """A permit and for whom it is printed: the person, or the unit that gave it, may ask."""

    permit: Permit
    who: identity.Who


def code_of(permit: Permit) -> str:
    """The text of a permit's code."""
    [text] = qr.permit_codes(identity.signing_key(), [terms_of(permit)])
    return text


def permit_sheets(sheets: Sequence[Sheet]) -> bytes:
    return paper.pdf(PERMIT_SHEET, permit_data(sheets))


def permit_data(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """What the template draws, one page a permit; it is Vietnamese whatever the language of the site."""
    codes = qr.permit_codes(identity.signing_key(), [terms_of(sheet.permit) for sheet in sheets])
    units = areas.units([sheet.permit.where_id for sheet in sheets if sheet.permit.where_id])
    return {
        "sheets": [
            _drawn(sheet, code, units.get(sheet.permit.where_id))
            for sheet, code in zip(sheets, codes, strict=True)
        ]
    }


def paper_sheets(papers: Sequence[Paper]) -> bytes:
    return paper.pdf(FORM_SHEET, paper_data(papers))


def paper_data(papers: Sequence[Paper]) -> dict[str, Any]:
    """Blank forms: the code says that the form is genuine, and in which unit it was printed."""
    terms = [
        Terms(
            one.serial, permits.PAPER, one.printed_at, one.printed_at + timedelta(days=FORM_DAYS), WHOLE_DAY,
            unit_of(one),
        )
        for one in papers
    ]  # fmt: skip
    codes = qr.permit_codes(identity.signing_key(), terms)
    units = areas.units({unit_of(one) for one in papers})
    return {
        "sheets": [
            {
                "serial": serial.card_text(one.serial),
                "unit": units[unit_of(one)].name if unit_of(one) in units else "",
                "qr": paper.qr_svg(code, "M"),
            }
            for one, code in zip(papers, codes, strict=True)
        ]
    }


def unit_of(one: Paper) -> int:
    """The unit that printed a form; 0 is the whole country."""
    return units_of(one.area_path)[-1] if one.area_path else 0


def _drawn(sheet: Sheet, code: str, where: areas.Unit | None) -> dict[str, str]:
    row, template = sheet.permit, permit_templates()[sheet.permit.template]
    hours = Hours(row.hours_begin, row.hours_end)
    return {
        "title": template.title["vi"],
        "name": sheet.who.name,
        "born": str(sheet.who.birth_date.year) if sheet.who.birth_date else "",
        "reason": template.reasons.get(row.reason, {}).get("vi", row.reason),
        "from": f"{timezone.localtime(row.valid_from):%d/%m/%Y %H:%M}",
        "until": f"{timezone.localtime(row.valid_until):%d/%m/%Y %H:%M}",
        "hours": "Cả ngày" if hours.length == permits.DAY_MINUTES else str(hours).replace("-", " – "),
        "where": where.name if where else "Cả nước",
        "journey": row.journey,
        "plate": row.plate,
        "number": serial.card_text(row.number),
        "source": template.source,
        "qr": paper.qr_svg(code, "M"),
    }
