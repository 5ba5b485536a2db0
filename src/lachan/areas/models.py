"""Administrative units, a tree of any depth, each valid for a time."""

from datetime import date

from django.db import models

SINCE_EVER = date(1900, 1, 1)


class Area(models.Model):
    """A unit as it was between two dates.

    R1  A code means one unit from one day on: (code, valid_from) is unique (``area_r1_code_from``).
    R2  A unit ends after it begins (``area_r2_ends_after_start``).

    ``path`` is the ids from the root down to the unit itself, each followed by a dot ("1.4.17."); it follows
    from ``parent`` and is written by ``load_areas`` alone.
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField()
    valid_from = models.DateField(default=SINCE_EVER)
    valid_to = models.DateField(null=True)
    name = models.TextField()
    level = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.TextField(default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    population = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_r1_code_from"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="area_r2_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="area_path", opclasses=["text_pattern_ops"])]

    class Privacy:
        public = {
            "id", "code", "valid_from", "valid_to", "name", "level", "parent", "path", "lat", "lon",
            "population",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name
