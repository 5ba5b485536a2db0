"""The way of samples: custody, boxes, gates at which is counted, and what calls for a human being."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from lachan.core import ids
from lachan.core.constraints import both_or_neither
from lachan.testing.rules import LEGAL, AlarmKind, Step

STEPS = [(step.value, step.value) for step in Step]
LEGAL_PAIRS = reduce(
    or_, [Q(was=str(was), step__in=sorted(map(str, after))) for was, after in LEGAL.items() if after]
)


class Custody(models.Model):
    """One step of one tube.  Only added to.

    R1  A tube's steps are numbered without a gap or a double (primary key).
    R2  Only what may follow follows (``custody_r2_legal``): ``rules.LEGAL``.
    R3  Nothing of it is changed (trigger ``custody_r3_append_only``).
    R4  Who rejects says why (``custody_r4_reason``).
    """

    pk = models.CompositePrimaryKey("tube_id", "number")
    tube_id = models.BigIntegerField()
    number = models.SmallIntegerField()
    was = models.TextField(choices=STEPS, default="", blank=True)
    step = models.TextField(choices=STEPS)
    at = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(default="")
    box_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=LEGAL_PAIRS, name="custody_r2_legal"),
            models.CheckConstraint(
                condition=~Q(step=Step.REJECTED.value) | ~Q(reason=""), name="custody_r4_reason"
            ),
        ]

    class Privacy:
        internal = {"tube_id", "number", "was", "step", "at", "actor", "reason", "box_id"}
        keep_days = 730
        keep_from = "at"

    def __str__(self) -> str:
        return f"{self.tube_id} {self.number} {self.step}"


class Box(models.Model):
    """Tubes that travel together, with what was counted at both ends.

    R1  One box, one code (``box_r1_code``).
    R2  Opened: when and by whom are known together (``box_r2_opened_pair``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    area_path = models.TextField(db_collation="C")
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    sent_tubes = models.IntegerField()
    sent_hash = models.TextField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="box_r1_code"),
            both_or_neither("opened_at", "opened_by", name="box_r2_opened_pair"),
        ]
        indexes = [
            models.Index(fields=["area_path", "-sent_at", "-id"], name="box_area"),
            models.Index(fields=["sent_at"], name="box_closed", condition=Q(opened_at=None)),
        ]

    class Privacy:
        internal = {
            "id", "code", "area_path", "sent_at", "sent_by", "sent_tubes", "sent_hash", "opened_at",
            "opened_by",
        }  # fmt: skip
        keep_days = 730
        keep_from = "sent_at"

    def __str__(self) -> str:
        return self.code


class Gate(models.Model):
    """A hand-over, counted and hashed at both ends: a box, a plate, a file, a batch of a programme.

    What came in is what went on and what was refused; where it is not, an alarm stands beside it.

    R1  A hand-over is counted once (``gate_r1_once``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.TextField()  # "box", "plate", "import"
    ref = models.TextField()
    area_path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    actor = models.TextField()
    came_in = models.IntegerField()
    went_on = models.IntegerField()
    refused = models.IntegerField()
    hash_in = models.TextField()
    hash_out = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="gate_r1_once")]

    class Privacy:
        internal = {
            "id", "kind", "ref", "area_path", "at", "actor", "came_in", "went_on", "refused", "hash_in",
            "hash_out",
        }  # fmt: skip
        keep_days = 730
        keep_from = "at"

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Alarm(models.Model):
    """Something that a human being must look into.

    R1  The same thing is told once (``alarm_r1_once``).
    R2  Closed: when, by whom and why are known together (``alarm_r2_closed_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in AlarmKind])
    ref = models.TextField()  # barcode of a tube, code of a box, key of a hand-over
    area_path = models.TextField(db_collation="C")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # counts and steps; nothing about people
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(null=True)
    because = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], name="alarm_r1_once"),
            both_or_neither("closed_at", "closed_by", name="alarm_r2_closed_pair"),
        ]
        indexes = [
            models.Index(fields=["area_path", "-at", "-id"], name="alarm_open_area",
                         condition=Q(closed_at=None)),
            models.Index(fields=["-at", "-id"], name="alarm_open_latest", condition=Q(closed_at=None)),
        ]  # fmt: skip

    class Privacy:
        internal = {"id", "kind", "ref", "area_path", "at", "facts", "closed_at", "closed_by", "because"}
        keep_days = 730
        keep_from = "at"

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
