"""Meetings of two people that their devices noticed."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from lachan.core import wall

LONGEST_ENCOUNTER = timedelta(days=1)


class Encounter(models.Model):
    """Two people were near each other.  Kept in daily partitions.

    R1  An encounter told twice, or by both, is one: its key is the lower person, start and the higher person
        (``encounter_r1_once``), and the lower id comes first (``encounter_r1_lower_first``).
    R2  It ends after it starts, within a day (``encounter_r2_ends_within_a_day``).
    R3  Something tells how near: metres or signal strength (``encounter_r3_distance_known``).
    """

    pk = models.CompositePrimaryKey("person_a", "started_at", "person_b")
    person_a = models.BigIntegerField()
    started_at = models.DateTimeField()
    person_b = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    distance_m = models.FloatField(null=True)
    rssi_dbm = models.SmallIntegerField(null=True)
    masked = models.BooleanField(null=True)

    class Meta:
        db_table = "proximity_encounter"
        constraints = [
            models.CheckConstraint(condition=Q(person_a__lt=F("person_b")), name="encounter_r1_lower_first"),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at"))
                & Q(ended_at__lte=F("started_at") + LONGEST_ENCOUNTER),
                name="encounter_r2_ends_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(distance_m__isnull=False) | Q(rssi_dbm__isnull=False),
                name="encounter_r3_distance_known",
            ),
        ]

    class Privacy:
        health = {"person_a", "started_at", "person_b", "ended_at", "distance_m", "rssi_dbm", "masked"}
        keep_days = 21
        keep_from = "started_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
