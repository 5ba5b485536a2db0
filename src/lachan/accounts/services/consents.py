"""A person, or whoever cares for them, agrees to a text or takes that back: one receipt each time."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.accounts import queries
from lachan.accounts.errors import ConsentTextOld
from lachan.accounts.models import Account, Consent
from lachan.accounts.services.codes import citizen
from lachan.core import audit, paper
from lachan.core.policies import consent_texts
from lachan.kernel.consents import GIVEN, WITHDRAWN, ConsentText, in_force

SHEET = Path(__file__).parents[1] / "templates/accounts/receipts.typ"


def give_consent(account: Account, care_id: UUID, version: str, *, now: datetime) -> Consent:
    """Say yes to the text that was read.

    Raises :class:`ConsentTextOld` where another one is in force by now, :class:`NotFound`.
    """
    texts = in_force(consent_texts(), timezone.localdate(now))
    text = next((text for text in texts.values() if text.version == version), None)
    if text is None:
        raise ConsentTextOld
    return _receipt(account, care_id, text, GIVEN, now)


def withdraw_consent(account: Account, care_id: UUID, purpose: str, *, now: datetime) -> Consent | None:
    """Take a yes back, whatever version it was for; None where there is none.  Raises :class:`NotFound`."""
    line = queries.care_line(account, care_id)
    last = queries.last_answers(line.who.id).get(purpose)
    if last is None or last.deed != GIVEN:
        return None
    text = next(text for text in consent_texts() if text.version == last.version)
    return _receipt(account, care_id, text, WITHDRAWN, now)


def receipt_sheet(account: Account, care_id: UUID, lang: str) -> bytes:
    """The receipts of a person as PDF.  Raises :class:`NotFound`."""
    page = queries.consents(account, care_id, now=timezone.now())
    told = [
        {
            "title": receipt.title[lang],
            "given": receipt.deed == GIVEN,
            "at": timezone.localtime(receipt.at).strftime("%d/%m/%Y %H:%M:%S"),
            "version": receipt.version,
            "number": str(receipt.id),
            "own": receipt.is_own,
            "digest": receipt.digest,
        }
        for receipt in page.receipts
    ]
    who = page.line.who
    return paper.pdf(SHEET, {"name": who.name, "code": who.code, "lang": lang, "receipts": told})


@transaction.atomic
def _receipt(account: Account, care_id: UUID, text: ConsentText, deed: str, now: datetime) -> Consent:
    line, actor = queries.care_line(account, care_id), citizen(account)
    receipt = Consent.objects.create(
        person_id=line.who.id,
        purpose=text.purpose,
        deed=deed,
        version=text.version,
        digest=text.digest(),
        at=now,
        channel="web",
        by=actor.id,
        relation=line.care.relation,
    )
    audit.record(actor, f"accounts.consent_{deed}", str(receipt.id), purpose=text.purpose)
    return receipt
