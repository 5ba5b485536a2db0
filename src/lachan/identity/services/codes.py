"""Writes: keys that sign, cards that are handed out and taken back (ADR 0013)."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from lachan.core import audit
from lachan.core.access import Actor
from lachan.core.errors import NotFound
from lachan.core.sealing import seal
from lachan.core.statements import run
from lachan.identity.errors import NationalCodeIncomplete
from lachan.identity.models import Form, SigningKey
from lachan.identity.queries import codes as queries
from lachan.identity.queries.codes import CODES, Holder
from lachan.kernel import qr, serial
from lachan.kernel.qr import national
from lachan.kernel.signing import PrivateKey, PublicKey, new_key, private_key

BUNDLES = "bundles"  # the purpose of the keys that sign what scanners keep
# Ours, not a law's: how long a card may be believed by a scanner that has no news of it (ADR 0013).
PRINTED_DAYS = 730
APP_DAYS = 30
STORE = sql.SQL("""
    INSERT INTO identity_card
           (number, person_id, form, key_id, device, issued_on, valid_until, issued_at, issued_by)
    SELECT number, person_id, %(form)b, %(key)b, %(device)b, %(today)b::date, %(until)b::date, %(now)b, %(by)b
    FROM unnest(%(number)b::bigint[], %(person)b::bigint[]) AS new(number, person_id)
""")
TAKE_BACK = sql.SQL("""
    UPDATE identity_card c SET revoked_at = %(now)b, revoked_by = %(by)b
    FROM identity_person p
    WHERE p.id = c.person_id AND c.number = ANY(%(number)b::bigint[]) AND c.revoked_at IS NULL
          AND starts_with(p.area_path, %(area_path)b)
    RETURNING c.number
""")
TAKE_BACK_PRINTED = sql.SQL("""
    UPDATE identity_card SET revoked_at = %(now)b, revoked_by = %(by)b
    WHERE person_id = ANY(%(person)b::bigint[]) AND form = 'printed' AND revoked_at IS NULL
    RETURNING number
