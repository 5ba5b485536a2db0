"""What people declare, what is begun and not sent, and what the commune does about it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither
from lachan.core.sealing import SealedField


class Form(models.Model):
    """A version of a form as it was when somebody answered it: old answers stay readable with its words.

    R1  The same words are one form: the key is their hash (primary key).
    """

    digest = models.TextField(primary_key=True)
    version = models.TextField()
    body = models.TextField()  # the pack as JSON
    used_at = models.DateTimeField(db_default=Now())  # for the first time

    class Privacy:
        public = {"digest", "version", "body", "used_at"}
        keep_days = None

    def __str__(self) -> str:
        return self.version


class Draft(models.Model):
    """Answers that were not sent yet, or that could not be taken as they came.

    R1  Somebody has one draft under one name (``draft_r1_once``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    source = models.TextField()  # the actor who keeps it
    client_id = models.TextField()  # their name for it
    form_digest = models.TextField(default="")  # "" where the form is unknown
    person_id = models.BigIntegerField(null=True)
    sealed = SealedField()  # the answers
    wrong = models.JSONField(default=list)  # question and code of each thing wrong
    device_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "client_id"], name="draft_r1_once")]
        indexes = [models.Index(fields=["updated_at"], name="draft_age")]

    class Privacy:
        internal = {"id", "source", "client_id", "form_digest", "device_at", "updated_at"}
        health = {"person_id", "sealed", "wrong"}
        keep_days = 30
        keep_from = "updated_at"

    class Wall:
        rows = wall.in_care()

    def __str__(self) -> str:
        return self.client_id


class Declaration(models.Model):
    """What somebody told, once.  Never changed: who errs declares again.

    R1  What is sent again under the same name is the same declaration (``declaration_r1_once``).
    R2  Nothing was told after it arrived (``declaration_r2_told_before_received``).
    R3  What is risky has a reason (``declaration_r3_risk_has_reason``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    source = models.TextField()  # the actor who sent it
    client_id = models.TextField()  # their name for it
    body = models.BinaryField()  # blind hash of what was sent under that name
    form_digest = models.TextField()
    person_id = models.BigIntegerField()
    area_path = models.TextField(default="", db_collation="C")  # where the person stays, else lives
    channel = models.TextField()  # "own", "desk" or "api"
    device_at = models.DateTimeField()  # as the device told
    happened_at = models.DateTimeField()  # the same by our clock
    received_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)  # by the form's policy
    sealed = SealedField()  # the answers: names, telephones and addresses are among them
    symptoms = models.JSONField(default=list)
    onset_date = models.DateField(null=True)
    points = models.IntegerField()
    is_risky = models.BooleanField()
    reasons = models.JSONField(default=list)  # codes of the form's rules

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "client_id"], name="declaration_r1_once"),
            models.CheckConstraint(
                condition=Q(happened_at__lte=F("received_at")), name="declaration_r2_told_before_received"
            ),
            models.CheckConstraint(
                condition=Q(is_risky=False) | ~Q(reasons=[]), name="declaration_r3_risk_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "-happened_at"], name="declaration_person"),
            models.Index(fields=["received_at"], name="declaration_age"),
        ]

    class Privacy:
        internal = {
            "id", "source", "client_id", "body", "form_digest", "person_id", "area_path", "channel",
            "device_at", "happened_at", "received_at", "valid_until",
        }  # fmt: skip
        health = {"sealed", "symptoms", "onset_date", "points", "is_risky", "reasons"}
        keep_days = 30
        keep_from = "received_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)


class Alert(models.Model):
    """A risky declaration that the responsible commune looks after.

    R1  A declaration is looked after once (``alert_r1_once``).
    R2  When it was taken and by whom are known together (``alert_r2_taken_pair``).
    R3  When it was done and by whom are known together (``alert_r3_done_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    declaration_id = models.UUIDField()
    person_id = models.BigIntegerField()
    area_path = models.TextField(default="", db_collation="C")
    points = models.IntegerField()
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration_id"], name="alert_r1_once"),
            both_or_neither("taken_at", "taken_by", name="alert_r2_taken_pair"),
            both_or_neither("done_at", "done_by", name="alert_r3_done_pair"),
        ]
        indexes = [
            models.Index(
                fields=["area_path", "-opened_at", "-id"], name="alert_open", condition=Q(done_at=None)
            ),
            models.Index(
                fields=["area_path", "-opened_at", "-id"],
                name="alert_done",
                condition=Q(done_at__isnull=False),
            ),
            models.Index(fields=["opened_at"], name="alert_age"),
        ]

    class Privacy:
        internal = {
            "id", "declaration_id", "person_id", "area_path", "opened_at", "taken_at", "taken_by", "done_at",
            "done_by",
        }  # fmt: skip
        health = {"points"}
        keep_days = 30
        keep_from = "opened_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)


class Ride(models.Model):
    """Somebody said to be in a vehicle on a day.  ``carrier`` stands for both (``kernel.rides``).

    R1  Somebody is in a vehicle once a day (primary key).
    R2  Rows of seats count from one (``ride_r2_row_from_one``).
    """

    pk = models.CompositePrimaryKey("carrier", "person_id")
    carrier = models.BigIntegerField()
    person_id = models.BigIntegerField()
    begins_at = models.DateTimeField()  # of the day in Viet Nam
    kind = models.TextField()  # of the vehicle, as exposure policies name kinds of place
    seat_row = models.SmallIntegerField(null=True)
    declaration_id = models.UUIDField()  # who told it last

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(seat_row__gte=1), name="ride_r2_row_from_one")]
        indexes = [
            models.Index(fields=["person_id", "begins_at"], name="ride_person"),
            models.Index(fields=["begins_at"], name="ride_age"),
        ]

    class Privacy:
        health = {"carrier", "person_id", "begins_at", "kind", "seat_row"}
        internal = {"declaration_id"}
        keep_days = 30
        keep_from = "begins_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.carrier} {self.person_id}"
