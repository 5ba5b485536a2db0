"""Answers of laboratories."""

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall


class Outcome(models.TextChoices):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"


class Origin(models.TextChoices):
    """How an answer came: what the definition of a case makes of it depends on that (ADR 0028)."""

    FILE = "file"  # released elsewhere, and told by file
    HAND = "hand"
    TUBE = "tube"


class Result(models.Model):
    """An answer for one sample, told by person, sampling time and test.

    Append-only: a correction is a new row.

    R1  A sample has at most one answer that no later answer replaces (``result_r1_one_current``).
    R2  An answer told twice is one (``result_r2_once``).
    R3  No answer is released before its sample was taken (``result_r3_released_after_sampled``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(default="", db_collation="C")  # where the person lives
    sampled_at = models.DateTimeField()
    released_at = models.DateTimeField()
    outcome = models.TextField(choices=Outcome)
    test_type = models.TextField()
    onset_date = models.DateField(null=True)
    released_by = models.TextField()
    origin = models.TextField(choices=Origin, default=Origin.FILE, db_default=Origin.FILE)
    reason = models.TextField(default="", db_default="")  # why the person was tested, as the campaign says
    tube_id = models.BigIntegerField(null=True)
    is_current = models.BooleanField(default=True)  # no later answer for the same sample

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "sampled_at", "test_type"],
                condition=Q(is_current=True),
                name="result_r1_one_current",
            ),
            models.UniqueConstraint(
                fields=["person_id", "sampled_at", "test_type", "released_at"], name="result_r2_once"
            ),
            models.CheckConstraint(
                condition=Q(released_at__gte=F("sampled_at")), name="result_r3_released_after_sampled"
            ),
        ]
        indexes = [
            models.Index(fields=["-released_at", "-id"], name="result_latest"),
            models.Index(fields=["area_path", "-released_at", "-id"], name="result_area"),
        ]

    class Privacy:
        internal = {
            "id",
            "person_id",
            "area_path",
            "sampled_at",
            "released_at",
            "released_by",
            "is_current",
            "test_type",
            "origin",
            "tube_id",
        }
        health = {"outcome", "onset_date", "reason"}
        keep_days = 730
        keep_from = "released_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)
