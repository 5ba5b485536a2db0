"""Codes as they are handed out, believed and taken back; keys as they come and go."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from lachan.core.access import Actor, system
from lachan.core.errors import NotAllowed, NotFound
from lachan.core.models import AuditEntry
from lachan.identity import public as identity
from lachan.identity.errors import NationalCodeIncomplete
from lachan.identity.models import Card, Person, SigningKey
from lachan.kernel import qr, serial, signing
from tests.make import NOON, make_areas, make_person, make_staff

pytestmark = pytest.mark.django_db


def printed(person: Person, *, actor: Actor | None = None) -> identity.Issued:
    actor = actor or system()
    [issued] = identity.print_cards(actor, [identity.holder(actor, person.code)], now=NOON)
    return issued


def test_what_is_printed_is_believed_until_it_is_taken_back() -> None:
    card = printed(make_person())
    assert identity.judge(card.text, NOON).valid is True
    assert identity.revoke_cards(system(), [card.number], now=NOON) == [card.number]
    after = identity.judge(card.text, NOON)
    assert (after.valid, after.codes) == (False, ["revoked"])


def test_taking_back_twice_changes_nothing() -> None:
    card = printed(make_person())
    identity.revoke_cards(system(), [card.number], now=NOON)
    assert identity.revoke_cards(system(), [card.number, 17], now=NOON + timedelta(days=1)) == []
    assert Card.objects.get(number=card.number).revoked_at == NOON


def test_a_person_may_have_several_cards_and_one_lost_leaves_the_others() -> None:
    person = make_person()
    lost, kept = printed(person), printed(person)
    identity.revoke_cards(system(), [lost.number], now=NOON)
    assert [identity.judge(card.text, NOON).valid for card in (lost, kept)] == [False, True]


def test_a_reissue_takes_back_what_was_printed_before_and_nothing_else() -> None:
    person, other = make_person(), make_person()
    old, foreign = printed(person), printed(other)
    device = signing.new_key()
    holder = identity.holder(system(), person.code)
    _, certificate = identity.enrol_device(system(), holder, device.public, now=NOON)
    [new] = identity.print_cards(system(), [holder], now=NOON, replace_old=True)
    app = qr.shown(certificate, device, NOON)
    assert {text: identity.judge(text, NOON).valid for text in (old.text, new.text, foreign.text, app)} == {
        old.text: False, new.text: True, foreign.text: True, app: True,
    }  # fmt: skip


def test_a_phone_shows_codes_that_the_database_and_a_scanner_without_it_believe() -> None:
    device = signing.new_key()
    holder = identity.holder(system(), make_person().code)
    number, certificate = identity.enrol_device(system(), holder, device.public, now=NOON)
    text = qr.shown(certificate, device, NOON)
    assert identity.judge(text, NOON).valid is True
    assert qr.verify(text, identity.trust(NOON), NOON).valid is True
    assert "too_old" in identity.judge(text, NOON + timedelta(seconds=90)).codes
    identity.revoke_cards(system(), [number], now=NOON)
    assert "revoked" in qr.verify(text, identity.trust(NOON), NOON).codes
    late = NOON + timedelta(days=31)
    assert "expired" in identity.judge(qr.shown(certificate, device, late), late).codes


def test_the_national_code_is_masked_and_signed() -> None:
    person = make_person()
    holder = identity.holder(system(), person.code)
    with pytest.raises(NationalCodeIncomplete):
        identity.issue_national(system(), holder, now=NOON)
    Person.objects.update(national_id="001087029317", birth_date="1987-01-18")
    masked = identity.issue_national(system(), holder, now=NOON)
    full = identity.issue_national(system(), holder, now=NOON, masked=False)
    assert masked.text.startswith("******029317|NGUYEN VAN AN|1987-**-**|0|")
    assert full.text.startswith("001087029317|NGUYEN VAN AN|1987-01-18|0|")
    assert [identity.judge(code.text, NOON).valid for code in (masked, full)] == [True, True]
    forged = masked.text.replace("VAN AN", "VAN BA")
    assert identity.judge(forged, NOON).valid is False


def test_nothing_of_the_person_is_in_a_printed_code() -> None:
    """Only the number of the card joins a code to a person, and it is random."""
    person = make_person()
    one, two = printed(person), printed(person)
    assert one.number != two.number
    Person.objects.update(name="X", code="Y")
    assert identity.judge(one.text, NOON).fields == {
        "number": serial.card_text(one.number),
        "form": "printed",
        "key": identity.signing_key().id.hex(),
        "valid_until": "2024-03-09",
        "static": True,
    }


def test_a_new_key_signs_and_the_old_one_is_still_believed() -> None:
    before = printed(make_person())
    first = identity.signing_key().id.hex()
    second = identity.rotate_key(system())
    after = printed(make_person())
    assert first != second == identity.signing_key().id.hex()
    assert [identity.judge(card.text, NOON).valid for card in (before, after)] == [True, True]


def test_what_a_stolen_key_signed_is_believed_no_more() -> None:
    before = printed(make_person())
    identity.rotate_key(system(), stolen=identity.signing_key().id.hex())
    after = printed(make_person())
    assert identity.judge(before.text, NOON).codes == ["key_stolen"]
    assert identity.judge(after.text, NOON).valid is True
    with pytest.raises(NotFound):
        identity.rotate_key(system(), stolen="00000000")


def test_a_card_that_is_signed_but_not_kept_is_not_known() -> None:
    card = printed(make_person())
    Card.objects.all().delete()
    reading = identity.judge(card.text, NOON)
    assert (reading.valid, reading.codes[-1]) == (None, "card_unknown")


def test_no_secret_lies_in_the_database() -> None:
    secret = identity.signing_key().secret()
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM identity_signingkey k")
        [(row,)] = cursor.fetchall()
    assert secret.hex() not in row
    assert bytes(SigningKey.objects.get().sealed).find(secret) == -1
    assert len(secret) == 32


def test_staff_hand_out_and_take_back_in_their_own_area_only() -> None:
    units = make_areas()
    _, registrar = make_staff(units["00001"], "registrar")
    own, foreign = make_person(units["00001"]), make_person(units["00004"])
    mine, theirs = printed(own, actor=registrar), printed(foreign)
    with pytest.raises(identity.PersonUnknown):
        printed(foreign, actor=registrar)
    holder = identity.holder(system(), foreign.code)
    with pytest.raises(NotAllowed):
        identity.print_cards(registrar, [holder], now=NOON)
    both = [mine.number, theirs.number]
    assert identity.revoke_cards(registrar, both, now=NOON) == [mine.number]
    assert identity.card(registrar, mine.number).person_code == own.code
    with pytest.raises(NotFound):
        identity.card(registrar, theirs.number)
    with pytest.raises(NotAllowed):
        identity.rotate_key(registrar)
    with pytest.raises(NotAllowed):
        identity.holders_in(registrar, units["01"].path)
    _, tracer = make_staff(units["00001"], "tracer")
    with pytest.raises(NotAllowed):
        identity.holder(tracer, own.code)


def test_every_deed_is_in_the_audit_trail_without_a_name() -> None:
    units = make_areas()
    cards = [printed(make_person(units[code])) for code in ("00001", "00004")]
    holders, missing = identity.holders(system(), [card.holder.code for card in cards] + ["NOBODY"])
    assert missing == ["NOBODY"]
    identity.print_cards(system(), holders, now=NOON, replace_old=True)
    identity.revoke_cards(system(), [cards[0].number], now=NOON)
    identity.rotate_key(system())
    told = Counter(AuditEntry.objects.filter(verb__startswith="identity.").values_list("verb", flat=True))
    assert told == {
        "identity.issue_cards": 4,  # one for each unit of each print
        "identity.replace_cards": 1,
        "identity.rotate_key": 1,  # nothing was left to take back
    }
    facts = str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert "Nguyễn" not in facts


def test_the_list_for_scanners_forgets_cards_that_are_over() -> None:
    card = printed(make_person())
    identity.revoke_cards(system(), [card.number], now=NOON)
    assert identity.trust(NOON).revoked == {card.number}
    assert identity.trust(NOON + timedelta(days=731)).revoked == frozenset()
    told = qr.trust_from(identity.trust(NOON).told())
    assert told == identity.trust(NOON)
