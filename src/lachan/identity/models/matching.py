"""Two records of one human being: what was decided, and what waits for a decision."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from lachan.core import ids
from lachan.core.constraints import both_or_neither
from lachan.identity.models.people import Person


class Merge(models.Model):
    """``person`` is the same human being as ``into``, told earlier.  Taken back, it stays as history.

    Records that such links hold together are one person; the first told stands for all of them
    (:class:`Alias`).  So what is left after taking a link back does not depend on what came when.

    R1  Two records are linked once at a time (``merge_r1_once``).
    R2  A link goes from the later record to the earlier (``merge_r2_into_earlier``).
    R3  When and by whom it was taken back are known together (``merge_r3_undone_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    into = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    weight = models.FloatField(null=True)  # None: a person decided without the model
    merged_at = models.DateTimeField(db_default=Now())
    merged_by = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "into"], condition=Q(undone_at=None), name="merge_r1_once"
            ),
            models.CheckConstraint(condition=Q(into__lt=F("person")), name="merge_r2_into_earlier"),
            both_or_neither("undone_at", "undone_by", name="merge_r3_undone_pair"),
        ]
        indexes = [
            models.Index(fields=["into"], condition=Q(undone_at=None), name="merge_into"),
            models.Index(fields=["person"], condition=Q(undone_at__isnull=False), name="merge_taken_back"),
        ]

    class Privacy:
        internal = {"id", "person", "into", "weight", "merged_at", "merged_by", "undone_at", "undone_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.person_id} → {self.into_id}"


class Decision(models.TextChoices):
    SAME = "same"
    DIFFERENT = "different"


class Review(models.Model):
    """Two records that may be one human being: somebody of their commune looks at both.

    R1  Two records are looked at in one place (``review_r1_once``): the later told is ``person``.
    R2  When and by whom it was decided are known together (``review_r2_decided_pair``).
    R3  A decision is known exactly when it is dated (``review_r3_decision``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    other = models.ForeignKey(Person, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    weight = models.FloatField()
    area_path = models.TextField(default="", db_collation="C")
    opened_at = models.DateTimeField(db_default=Now())
    decision = models.TextField(choices=Decision, default="", db_default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="review_r1_once"),
            both_or_neither("decided_at", "decided_by", name="review_r2_decided_pair"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="review_r3_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "id"], condition=Q(decision=""), name="review_waiting"),
            models.Index(fields=["decided_by", "decided_at"], name="review_decided"),
            models.Index(fields=["other"], name="review_other"),
        ]

    class Privacy:
        internal = {"id", "person", "other", "weight", "area_path", "opened_at", "decision", "decided_at"}
        internal |= {"decided_by"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.person_id} ? {self.other_id}"
