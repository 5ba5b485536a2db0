"""People who arrive at a hospital: whether a test comes first, and what became of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lachan.core import ids, wall


class Ending(models.TextChoices):
    ADMITTED = "admitted"
    ISOLATED = "isolated"
    LEFT = "left"


class Arrival(models.Model):
    """Somebody at the gate of a hospital.

    R1  A number is given once a day and hospital (``arrival_r1_number``).
    R2  Somebody stands in the queue of a hospital once (``arrival_r2_once_in_queue``).
    R3  How it ended, when and by whom are known together (``arrival_r3_ended_pair``).
    R4  Who needs a test is admitted or isolated by a result (``arrival_r4_by_result``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")  # of the hospital
    day = models.DateField()
    number = models.IntegerField()
    arrived_at = models.DateTimeField()
    arrived_by = models.TextField()
    symptoms = ArrayField(models.TextField(), default=list)
    policy = models.TextField()
    needs_test = models.BooleanField()
    result_id = models.UUIDField(null=True)  # which released them
    ending = models.TextField(choices=Ending, null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(null=True)  # "result": the answer itself

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area_path", "day", "number"], name="arrival_r1_number"),
            models.UniqueConstraint(
                fields=["area_path", "person_id"], condition=Q(ended_at=None), name="arrival_r2_once_in_queue"
            ),
            models.CheckConstraint(
                condition=Q(ending__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | Q(ending__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
                name="arrival_r3_ended_pair",
            ),
            models.CheckConstraint(
                condition=Q(needs_test=False)
                | Q(ending=None)
                | Q(ending="left")
                | Q(result_id__isnull=False),
                name="arrival_r4_by_result",
            ),
        ]
        indexes = [  # who waits: of a hospital (by path) and of the country (by time); who a result is about
            models.Index(fields=["area_path", "arrived_at", "id"], name="arrival_queue",
                         condition=Q(ended_at=None)),
            models.Index(fields=["arrived_at", "id"], name="arrival_queue_first", condition=Q(ended_at=None)),
            models.Index(fields=["person_id", "arrived_at"], name="arrival_person"),
        ]  # fmt: skip

    class Privacy:
        internal = {
            "id", "person_id", "area_path", "day", "number", "arrived_at", "arrived_by", "policy",
            "result_id", "ended_at", "ended_by",
        }  # fmt: skip
        health = {"symptoms", "needs_test", "ending"}
        keep_days = 730
        keep_from = "arrived_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return f"{self.day} {self.number}"
