"""Files of laboratories: which column means what, and what was read of each file."""

from django.db import models

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither


class Mapping(models.Model):
    """Which column of a laboratory's file means what, as somebody saved it.

    R1  A unit has one mapping of a name (``mapping_r1_name``).
    """

    id = models.AutoField(primary_key=True)
    name = models.TextField()
    area_path = models.TextField(db_collation="C")
    columns = models.JSONField()  # our column to the file's; "ct" holds such a table by gene
    words = models.JSONField(default=dict)  # the file's words for outcomes to ours
    method = models.TextField(default="pcr")
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_path", "name"], name="mapping_r1_name")]

    class Privacy:
        internal = {"id", "name", "area_path", "columns", "words", "method", "made_at", "made_by"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file as it was read: only the columns that are needed, and which lines cannot be read and why.

    R1  A unit keeps the same file, read in the same way, once (``upload_r1_once``).
    R2  Taken: when and by whom are known together (``upload_r2_taken_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    name = models.TextField()
    digest = models.TextField()
    area_path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    by = models.TextField()
    rows = models.JSONField()  # line, tube, outcome, method, moment, cycles by gene
    unread = models.JSONField()  # line, column, code
    told = models.JSONField(default=list)  # what became of each row: status, code
    taken_at = models.DateTimeField(null=True)
    taken_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_path", "digest"], name="upload_r1_once"),
            both_or_neither("taken_at", "taken_by", name="upload_r2_taken_pair"),
        ]
        indexes = [models.Index(fields=["area_path", "-at"], name="upload_latest")]

    class Privacy:
        internal = {"id", "name", "digest", "area_path", "at", "by", "unread", "taken_at", "taken_by"}
        health = {"rows", "told"}
        keep_days = 30
        keep_from = "at"

    class Wall:
        rows = wall.by_area()

    def __str__(self) -> str:
        return self.name
