"""Scanners, their contacts, and the ledger of what they told."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from lachan.core import wall
from lachan.core.constraints import both_or_neither
from lachan.core.sealing import SealedField
from lachan.places.models.places import Place

STATUSES = ("stored", "duplicate", "review", "refused")


class Numbers(models.Field):  # type: ignore[type-arg]  # no arguments at run time
    """A set of whole numbers, kept as ranges: what a device has sent, with its holes."""

    def db_type(self, connection: object) -> str:
        return "int8multirange"

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Migrations make the column by hand: Django has no field for it."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Device(models.Model):
    """A scanner: a phone or a camera at one place, known by a token that is kept as a keyed digest.

    ``seen`` holds the numbers of all scans it told; its holes are scans that never came.

    R1  A token belongs to one device (``device_r1_token``).
    R2  When it was revoked and by whom are known together (``device_r2_revoked_pair``).
    R3  Server and device clock of the last contact are known together (``device_r3_met_pair``).
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="devices")
    name = models.TextField()
    token_digest = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(null=True)
    seen = Numbers(default="{}", db_default="{}")
    met_at = models.DateTimeField(null=True)  # the last contact, by our clock
    met_device_at = models.DateTimeField(null=True)  # and by the device's own

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="device_r1_token"),
            both_or_neither("revoked_at", "revoked_by", name="device_r2_revoked_pair"),
            both_or_neither("met_at", "met_device_at", name="device_r3_met_pair"),
        ]

    class Privacy:
        internal = {
            "id", "place", "name", "made_at", "made_by", "revoked_at", "revoked_by", "seen", "met_at",
            "met_device_at",
        }  # fmt: skip
        secret = {"token_digest"}
        keep_days = 3650
        keep_from = "revoked_at"

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """What both clocks said when a device was in touch: after a silence, before it, and every few hours.

    R1  A contact stands once (primary key).
    """

    pk = models.CompositePrimaryKey("device_id", "met_at")
    device_id = models.BigIntegerField()
    met_at = models.DateTimeField()
    met_device_at = models.DateTimeField()

    class Privacy:
        internal = {"device_id", "met_at", "met_device_at"}
        keep_days = 30
        keep_from = "met_at"

    def __str__(self) -> str:
        return f"{self.device_id} {self.met_at:%Y-%m-%d %H:%M}"


class Scan(models.Model):
    """What a device told of one scan: a ledger in daily partitions.

    Nothing in it is changed but ``status`` and ``reason``, by a decision (``ScanDecision``, ``Dispute``).

    ``happened_at`` is the corrected time; where that is impossible, the time of arrival, and ``reason`` says
    so.  What became a visit is ``stored``; what is doubted waits in ``review``.

    R1  What a device told stands once (``scan_r1_once``): number, time and the digest of all of it.
    R2  The status is one we know (``scan_r2_status``).
    R3  What is stored names a person (``scan_r3_stored_has_person``).
    """

    pk = models.CompositePrimaryKey("device_id", "seq", "happened_at", "body")
    device_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    happened_at = models.DateTimeField()
    device_at = models.DateTimeField()  # as the device's clock said
    received_at = models.DateTimeField()
    place_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    is_out = models.BooleanField()
    status = models.TextField()
    reason = models.TextField()
    kind = models.TextField()  # of the code
    seat = models.TextField(default="")
    area_path = models.TextField(default="", db_collation="C")  # of the place
    body = models.BinaryField()  # keyed digest of what was told: the same number with another one is refused
    sealed = SealedField(null=True)  # the text of a code that is doubted

    class Meta:
        db_table = "places_scan"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="scan_r2_status"),
            models.CheckConstraint(
                condition=~Q(status="stored") | Q(person_id__isnull=False), name="scan_r3_stored_has_person"
            ),
        ]

    class Privacy:
        internal = {
            "device_id", "seq", "device_at", "received_at", "is_out", "status", "reason", "kind", "area_path"
        }  # fmt: skip
        health = {"happened_at", "place_id", "person_id", "seat"}
        secret = {"body", "sealed"}
        keep_days = 21
        keep_from = "happened_at"

    class Wall:
        rows = f"(status = 'review' AND {wall.by_area()})"  # what is settled is a visit, and seen nowhere

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq}"


class Decision(models.TextChoices):
    COUNTED = "counted"
    DISMISSED = "dismissed"


class ScanDecision(models.Model):
    """What somebody of the commune decided about a doubtful scan.

    R1  A scan is decided once (``scandecision_r1_once``).
    """

    id = models.BigAutoField(primary_key=True)
    device_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    happened_at = models.DateTimeField()
    decision = models.TextField(choices=Decision)
    decided_at = models.DateTimeField(db_default=Now())
    decided_by = models.TextField()

    class Meta:
        db_table = "places_scan_decision"
        constraints = [
            models.UniqueConstraint(fields=["device_id", "seq", "happened_at"], name="scandecision_r1_once")
        ]

    class Privacy:
        internal = {"id", "device_id", "seq", "decision", "decided_at", "decided_by"}
        health = {"happened_at"}
        keep_days = 21
        keep_from = "happened_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.device_id}/{self.seq} {self.decision}"
