"""Codes that people carry: the national personal code, CCCD and BHYT cards, and our own (ADR 0013).

``read`` says what a text is laid out as; ``verify`` whether a signature of ours holds and is in force.
Neither raises, whatever is scanned.  Vectors for other programs: ``vectors.json`` beside this file.
"""

from lachan.kernel.qr.bundles import Bundle, bundle
from lachan.kernel.qr.national import Personal, plain_name
from lachan.kernel.qr.own import certificate, printed, shown
from lachan.kernel.qr.permit import PermitReading, is_permit, judge_permit, permit_codes, read_permit
from lachan.kernel.qr.place import place_codes, place_number
from lachan.kernel.qr.reader import card_number_of, read, signer_of, verify, verify_by, verify_many
from lachan.kernel.qr.reading import Kind, Reading, Reason
from lachan.kernel.qr.trust import Check, Trust, day_number, trust_from

__all__ = [
    "Bundle",
    "Check",
    "Kind",
    "PermitReading",
    "Personal",
    "Reading",
    "Reason",
    "Trust",
    "bundle",
    "card_number_of",
    "certificate",
    "day_number",
    "is_permit",
    "judge_permit",
    "permit_codes",
    "place_codes",
    "place_number",
    "plain_name",
    "printed",
    "read",
    "read_permit",
    "shown",
    "signer_of",
    "trust_from",
    "verify",
    "verify_by",
    "verify_many",
]