""")


@dataclass(frozen=True, slots=True)
class Issued:
    """A card that was just handed out: its holder, its number, and the text of its code."""

    holder: Holder
    number: int
    text: str


def signing_key(purpose: str = CODES) -> PrivateKey:
    """The key that signs now; made where there is none yet."""
    row = SigningKey.objects.filter(purpose=purpose, retired_at=None).first()
    if row is None:
        with transaction.atomic():
            _alone(purpose)
            row = SigningKey.objects.filter(purpose=purpose, retired_at=None).first() or _make(purpose)
    return _secret_of(row)


def _secret_of(row: SigningKey) -> PrivateKey:
    [secret] = SigningKey.sealed.field.opened([bytes(row.sealed)], [row.id])
    assert secret is not None  # noqa: S101 - only None gives None
    return private_key(secret)


def bundle(now: datetime, since: datetime | None = None) -> qr.Bundle:
    """What scanners keep (ADR 0031), signed by each such key nobody stole: who knows one, learns all."""
    signing_key(BUNDLES)
    rows = SigningKey.objects.filter(purpose=BUNDLES, stolen_at=None).order_by("-made_at")
    return qr.bundle(queries.taken_back(since, now), since, [_secret_of(row) for row in rows])


@transaction.atomic
def rotate_key(actor: Actor, purpose: str = CODES, *, stolen: str = "") -> str:
    """Sign with a new key from now on; return its id.  What older keys signed stays valid.

    ``stolen``: the id of a key that somebody else may have; all that it signed is believed no more.
    """
    actor.need("identity.keys", "")
    _alone(purpose)
    now = timezone.now()
    keys = SigningKey.objects.filter(purpose=purpose)
    if stolen and not keys.filter(id=stolen).update(stolen_at=now, retired_at=now):
        raise NotFound("key")
    keys.filter(retired_at=None).update(retired_at=now)
    row = _make(purpose)
    audit.record(actor, "identity.rotate_key", row.id, purpose=purpose, stolen=stolen)
    return row.id


@transaction.atomic
def print_cards(
    actor: Actor, holders: Sequence[Holder], *, now: datetime, replace_old: bool = False
) -> list[Issued]:
    """One new printed card for each; with ``replace_old`` the printed cards they had are taken back."""
    for path in {holder.area_path for holder in holders}:
        actor.need("identity.cards", path)
    if replace_old:
        people = [holder.id for holder in holders]
        gone = run(TAKE_BACK_PRINTED, {"person": people, "now": now, "by": actor.id})
        audit.record(actor, "identity.replace_cards", "printed", area_path=actor.area_path, cards=len(gone))
    key = signing_key()
    numbers = [_number() for _ in holders]
    until = _store(actor, Form.PRINTED, key, dict(zip(numbers, holders, strict=True)), now)
    texts = qr.printed(key, numbers, until)
    return [Issued(*issued) for issued in zip(holders, numbers, texts, strict=True)]


@transaction.atomic
def issue_national(actor: Actor, holder: Holder, *, now: datetime, masked: bool = True) -> Issued:
    """The national layout with our signature.

    Raises :class:`NationalCodeIncomplete` where number or birth are not known.
    """
    actor.need("identity.cards", holder.area_path)
    person = queries.personal(actor, holder.code)
    if person is None:
        raise NationalCodeIncomplete(holder.code)
    key, number = signing_key(), _number()
    until = _store(actor, Form.NATIONAL, key, {number: holder}, now)
    # No id of the national platform is known here: our number of 19 digits stands there, theirs has 18.
    person = replace(person.hidden() if masked else person, qid=f"{number:019d}")
    return Issued(holder, number, national.sign(national.write(person), key, number, until))


@transaction.atomic
def enrol_device(actor: Actor, holder: Holder, device: PublicKey, *, now: datetime) -> tuple[int, bytes]:
    """A card for one phone: its number, and the certificate that the phone shows from then on."""
    actor.need("identity.cards", holder.area_path)
    key, number = signing_key(), _number()
    until = _store(actor, Form.APP, key, {number: holder}, now, device=device)
    return number, qr.certificate(key, number, until, device)


def store_phone_cards(
    actor: Actor, holders: Sequence[Holder], device: PublicKey, *, now: datetime
) -> dict[int, tuple[bytes, date]]:
    """New cards for one phone, by person: certificate and last day.  The caller has asked for the right."""
    if not holders:
        return {}
    key, last_day = signing_key(), timezone.localdate(now) + timedelta(days=APP_DAYS)
    cards = {_number(): holder for holder in holders}
    until = _store(actor, Form.APP, key, cards, now, device=device)
    return {
        holder.id: (qr.certificate(key, number, until, device), last_day) for number, holder in cards.items()
    }


@transaction.atomic
def revoke_cards(actor: Actor, numbers: Sequence[int], *, now: datetime) -> list[int]:
    """Take cards back; return those that were taken back by this.  Twice changes nothing."""
    actor.need_anywhere("identity.cards")
    rows = run(TAKE_BACK, {"number": list(numbers), "now": now, "by": actor.id, "area_path": actor.area_path})
    gone = sorted(row["number"] for row in rows)
    if gone:
        audit.record(
            actor, "identity.revoke_cards", "cards", area_path=actor.area_path,
            numbers=[serial.card_text(n) for n in gone],
        )  # fmt: skip
    return gone


def _store(
    actor: Actor,
    form: Form,
    key: PrivateKey,
    cards: dict[int, Holder],
    now: datetime,
    *,
    device: PublicKey | None = None,
) -> int:
    """Keep cards by number; return their last day, in days since 1970."""
    today = timezone.localdate(now)
    until = today + timedelta(days=APP_DAYS if form is Form.APP else PRINTED_DAYS)
    run(
        STORE,
        {
            "number": list(cards), "person": [holder.id for holder in cards.values()], "form": form.value,
            "key": key.id.hex(), "device": device.point.hex() if device else None, "today": today,
            "until": until, "now": now, "by": actor.id,
        },
    )  # fmt: skip
    for path, count in sorted(Counter(holder.area_path for holder in cards.values()).items()):
        audit.record(actor, "identity.issue_cards", form.value, area_path=path, cards=count)
    return qr.day_number(now) + (until - today).days


def _number() -> int:
    """Random: nobody guesses one card from another.  Two alike among 10^8: once in 200, and R1 refuses."""
    return secrets.randbits(serial.CARD_BITS)


def _make(purpose: str) -> SigningKey:
    key = new_key()
    name = key.id.hex()
    return SigningKey.objects.create(
        id=name, purpose=purpose, point=key.public.point.hex(), made_at=timezone.now(),
        sealed=seal(key.secret(), context=f"{SigningKey.sealed.field.context}:{name}"),
    )  # fmt: skip


def _alone(purpose: str) -> None:
    """Two that would make a key at the same time come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"identity.signing_key {purpose}"])
