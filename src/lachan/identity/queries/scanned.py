"""Whose codes were scanned: any kind of code, any number of them, one statement.

A code of ours is judged as of the moment it was scanned, which may lie days back.  Texts that hold no
personal data (our opaque printed codes) are remembered for as long as the process lives: a regular of a
market costs a signature once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from psycopg import sql

from lachan.core.statements import run
from lachan.identity.queries.numbers import blind_identifier
from lachan.kernel import qr
from lachan.kernel.identifiers import Kind
from lachan.kernel.signing import PublicKey

REMEMBERED = 1 << 16
LONGEST_CODE = 64  # of a person, whoever made it


class Doubt(StrEnum):
    """Why a scan does not simply stand for a person."""

    NONE = ""
    UNKNOWN = "unknown"  # nobody here has this code or number
    AMBIGUOUS = "ambiguous"  # several people have it
    DAMAGED = "damaged"  # perhaps a signature of ours that cannot be read
    KEY_UNKNOWN = "key_unknown"
    KEY_STOLEN = "key_stolen"
    EXPIRED = "expired"
    REVOKED = "revoked"
    STALE = "stale"  # a turning code at another time than its own: a screenshot, or a clock
    FORGED = "forged"  # a signature that does not hold


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a text is, whose it is as far as that is known, and why it is doubted."""

    kind: str
    person_id: int | None
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a text sets out to be, before anything is believed; ``blinds`` in the order of their weight."""

    kind: qr.Kind
    key: str = ""  # of a signature of ours, in hexadecimal
    card: int | None = None
    last_day: str = ""
    blinds: tuple[bytes, ...] = ()
    codes: tuple[str, ...] = ()
    is_damaged: bool = False


@dataclass(slots=True)
class _Known:
    """What the database says about a batch."""

    people: dict[str, int] = field(default_factory=dict)
    cards: dict[int, tuple[int, datetime | None]] = field(default_factory=dict)
    numbers: defaultdict[bytes, set[int]] = field(default_factory=lambda: defaultdict(set))
    keys: dict[str, str] = field(default_factory=dict)  # id to point
    stolen: set[str] = field(default_factory=set)


WHOSE = sql.SQL("""
    SELECT 'key' AS what, id AS name, point AS told, NULL::bytea AS blind, NULL::bigint AS number,
           NULL::bigint AS person_id, stolen_at AS at
    FROM identity_signingkey WHERE purpose = 'codes' AND %(is_signed)b
    UNION ALL
    SELECT 'person', code, NULL, NULL, NULL, id, NULL FROM identity_person WHERE code = ANY(%(codes)b::text[])
    UNION ALL
    SELECT 'card', NULL, NULL, NULL, number, person_id, revoked_at
    FROM identity_card WHERE number = ANY(%(cards)b::bigint[])
    UNION ALL
    SELECT 'number', NULL, NULL, i.blind, NULL, coalesce(a.root_id, i.person_id), NULL
    FROM identity_identifier i LEFT JOIN identity_alias a ON a.person_id = i.person_id
    WHERE i.blind = ANY(%(blinds)b::bytea[])
