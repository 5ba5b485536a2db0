"""Keys that sign, and the cards that were handed out under them (ADR 0013)."""

from django.db import models
from django.db.models import Q

from lachan.core import wall
from lachan.core.constraints import both_or_neither
from lachan.core.sealing import SealedField
from lachan.identity.models.people import Person

POINT = "^0[23][0-9a-f]{64}$"  # a compressed point of P-256, in hexadecimal


class SigningKey(models.Model):
    """A P-256 key of ours; ``id`` follows from the key itself (``kernel.signing``), ``sealed`` is its secret.

    A key that is retired signs no more and is still believed; one that was stolen is believed no more.

    R1  One name, one key (primary key).
    R2  One key signs for one purpose at a time (``signingkey_r2_one_signs``).
    R3  A stolen key signs no more (``signingkey_r3_stolen_is_retired``).
    R4  The public half is a compressed point (``signingkey_r4_point``).
    """

    id = models.TextField(primary_key=True)
    purpose = models.TextField()
    point = models.TextField()
    sealed = SealedField(bound=True, former="identity.signing_key {row}")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    stolen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at=None), name="signingkey_r2_one_signs"
            ),
            models.CheckConstraint(
                condition=Q(stolen_at=None) | Q(retired_at__isnull=False),
                name="signingkey_r3_stolen_is_retired",
            ),
            models.CheckConstraint(condition=Q(point__regex=POINT), name="signingkey_r4_point"),
        ]

    class Privacy:
        public = {"id", "purpose", "point", "made_at", "retired_at", "stolen_at"}
        secret = {"sealed"}
        keep_days = None

    def __str__(self) -> str:
        return self.id


class Form(models.TextChoices):
    PRINTED = "printed"
    NATIONAL = "national"
    APP = "app"


class Card(models.Model):
    """One code that was handed out, on paper or to one phone.  A person may have several.

    ``number`` is random and says nothing about the person; it is all that an opaque code tells.

    R1  One number, one card (primary key).
    R2  A number has 60 bits (``card_r2_number``).
    R3  A phone's card names the phone's key, no other card does (``card_r3_device``).
    R4  When it was taken back and by whom are known together (``card_r4_revoked``).
    R5  A card is valid on the day it is made, at least (``card_r5_valid``).
    """

    number = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    form = models.TextField(choices=Form)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    device = models.TextField(null=True)  #  null, not "": R3
    issued_on = models.DateField()
    valid_until = models.DateField()  # the last day
    issued_at = models.DateTimeField()
    issued_by = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(null=True)  #  null, not "": R4

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=0, number__lt=1 << 60), name="card_r2_number"),
            models.CheckConstraint(
                condition=Q(form=Form.APP, device__isnull=False, device__regex=POINT)
                | (~Q(form=Form.APP) & Q(device__isnull=True)),
                name="card_r3_device",
            ),
            both_or_neither("revoked_at", "revoked_by", name="card_r4_revoked"),
            models.CheckConstraint(condition=Q(valid_until__gte=models.F("issued_on")), name="card_r5_valid"),
        ]
        indexes = [
            models.Index(fields=["valid_until"], name="card_revoked", condition=Q(revoked_at__isnull=False))
        ]

    class Privacy:
        internal = {
            "number", "form", "key", "device", "issued_on", "valid_until", "issued_at", "issued_by",
            "revoked_at", "revoked_by",
        }  # fmt: skip
        personal = {"person"}
        keep_days = None

    class Wall:
        rows = wall.by_person()

    def __str__(self) -> str:
        return f"{self.form} {self.number}"
