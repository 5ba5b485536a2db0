"""A rotation reaches every secret: after the old key is destroyed all opens, and what it sealed does not."""

from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from pytest_django import Settings

from lachan.accounts.adapters import factors
from lachan.accounts.models import Text
from lachan.accounts.services.texts import queue_text
from lachan.core import ids, keys, resealing, sealing
from lachan.core.access import system
from lachan.core.errors import KeyUnknown
from lachan.core.keys import Ring
from lachan.identity.models import SigningKey
from lachan.identity.services import rotate_key, signing_key
from tests.make import NOON, at, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS, settings.KEYS_FILE = "", tmp_path / "ring"
    return tmp_path / "ring"


def destroy_old_keys(path: Path) -> None:
    """Only the newest key and the root stay on the ring."""
    now = keys.ring()
    path.unlink()
    path.write_text(Ring((now.root, now.newest)).text)


def test_signing_keys_second_factors_and_texts_open_after_the_old_key_is_gone(ring: Path) -> None:
    user, _ = make_staff(None)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    signs, old = signing_key(), SigningKey.objects.get()
    queue_text(ids.new(), "+84912345678", "x", now=NOON, ends_at=at(1))
    before = {kind: row.data for kind, row in factor_rows().items()}
    first = keys.ring().newest.id.hex()
    assert resealing.uses() == {first: 4}

    fresh = keys.add(NOON.date()).id.hex()
    done = dict(resealing.reseal_all())
    assert (done["mfa_authenticator.data"], done["identity_signingkey.sealed"]) == (2, 1)
    assert resealing.uses() == {first: 0, fresh: 4}
    assert sum(dict(resealing.reseal_all()).values()) == 0, "twice changes nothing"
    destroy_old_keys(ring)

    assert signing_key().secret() == signs.secret()
    rows = factor_rows()
    counter = next(iter(yield_hotp_counters_from_time()))
    assert TOTP(rows["totp"]).validate_code(format_hotp_value(hotp_value(secret, counter)))
    assert RecoveryCodes(rows["recovery_codes"]).get_unused_codes() == codes
    text = Text.objects.get()
    assert Text.sealed.field.opened([bytes(text.sealed or b"")], [text.id]) != [None]
    with pytest.raises(KeyUnknown):
        get_adapter().decrypt(before["totp"]["secret"])
    with pytest.raises(KeyUnknown):
        SigningKey.sealed.field.opened([bytes(old.sealed)], [old.id])


def test_what_was_sealed_in_the_former_ways_opens_and_is_brought_to_the_new_one(ring: Path) -> None:
    user, _ = make_staff(None)
    former = factors._former().encrypt(b"SECRET").decode()
    Authenticator.objects.create(user=user, type="totp", data={"secret": former})
    rotate_key(system())
    row = SigningKey.objects.get()
    secret = signing_key().secret()
    row.sealed = sealing.seal(secret, context=f"identity.signing_key {row.id}")
    row.save()
    assert signing_key().secret() == secret
    assert factors.opened(former) == "SECRET"
    assert resealing.uses()["root"] == 1

    keys.add(NOON.date())
    dict(resealing.reseal_all())
    destroy_old_keys(ring)
    assert "root" not in resealing.uses()
    assert signing_key().secret() == secret
    assert factors.opened(factor_rows()["totp"].data["secret"]) == "SECRET"


def test_without_sealing_anew_a_destroyed_key_takes_everything_with_it(ring: Path) -> None:
    """The control."""
    user, _ = make_staff(None)
    TOTP.activate(user, generate_totp_secret())
    signing_key()
    keys.add(NOON.date())
    destroy_old_keys(ring)
    with pytest.raises(KeyUnknown):
        signing_key()
    with pytest.raises(KeyUnknown):
        TOTP(factor_rows()["totp"]).validate_code("000000")


def factor_rows() -> dict[str, Authenticator]:
    return {row.type: row for row in Authenticator.objects.all()}
