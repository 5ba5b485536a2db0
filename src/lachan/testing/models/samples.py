"""Samples: tubes, who is in them, what was measured, and who is to be sampled."""

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither
from lachan.testing.rules import Step

STEPS = [(step.value, step.value) for step in Step]
STEPS_WITH_AN_ANSWER = [Step.RESULT.value, Step.SPLIT.value, Step.FINAL.value]


class Found(models.TextChoices):
    """What a laboratory found in a tube."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INVALID = "invalid"


class Campaign(models.Model):
    """People of an area are tested within some days, for one reason.

    R1  One campaign, one code (``campaign_r1_code``).
    R2  A campaign does not end before it begins (``campaign_r2_days``).
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    area_id = models.IntegerField(null=True)
    area_path = models.TextField(default="", db_collation="C")
    reason = models.TextField()
    method = models.TextField(default="")  # "" = whatever the laboratory does
    target = models.IntegerField(default=0)  # people; 0 = none was set
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="campaign_r1_code"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_r2_days"),
        ]

    class Privacy:
        internal = {
            "id", "code", "name", "area_id", "area_path", "reason", "method", "target", "starts_on",
            "ends_on", "made_at", "made_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.code


class Tube(models.Model):
    """One tube with the swabs of one or more people.

    ``area_path`` is the smallest unit in which all of them live; ``step`` is the last of its custody.

    R1  One tube, one barcode (``tube_r1_code``).
    R2  A tube has an answer exactly from the step on in which it was measured (``tube_r2_answer``).
    R3  A tube holds at least one person (``tube_r3_people``).
    R4  Nothing is measured before it was taken (``tube_r4_measured_after_taken``).
    R5  Only a pool is split (``tube_r5_split_pool``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    step = models.TextField(choices=STEPS, default=Step.COLLECTED.value)
    since = models.DateTimeField()  # in this step
    steps = models.SmallIntegerField(default=1)  # rows of custody
    taken_at = models.DateTimeField()
    taken_by = models.TextField()
    area_path = models.TextField(db_collation="C")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, related_name="tubes", db_constraint=False, db_index=False
    )
    people = models.SmallIntegerField()
    box_id = models.BigIntegerField(null=True)
    plate = models.TextField(default="")
    well = models.TextField(default="")
    outcome = models.TextField(choices=Found, default="", blank=True)
    method = models.TextField(default="")
    measured_at = models.DateTimeField(null=True)
    read_by = models.TextField(default="")  # who or what measured it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="tube_r1_code"),
            models.CheckConstraint(
                condition=Q(step__in=STEPS_WITH_AN_ANSWER, measured_at__isnull=False)
                | (~Q(step__in=STEPS_WITH_AN_ANSWER)),
                name="tube_r2_answer",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="tube_r3_people"),
            models.CheckConstraint(
                condition=Q(measured_at__gte=F("taken_at")), name="tube_r4_measured_after_taken"
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.SPLIT.value) | Q(people__gt=1), name="tube_r5_split_pool"
            ),
        ]
        indexes = [  # the work lists, step by step: of a commune (by path) and of the country (by time)
            models.Index(fields=["step", "area_path", "-since", "-id"], name="tube_step_area"),
            models.Index(fields=["step", "-since", "-id"], name="tube_step_latest"),
            models.Index(fields=["box_id"], name="tube_box", condition=Q(box_id__isnull=False)),
            models.Index(fields=["campaign", "area_path"], name="tube_campaign",
                         condition=Q(campaign__isnull=False)),
            models.Index(fields=["plate"], name="tube_plate", condition=~Q(plate="")),
        ]  # fmt: skip

    class Privacy:
        internal = {
            "id", "code", "step", "since", "steps", "taken_at", "taken_by", "area_path", "campaign", "people",
            "box_id", "plate", "well", "method", "measured_at", "read_by",
        }  # fmt: skip
        health = {"outcome"}
        keep_days = 730
        keep_from = "taken_at"

    class Wall:
        rows = wall.by_area()

    def __str__(self) -> str:
        return self.code


class Member(models.Model):
    """Somebody whose swab is in a tube.

    R1  A person is in a tube once (primary key).
    R2  A person is in one tube at a time (``member_r2_one_tube_at_a_time``).
    """

    pk = models.CompositePrimaryKey("tube_id", "person_id")
    tube_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")  # where the person lived then
    taken_at = models.DateTimeField()
    onset_date = models.DateField(null=True)
    campaign_id = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "taken_at"], name="member_r2_one_tube_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["campaign_id", "area_path", "person_id"], name="member_campaign",
                         condition=Q(campaign_id__isnull=False)),
        ]  # fmt: skip

    class Privacy:
        internal = {"tube_id", "person_id", "area_path", "taken_at", "campaign_id"}
        health = {"onset_date"}
        keep_days = 730
        keep_from = "taken_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return f"{self.tube_id} {self.person_id}"


class Reading(models.Model):
    """What was measured in a tube; it may be told before anybody tells of the tube.

    Append-only but for ``waits``, which ends when the tube is known.

    R1  The same measurement is kept once (``reading_r1_once``).
    R2  At most one answer waits for a tube that nobody told of (``reading_r2_one_waits``).
    """

    id = models.BigAutoField(primary_key=True)
    tube = models.TextField()  # its barcode
    outcome = models.TextField(choices=Found)
    method = models.TextField()
    measured_at = models.DateTimeField()
    ct = models.JSONField(default=dict)  # by gene
    kit = models.TextField(default="")
    lot = models.TextField(default="")
    area_path = models.TextField(db_collation="C")  # of the laboratory
    told_at = models.DateTimeField()
    told_by = models.TextField()
    waits = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tube", "measured_at", "method", "outcome"], name="reading_r1_once"
            ),
            models.UniqueConstraint(fields=["tube"], condition=Q(waits=True), name="reading_r2_one_waits"),
        ]
        indexes = [models.Index(fields=["told_at"], name="reading_waits", condition=Q(waits=True))]

    class Privacy:
        internal = {
            "id", "tube", "method", "measured_at", "kit", "lot", "area_path", "told_at", "told_by", "waits",
        }  # fmt: skip
        health = {"outcome", "ct"}
        keep_days = 730
        keep_from = "told_at"

    class Wall:
        rows = wall.by_area()

    def __str__(self) -> str:
        return f"{self.tube} {self.outcome}"


class Order(models.Model):
    """Somebody is to be sampled, alone: after a positive pool, or because a tube was lost or spoilt.

    R1  A person is ordered once for one tube (``order_r1_once``).
    R2  Done: when and by which tube are known together (``order_r2_done_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")
    reason = models.TextField()  # "pool", "rejected"
    after_tube_id = models.BigIntegerField()  # because of which
    after_taken_at = models.DateTimeField()
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tube_id = models.BigIntegerField(null=True)  # sampled into
    sampled_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "after_tube_id"], name="order_r1_once"),
            both_or_neither("tube_id", "sampled_at", name="order_r2_done_pair"),
        ]
        indexes = [
            models.Index(fields=["area_path", "due_at", "id"], name="order_open",
                         condition=Q(answered_at=None)),
            models.Index(fields=["due_at", "id"], name="order_open_latest", condition=Q(answered_at=None)),
            models.Index(fields=["after_tube_id"], name="order_after"),
            models.Index(fields=["person_id"], name="order_person", condition=Q(tube_id=None)),
            models.Index(fields=["tube_id"], name="order_tube", condition=Q(tube_id__isnull=False)),
        ]  # fmt: skip

    class Privacy:
        internal = {
            "id", "person_id", "area_path", "after_tube_id", "after_taken_at", "ordered_at", "due_at",
            "tube_id", "sampled_at", "answered_at",
        }  # fmt: skip
        health = {"reason"}
        keep_days = 730
        keep_from = "ordered_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return f"{self.reason} {self.person_id}"
