"""Checkpoints with their lanes, posts and shifts; vehicles and people who came, and what became of them."""

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither

VERDICTS = ("green", "yellow", "red")
DECISIONS = ("passed", "refused")


class Checkpoint(models.Model):
    """A gate on a road; those who pass have a visit at its place (``places``).

    R1  A place has one checkpoint (``checkpoint_r1_place``).
    R2  When it was closed and by whom are known together (``checkpoint_r2_closed_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    place_id = models.BigIntegerField()
    place_code = models.TextField()
    name = models.TextField()
    area_path = models.TextField(db_collation="C")
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place_id"], name="checkpoint_r1_place"),
            both_or_neither("closed_at", "closed_by", name="checkpoint_r2_closed_pair"),
        ]
        indexes = [models.Index(fields=["area_path", "id"], name="checkpoint_listed")]

    class Privacy:
        internal = {
            "id", "place_id", "place_code", "name", "area_path", "opened_at", "opened_by", "closed_at",
            "closed_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Where a guard stands: a place in a lane.

    R1  Lanes count from one (``post_r1_lane``).
    R2  A post has one name in its lane (``post_r2_name``).
    """

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="posts", db_index=False)
    lane = models.IntegerField()
    name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lane__gte=1), name="post_r1_lane"),
            models.UniqueConstraint(fields=["checkpoint", "lane", "name"], name="post_r2_name"),
        ]

    class Privacy:
        internal = {"id", "checkpoint", "lane", "name"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """Some hours of a checkpoint with one set of guards.

    R1  A shift ends after it begins (``shift_r1_ends_after_beginning``).
    R2  One shift begins at a time (``shift_r2_one_begins``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="shifts", db_index=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_r1_ends_after_beginning"
            ),
            models.UniqueConstraint(fields=["checkpoint", "starts_at"], name="shift_r2_one_begins"),
        ]

    class Privacy:
        internal = {"id", "checkpoint", "starts_at", "ends_at", "made_at", "made_by"}
        keep_days = 400
        keep_from = "ends_at"

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Duty(models.Model):
    """A guard worked at a post in a shift: told by the first scan.

    R1  A guard is at a post once in a shift (``duty_r1_once``).
    """

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, models.CASCADE, related_name="duties", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    guard = models.TextField()
    began_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "post", "guard"], name="duty_r1_once")]

    class Privacy:
        internal = {"id", "shift", "post", "guard", "began_at"}
        keep_days = 400
        keep_from = "began_at"

    def __str__(self) -> str:
        return f"{self.guard} {self.post_id}"


class Passage(models.Model):
    """A vehicle, or people on foot, at a post.  ``id`` comes with the page: sent twice it is one.

    R1  One id, one passage (primary key).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="+", db_index=False)
    area_path = models.TextField(db_collation="C")
    plate = models.TextField(default="")
    came_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["checkpoint", "-came_at", "-id"], name="passage_listed")]

    class Privacy:
        internal = {"id", "checkpoint", "post", "shift", "area_path", "came_at", "made_by"}
        personal = {"plate"}
        keep_days = 21
        keep_from = "came_at"

    class Wall:
        rows = wall.by_area()

    def __str__(self) -> str:
        return str(self.id)


class Passenger(models.Model):
    """Somebody of a passage: what was answered about them, and whether they passed.

    R1  A person is once in a passage (``passenger_r1_person``).
    R2  A code counts once in a passage (``passenger_r2_code``).
    R3  The verdict is one we know (``passenger_r3_verdict``).
    R4  When it was decided and by whom are known together (``passenger_r4_decided_pair``).
    R5  What was decided is told, and nothing else (``passenger_r5_decision_told``).
    R6  A refusal has a reason (``passenger_r6_refusal_told``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="passengers", db_index=False)
    checkpoint_id = models.UUIDField()
    shift_id = models.UUIDField(null=True)
    area_path = models.TextField(db_collation="C")
    scanned_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    code = models.BinaryField()  # keyed digest of what was scanned
    verdict = models.TextField()
    reason = models.TextField(default="")  # the answer that decides, as "question.code"
    answers = models.JSONField(default=list)
    permit = models.BigIntegerField(null=True)
    decision = models.TextField(default="")
    note = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "person_id"],
                condition=Q(person_id__isnull=False),
                name="passenger_r1_person",
            ),
            models.UniqueConstraint(fields=["passage", "code"], name="passenger_r2_code"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="passenger_r3_verdict"),
            both_or_neither("decided_at", "decided_by", name="passenger_r4_decided_pair"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | Q(decision__in=DECISIONS, decided_at__isnull=False),
                name="passenger_r5_decision_told",
            ),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(reason="") | ~Q(note=""),
                name="passenger_r6_refusal_told",
            ),
        ]
        indexes = [
            models.Index(fields=["checkpoint_id", "-scanned_at", "-id"], name="passenger_listed"),
            models.Index(
                fields=["checkpoint_id", "-scanned_at", "-id"],
                name="passenger_refused",
                condition=Q(decision="refused"),
            ),
        ]

    class Privacy:
        internal = {
            "id", "passage", "checkpoint_id", "shift_id", "area_path", "verdict", "decision", "decided_at",
            "decided_by", "permit",
        }  # fmt: skip
        personal = {"note"}
        health = {"scanned_at", "person_id", "reason", "answers"}
        secret = {"code"}
        keep_days = 21
        keep_from = "scanned_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)
