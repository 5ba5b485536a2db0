"""A yes is a yes to the words that were read, for one purpose, until it is taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lachan.accounts import queries, services
from lachan.accounts.errors import ConsentTextOld
from lachan.accounts.models import Account, Care, Consent
from lachan.accounts.public import has_consent
from lachan.accounts.rules import Relation
from lachan.core.access import system
from lachan.core.errors import NotFound
from lachan.core.models import AuditEntry
from lachan.core.policies import consent_texts
from lachan.identity import public as identity
from lachan.kernel.consents import ConsentText, in_force
from tests.accounts.make import make_account, signed_in, told
from tests.make import NOON

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PURPOSES = ("meetings", "research", "texts")


def someone(relation: Relation = Relation.SELF) -> tuple[Account, Care]:
    account = make_account()
    return account, services.add_person(account, relation, told(), now=NOON)


def version(purpose: str) -> str:
    return in_force(consent_texts(), timezone.localdate(NOW))[purpose].version


def test_nothing_is_agreed_to_before_somebody_says_yes_and_one_yes_is_for_one_purpose() -> None:
    account, care = someone()
    assert not any(has_consent(care.person_id, purpose, NOW) for purpose in (*PURPOSES, "unknown"))
    services.give_consent(account, care.id, version("texts"), now=NOW)
    assert [has_consent(care.person_id, purpose, NOW) for purpose in PURPOSES] == [False, False, True]
    assert not has_consent(care.person_id, "texts", NOW - timedelta(seconds=1)), "it begins when it is said"


def test_what_is_taken_back_holds_no_more_and_both_receipts_stay() -> None:
    account, care = someone(Relation.GRANDPARENT)
    services.give_consent(account, care.id, version("texts"), now=NOW)
    later = NOW + timedelta(minutes=1)
    assert services.withdraw_consent(account, care.id, "texts", now=later) is not None
    assert services.withdraw_consent(account, care.id, "texts", now=later) is None, "twice changes nothing"
    assert (has_consent(care.person_id, "texts", NOW), has_consent(care.person_id, "texts", later)) == (
        True,
        False,
    )
    receipts = queries.consents(account, care.id, now=later).receipts
    assert [(one.deed, one.is_own) for one in receipts] == [("withdrawn", False), ("given", False)]
    entry = AuditEntry.objects.get(verb="accounts.consent_withdrawn")
    assert entry.facts == {"purpose": "texts"}


def test_a_new_text_ends_what_was_agreed_to_and_the_old_one_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account, care = someone()
    services.give_consent(account, care.id, version("texts"), now=NOW)
    old = version("texts")
    newer = ConsentText(
        "texts", date(2026, 11, 26), "", {"vi": "Mới", "en": "New"}, {"vi": ("A",), "en": ("A",)}
    )
    known = (*consent_texts(), newer)
    for place in ("lachan.accounts.queries.consent_texts", "lachan.accounts.services.consents.consent_texts"):
        monkeypatch.setattr(place, lambda: known)
    later = max(NOW, NOW.replace(year=2027))
    assert not has_consent(care.person_id, "texts", later)
    question = next(q for q in queries.consents(account, care.id, now=later).questions if q.text is newer)
    assert (question.is_given, question.given_before) == (False, True)
    with pytest.raises(ConsentTextOld):
        services.give_consent(account, care.id, old, now=later)
    assert services.withdraw_consent(account, care.id, "texts", now=later) is not None


def test_records_that_are_one_person_speak_together() -> None:
    account, care = someone()
    other = identity.record_person(services.citizen(account), told(name="Trần Thị Hoà"))
    services.give_consent(account, care.id, version("research"), now=NOW)
    assert not has_consent(other.id, "research", NOW)
    identity.merge(system(), care.person_id, other.id, weight=20.0)
    assert has_consent(other.id, "research", NOW)


def test_nobody_answers_for_a_person_whom_the_account_does_not_care_for() -> None:
    _, care = someone()
    stranger = make_account("0987654321")
    with pytest.raises(NotFound):
        services.give_consent(stranger, care.id, version("texts"), now=NOW)
    with pytest.raises(NotFound):
        queries.consents(stranger, care.id, now=NOW)
    assert Consent.objects.count() == 0


def test_the_words_are_complete_in_both_languages_and_their_digest_changes_with_any_of_them() -> None:
    for text in consent_texts():
        assert set(text.title) == set(text.says) == {"vi", "en"}
        assert len(text.says["vi"]) == len(text.says["en"])
        assert all([*text.title.values(), *text.says["vi"], *text.says["en"], text.source])
    one = consent_texts()[0]
    other = ConsentText(one.purpose, one.valid_from, one.source, {**one.title, "en": "x"}, one.says)
    assert one.digest() != other.digest()


def test_the_page_gives_and_takes_back_with_one_press_and_prints(client: Client) -> None:
    account, care = someone()
    client = signed_in(account)
    url = reverse("accounts:consents", args=[care.id])
    page = client.get(url).content.decode()
    assert page.count("/consents/give/") == len(PURPOSES)
    assert "checked" not in page, "nothing is agreed to beforehand"
    client.post(reverse("accounts:give_consent", args=[care.id, version("meetings")]))
    page = client.get(url).content.decode()
    assert (page.count("/consents/give/"), page.count("/consents/withdraw/")) == (len(PURPOSES) - 1, 1)
    pdf = client.get(reverse("accounts:print_consents", args=[care.id]))
    assert pdf.content.startswith(b"%PDF")
    client.post(reverse("accounts:withdraw_consent", args=[care.id, "meetings"]))
    assert [one.deed for one in Consent.objects.order_by("at")] == ["given", "withdrawn"]
