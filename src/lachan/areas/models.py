"""Administrative units, a tree of any depth, each valid for a time."""

from datetime import date

from django.db import models

from lachan.core import ids

SINCE_EVER = date(1900, 1, 1)
STATE = ("country", "nation", "province", "district", "commune", "ward")  # levels that the state sets
BY_HAND = "by hand"  # who says what a unit became, where it was one of the staff


class Area(models.Model):
    """A unit as it was between two dates.

    R1  A code means one unit from one day on: (code, valid_from) is unique (``area_r1_code_from``).
    R2  A unit ends after it begins (``area_r2_ends_after_start``).

    ``path`` is the ids from the root down to the unit itself, each followed by a dot ("1.4.17."); it follows
    from ``parent`` and is written by ``load_areas`` alone, like ``folded`` (the name as it is sought) and
    ``sought`` (the same with the names of the units above, "phuong ben nghe, quan 1, thanh pho ...").
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
    km2 = models.FloatField(null=True)
    population = models.IntegerField(null=True)
    folded = models.TextField(default="")
    sought = models.TextField(default="")

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
            "km2", "population", "folded", "sought",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """How much of a unit went into another."""

    WHOLE = "whole"
    PART = "part"


class Link(models.Model):
    """The crosswalk: what a unit became on a day.  Merges and splits are rows, history is not rewritten.

    R1  A unit goes into another once (``link_r1_once``).
    R2  A unit does not become itself (``link_r2_two_units``).
    R3  A share lies above 0 and at most at 1; a whole unit has no smaller one (``link_r3_share``).

    ``share`` is empty where the source does not tell it, and ``share_of`` says of what it is: people, km².
    ``is_main``: the part the source itself takes when it must take one.
    """

    id = models.AutoField(primary_key=True)
    from_unit = models.ForeignKey(Area, models.PROTECT, related_name="became")
    to_unit = models.ForeignKey(Area, models.PROTECT, related_name="came_from")
    day = models.DateField()
    kind = models.TextField(choices=Kind)
    share = models.FloatField(null=True)
    share_of = models.TextField(default="")
    is_main = models.BooleanField(default=False)
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "to_unit"], name="link_r1_once"),
            models.CheckConstraint(
                condition=~models.Q(from_unit=models.F("to_unit")), name="link_r2_two_units"
            ),
            models.CheckConstraint(
                condition=models.Q(share=None)
                | models.Q(share=1)
                | models.Q(share__gt=0, share__lt=1, kind=Kind.PART),
                name="link_r3_share",
            ),
        ]

    class Privacy:
        public = {
            "id", "from_unit", "to_unit", "day", "kind", "share", "share_of", "is_main", "source",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"{self.from_unit_id} {self.kind} {self.to_unit_id}"


class Denominator(models.Model):
    """How many people a unit has, by one way of counting: registered, present, of the census.

    R1  One way of counting gives one number a year (``denominator_r1_once``).
    R2  No fewer than nobody (``denominator_r2_persons``).
    """

    id = models.AutoField(primary_key=True)
    area = models.ForeignKey(Area, models.CASCADE, related_name="denominators")
    name = models.TextField()
    year = models.SmallIntegerField()
    persons = models.IntegerField()
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name", "year"], name="denominator_r1_once"),
            models.CheckConstraint(condition=models.Q(persons__gte=0), name="denominator_r2_persons"),
        ]

    class Privacy:
        public = {"id", "area", "name", "year", "persons", "source"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.area_id} {self.name} {self.year}"


class Decision(models.Model):
    """Somebody said to which of its successors some of what was left in a unit belongs.

    It can be taken back; what was moved again since stays where it is.

    R1  From one unit to another (``decision_r1_two_units``).
    R2  When and by whom it was taken back are known together (``decision_r2_taken_back``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    from_unit_id = models.IntegerField()
    to_unit_id = models.IntegerField()
    area_path = models.TextField(db_collation="C")  # of the unit that it went to, when it was decided
    by = models.TextField()
    at = models.DateTimeField()
    moved = models.IntegerField(default=0)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_unit_id=models.F("to_unit_id")), name="decision_r1_two_units"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at=None, taken_back_by=None)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="decision_r2_taken_back",
            ),
        ]
        indexes = [models.Index(fields=["from_unit_id", "-at"], name="decision_of_unit")]

    class Privacy:
        internal = {
            "id", "from_unit_id", "to_unit_id", "area_path", "by", "at", "moved", "taken_back_at",
            "taken_back_by",
        }  # fmt: skip
        keep_days = None

    def __str__(self) -> str:
        return f"{self.from_unit_id} {self.to_unit_id}"


class Move(models.Model):
    """A row of another room (a person, a place) left a unit for another: by a reform, or by a decision.

    R1  A reform takes it out of a unit once (``move_r1_once``).
    R2  A decision moves it once (``move_r2_once_a_decision``).
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.TextField()  # the table
    subject_id = models.BigIntegerField()
    from_unit_id = models.IntegerField()
    to_unit_id = models.IntegerField()
    moved_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, related_name="moves", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "subject_id", "from_unit_id"],
                condition=models.Q(decision=None),
                name="move_r1_once",
            ),
            models.UniqueConstraint(
                fields=["decision", "subject", "subject_id"],
                condition=models.Q(decision__isnull=False),
                name="move_r2_once_a_decision",
            ),
        ]

    class Privacy:
        internal = {"id", "subject", "subject_id", "from_unit_id", "to_unit_id", "moved_at", "decision"}
        keep_days = None

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"
