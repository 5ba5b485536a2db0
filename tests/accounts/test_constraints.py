"""Each numbered promise of the database, broken once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from lachan.accounts.models import Account, Care, Code, Consent, Opening, Service, Text
from lachan.core import ids
from tests.breaking import refused
from tests.make import NOON

pytestmark = pytest.mark.django_db


def account(key: str = "k") -> Account:
    user = User.objects.create(username=f"citizen-{User.objects.count()}")
    return Account.objects.create(user=user, number_key=key, number_end="678", opened_at=NOON)


def care(holder: Account, person_id: int = 1, relation: str = "child", basis: str = "made") -> Care:
    return Care.objects.create(
        account=holder, person_id=person_id, relation=relation, basis=basis, since_at=NOON, since_by="x"
    )


def service(name: str = "s", digest: str = "d") -> Service:
    return Service.objects.create(name=name, role="tracer", token_digest=digest, made_at=NOON, made_by="x")


def opening(minutes: int, *, reason: str = "r") -> Opening:
    ends = NOON + timedelta(minutes=minutes)
    return Opening.objects.create(
        person_id=1, actor="x", role="tracer", case_ref="c", reason=reason, opened_at=NOON, ends_at=ends
    )


def test_account_r1_one_per_number() -> None:
    first = account()
    with refused("account_r1_one_per_number"):
        account()
    first.closed_at = NOON
    first.save()
    account()


def test_code_r1_ends_after_sent() -> None:
    with refused("code_r1_ends_after_sent"):
        Code.objects.create(number_key="k", number_end="678", digest="d", sent_at=NOON, ends_at=NOON)


def test_code_r2_tries() -> None:
    with refused("code_r2_tries"):
        Code.objects.create(
            number_key="k", number_end="6", digest="d", sent_at=NOON, ends_at=NOON + timedelta(1), tries=6
        )


def test_care_r1_once() -> None:
    holder = account()
    care(holder)
    with refused("care_r1_once"):
        care(holder, relation="parent")


def test_care_r2_one_self() -> None:
    holder = account()
    care(holder, 1, "self")
    with refused("care_r2_one_self"):
        care(holder, 2, "self")


def test_care_r3_ended_pair() -> None:
    held = care(account())
    with refused("care_r3_ended_pair"):
        Care.objects.filter(pk=held.pk).update(ended_at=NOON)


def test_care_r4_known_words() -> None:
    holder = account()
    with refused("care_r4_known_words"):
        care(holder, relation="neighbour")
    with refused("care_r4_known_words"):
        care(holder, basis="phone")


def test_service_r1_token() -> None:
    service()
    with refused("service_r1_token"):
        service("other")


def test_service_r2_one_live_per_name() -> None:
    service()
    with refused("service_r2_one_live_per_name"):
        service(digest="e")


def test_service_r3_revoked_pair() -> None:
    one = service()
    with refused("service_r3_revoked_pair"):
        Service.objects.filter(pk=one.pk).update(revoked_by="x")


def test_opening_r1_one_hour() -> None:
    opening(60)
    with refused("opening_r1_one_hour"):
        opening(61)
    with refused("opening_r1_one_hour"):
        opening(0)


def test_opening_r2_reason_told() -> None:
    with refused("opening_r2_reason_told"):
        opening(10, reason="")


def consent(purpose: str = "texts", **told: str) -> Consent:
    receipt = {"deed": "given", "version": "texts-1", "digest": "0" * 64, "channel": "web", "by": "x", **told}
    return Consent.objects.create(person_id=1, purpose=purpose, at=NOON, relation="self", **receipt)


def test_consent_r1_never_changed() -> None:
    consent()
    with refused("consent_r1_never_changed"):
        Consent.objects.update(deed="withdrawn")


def test_consent_r2_known_deed() -> None:
    with refused("consent_r2_known_deed"):
        consent(deed="perhaps")


def test_consent_r3_one_at_a_time() -> None:
    consent()
    consent("research")
    with refused("consent_r3_one_at_a_time"):
        consent(deed="withdrawn")


@pytest.mark.parametrize("told", [{"version": ""}, {"digest": "none"}])
def test_consent_r4_text_told(told: dict[str, str]) -> None:
    with refused("consent_r4_text_told"):
        consent(**told)


def text(state: str, sealed: bytes | None) -> Text:
    ends = NOON + timedelta(minutes=5)
    return Text.objects.create(id=ids.new(), state=state, sealed=sealed, queued_at=NOON, ends_at=ends)


def test_text_r1_sealed_while_waiting() -> None:
    text("waiting", b"x")
    text("sent", None)
    for state, sealed in (("waiting", None), ("sent", b"x")):
        with refused("text_r1_sealed_while_waiting"):
            text(state, sealed)


def test_text_r2_known_state() -> None:
    with refused("text_r2_known_state"):
        text("lost", None)
