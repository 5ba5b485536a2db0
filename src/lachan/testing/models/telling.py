"""That people were told that there is news of their tests; never what it says."""

from django.db import models
from django.db.models import Q

from lachan.core import wall
from lachan.core.constraints import both_or_neither


class NewsKind(models.TextChoices):
    RESULT = "result"
    RECALL = "recall"  # to be sampled again


class Telling(models.Model):
    """One result, or one call to be sampled again, that somebody was told of.

    R1  It is told once (primary key).
    R2  Handed out: when and by whom are known together (``telling_r2_handed_pair``).
    R3  Only a result is handed out (``telling_r3_results_are_handed``).
    """

    ref = models.UUIDField(primary_key=True)  # of the result, or of the order
    kind = models.TextField(choices=NewsKind)
    person_id = models.BigIntegerField()
    area_path = models.TextField(default="", db_collation="C")  # where the person lives
    reach = models.TextField(default="")  # accounts.Reach
    told_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)  # on paper
    handed_by = models.TextField(null=True)

    class Meta:
        constraints = [
            both_or_neither("handed_at", "handed_by", name="telling_r2_handed_pair"),
            models.CheckConstraint(
                condition=Q(kind=NewsKind.RESULT) | Q(handed_at=None), name="telling_r3_results_are_handed"
            ),
        ]
        indexes = [  # who waits for paper: of a commune (by path) and of the country (by time)
            models.Index(fields=["area_path", "told_at", "ref"], name="telling_paper",
                         condition=Q(reach="paper", handed_at=None)),
            models.Index(fields=["told_at", "ref"], name="telling_paper_first",
                         condition=Q(reach="paper", handed_at=None)),
            models.Index(fields=["person_id"], name="telling_person"),
        ]  # fmt: skip

    class Privacy:
        internal = {"ref", "kind", "person_id", "area_path", "told_at", "handed_at", "handed_by"}
        personal = {"reach"}
        keep_days = 730
        keep_from = "told_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
