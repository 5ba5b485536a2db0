"""Places, and who was at them when."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from lachan.core import wall

SHORT_STAY = timedelta(hours=12)
LONGEST_STAY = timedelta(days=31)


class Place(models.Model):
    """A shop, a class, a bus run: somewhere people check in.

    R1  One place, one code (``place_r1_code``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()  # kinds the policies know; any other behaves as "other"
    area_id = models.IntegerField(null=True)
    area_path = models.TextField(default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    capacity = models.IntegerField(null=True)  # people at a busy hour, where somebody counted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="place_r1_code")]
        indexes = [models.Index(fields=["area_id", "id"], name="place_in_unit")]

    class Privacy:
        public = {"id", "code", "name", "kind", "area_id", "area_path", "lat", "lon", "capacity"}
        keep_days = None

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """Somebody was at a place.  About three a person and day; kept in daily partitions.

    R1  A visit told twice is one visit: its key is place, entry and person (``visit_r1_once``).
    R2  Nobody leaves before entering (``visit_r2_leaves_after_entering``).
    R3  Nobody stays above 31 days at one go (``visit_r3_month_at_most``), so a look back has an end.
    """

    pk = models.CompositePrimaryKey("place_id", "entered_at", "person_id")
    place_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    person_id = models.BigIntegerField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "places_visit"
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__gt=F("entered_at")), name="visit_r2_leaves_after_entering"
            ),
            models.CheckConstraint(
                condition=Q(left_at__lte=F("entered_at") + LONGEST_STAY), name="visit_r3_month_at_most"
            ),
        ]

    class Privacy:
        health = {"place_id", "entered_at", "person_id", "left_at"}
        keep_days = 21
        keep_from = "entered_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.place_id} {self.entered_at:%Y-%m-%d %H:%M}"
