"""Who looked at whom: what every person may ask of the platform."""

from django.db import models

from lachan.core import wall


class RecordView(models.Model):
    """Somebody of the staff saw the record of a person.  Looks of one hour for one reason are one row.

    R1  One row for a person, an hour, a looker, a purpose and a reference (primary key).
    R2  The last look lies not before the hour began (``look_r2_last_in_hour``).
    """

    pk = models.CompositePrimaryKey("person_id", "hour", "actor", "purpose", "ref")
    person_id = models.BigIntegerField()
    hour = models.DateTimeField()  # its beginning
    actor = models.TextField()
    purpose = models.TextField()  # rules.Purpose
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


class LookupAlarm(models.Model):
    """Somebody of the staff looked people up more often than an hour allows; the rest was refused.

    R1  One alarm for an actor and an hour (primary key).
    R2  At least one look-up was refused (``alarm_r2_refused``).
    """

    pk = models.CompositePrimaryKey("actor", "hour")
    actor = models.TextField()
    hour = models.DateTimeField()  # its beginning
    role = models.TextField()
    area_id = models.IntegerField(null=True)  # areas.Area of the actor; none = the whole country
    area_path = models.TextField(db_collation="C")
    purpose = models.TextField()  # of the first that was refused
    raised_at = models.DateTimeField()
    refused = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_lookup_alarm"
        constraints = [models.CheckConstraint(condition=models.Q(refused__gte=1), name="alarm_r2_refused")]
        indexes = [models.Index(fields=["-raised_at", "actor"], name="alarm_raised")]

    class Privacy:
        internal = {"actor", "hour", "role", "area_id", "area_path", "purpose", "raised_at", "refused"}
        keep_days = 3650
        keep_from = "hour"

    def __str__(self) -> str:
        return f"{self.actor} {self.hour:%Y-%m-%d %H}:00"
