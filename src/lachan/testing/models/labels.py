"""Numbers that were printed on labels of tubes."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q


class LabelRun(models.Model):
    """Labels that were printed together: numbers from ``first`` on.  No run is printed again.

    R1  A number is printed once (``labelrun_r1_once``).
    R2  A run has labels (``labelrun_r2_some``).
    """

    id = models.BigAutoField(primary_key=True)
    area_path = models.TextField(db_collation="C")
    first = models.BigIntegerField()
    labels = models.IntegerField()
    printed_at = models.DateTimeField()
    printed_by = models.TextField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="labelrun_r1_once",
                expressions=[(Func(F("first"), F("first") + F("labels"), function="int8range"), "&&")],
            ),
            models.CheckConstraint(condition=Q(labels__gt=0, first__gt=0), name="labelrun_r2_some"),
        ]

    class Privacy:
        internal = {"id", "area_path", "first", "labels", "printed_at", "printed_by"}
        keep_days = None  # a number that is forgotten would be printed again

    def __str__(self) -> str:
        return f"{self.first} {self.labels}"
