"""Who looked at whom: what every person may ask of the platform."""

from django.db import models

from lachan.core import wall


class Purpose(models.TextChoices):
    """Why a record was opened."""

    TRACING = "tracing"
    DESK = "desk"
    REGISTER = "register"  # the list of people, one record
    MATCHING = "matching"  # is this one person or two
    BREAK_GLASS = "break_glass"
    TESTING = "testing"  # who is to be sampled


class RecordView(models.Model):
    """Somebody of the staff saw the record of a person.  Looks of one hour for one reason are one row.

    R1  One row for a person, an hour, a looker, a purpose and a reference (primary key).
    R2  The last look lies not before the hour began (``look_r2_last_in_hour``).
    """

    pk = models.CompositePrimaryKey("person_id", "hour", "actor", "purpose", "ref")
    person_id = models.BigIntegerField()
    hour = models.DateTimeField()  # its beginning
    actor = models.TextField()
    purpose = models.TextField()
    ref = models.TextField()  # the case, task or opening; "" where there is none
    role = models.TextField()
    area_id = models.IntegerField(null=True)  # areas.Area of the looker; none = the whole country
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_record_view"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_at__gte=models.F("hour")), name="look_r2_last_in_hour"
            )
        ]

    class Privacy:
        internal = {"hour", "actor", "role", "area_id", "last_at", "times"}
        health = {"person_id", "purpose", "ref"}
        keep_days = 3650
        keep_from = "hour"

    class Wall:
        rows = wall.by_person()

    def __str__(self) -> str:
        return f"{self.actor} {self.purpose} {self.person_id}"