""")

# Certificates of phones that held; their keys are named by what they are, so one never stands for another.
_certified: set[bytes] = set()


def whose(texts: Sequence[str], moments: Sequence[datetime]) -> list[Scanned]:
    """Whose codes these are, each as of the moment at which it was scanned.

    Whoever calls has settled that the scanner may ask; nothing of a person leaves but the id.
    """
    claims = {text: _claim(text) for text in set(texts)}
    known = _looked_up(claims.values())
    if len(_certified) > REMEMBERED:
        _certified.clear()
    trust = qr.Trust(
        {bytes.fromhex(name): _key(point) for name, point in known.keys.items()},
        frozenset(bytes.fromhex(name) for name in known.stolen),
    )
    return [
        _judged(text, claims[text], known, qr.Check(trust, at, _certified))
        if claims[text].card is not None
        else _named(claims[text], known)
        for text, at in zip(texts, moments, strict=True)
    ]


def _looked_up(claims: Iterable[_Claim]) -> _Known:
    known, asked = _Known(), list(claims)
    rows = run(
        WHOSE,
        {
            "is_signed": any(claim.key for claim in asked),
            "codes": [code for claim in asked for code in claim.codes],
            "cards": [claim.card for claim in asked if claim.card is not None],
            "blinds": [blind for claim in asked for blind in claim.blinds],
        },
    )
    for row in rows:
        match row["what"]:
            case "key":
                known.keys[row["name"]] = row["told"]
                if row["at"] is not None:
                    known.stolen.add(row["name"])
            case "person":
                known.people[row["name"]] = row["person_id"]
            case "card":
                known.cards[row["number"]] = (row["person_id"], row["at"])
            case _:
                known.numbers[bytes(row["blind"])].add(row["person_id"])
    return known


def _named(claim: _Claim, known: _Known) -> Scanned:
    """A code or number that proves nothing and names somebody."""
    found = {known.people[code] for code in claim.codes if code in known.people}
    for blind in claim.blinds:
        found = found or known.numbers.get(blind, set())
    if claim.is_damaged:
        return Scanned(claim.kind, min(found) if len(found) == 1 else None, Doubt.DAMAGED)
    if len(found) == 1:
        return Scanned(claim.kind, min(found), Doubt.NONE)
    return Scanned(claim.kind, None, Doubt.AMBIGUOUS if found else Doubt.UNKNOWN)


def _judged(text: str, claim: _Claim, known: _Known, check: qr.Check) -> Scanned:
    """A code with a signature of ours."""
    person, revoked_at = known.cards.get(claim.card or 0, (None, None))
    doubt = _doubt_of_signature(text, claim, known, check)
    if doubt in {Doubt.FORGED, Doubt.KEY_UNKNOWN}:
        person = None  # whoever wrote it may have copied the number
    elif doubt is Doubt.NONE and person is None:
        doubt = Doubt.UNKNOWN
    elif doubt is Doubt.NONE and revoked_at is not None and revoked_at <= check.now:
        doubt = Doubt.REVOKED
    return Scanned(claim.kind, person, doubt)


def _doubt_of_signature(text: str, claim: _Claim, known: _Known, check: qr.Check) -> Doubt:
    if claim.key in known.stolen:
        return Doubt.KEY_STOLEN
    if claim.key not in known.keys:
        return Doubt.KEY_UNKNOWN
    if claim.kind is qr.Kind.PRINTED:
        if not _is_genuine(text, known.keys[claim.key]):
            return Doubt.FORGED
        return Doubt.EXPIRED if claim.last_day < _day(check.today) else Doubt.NONE
    codes = qr.verify_by(text, check).codes
    wrong = {
        "signature_wrong": Doubt.FORGED,
        "too_old": Doubt.STALE,
        "too_early": Doubt.STALE,
        "expired": Doubt.EXPIRED,
    }
    return next((wrong[code] for code in codes if code in wrong), Doubt.NONE)


@lru_cache(REMEMBERED)
def _is_genuine(text: str, point: str) -> bool:
    """Whether this key signed this printed code; that never changes."""
    key = _key(point)
    reading = qr.verify(text, qr.Trust({key.id: key}), datetime.now(UTC))
    return "signature_wrong" not in reading.codes


@lru_cache(64)
def _key(point: str) -> PublicKey:
    return PublicKey(bytes.fromhex(point))


@lru_cache(8)
def _day(number: int) -> str:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number).isoformat()


def _claim(text: str) -> _Claim:
    """Opaque codes are remembered, whatever names a person is not."""
    return _own_claim(text) if text.startswith("LC") and "|" not in text else _other_claim(text)


@lru_cache(REMEMBERED)
def _own_claim(text: str) -> _Claim:
    reading = qr.read(text)
    if reading.fields is None:
        return _Claim(reading.kind, codes=_as_code(text))
    fields = reading.fields
    return _Claim(
        reading.kind, key=fields["key"], card=qr.card_number_of(reading), last_day=fields["valid_until"]
    )


def _other_claim(text: str) -> _Claim:
    if "|" not in text and not text[:8].isdecimal():  # most of what is typed: no need to read it as a card
        return _Claim(qr.Kind.NONE, codes=_as_code(text))
    reading = qr.read(text)
    fields: dict[str, Any] = dict(reading.fields or {})
    match reading.kind:
        case qr.Kind.CCCD_NUMBER:
            return _Claim(reading.kind, blinds=_blinds((Kind.CCCD, text.strip())), codes=_as_code(text))
        case qr.Kind.CCCD if fields:
            return _Claim(
                reading.kind, blinds=_blinds((Kind.CCCD, fields["cccd"]), (Kind.CMND, fields["cmnd"] or ""))
            )
        case qr.Kind.BHYT if fields:
            return _Claim(reading.kind, blinds=_blinds((Kind.BHYT, fields["so_the"])))
        case qr.Kind.NATIONAL if fields:
            return _national(reading, fields)
    return _Claim(reading.kind, codes=_as_code(text))


def _national(reading: qr.Reading, fields: dict[str, Any]) -> _Claim:
    card, extension = qr.card_number_of(reading), fields["ext"]
    if card is not None:
        key, last_day = qr.signer_of(reading)
        return _Claim(reading.kind, key=key, card=card, last_day=last_day)
    paper = fields["so_giay_to"]
    kinds = [Kind.CCCD] if len(paper) == 12 else [Kind.CMND, Kind.PASSPORT, Kind.OTHER]
    insurance = extension[2] if len(extension) > 2 else ""
    blinds = _blinds(*[(kind, paper) for kind in kinds], (Kind.QID, fields["qid"]), (Kind.BHYT, insurance))
    return _Claim(reading.kind, blinds=blinds, is_damaged="signature_unreadable" in reading.codes)


def _blinds(*numbers: tuple[Kind, str]) -> tuple[bytes, ...]:
    """Of numbers that are whole: a masked one finds nobody, or the wrong one."""
    return tuple(blind_identifier(number, kind) for kind, number in numbers if number and "*" not in number)


def _as_code(text: str) -> tuple[str, ...]:
    code = text.strip()
    return (code,) if 0 < len(code) <= LONGEST_CODE and "\0" not in code else ()
