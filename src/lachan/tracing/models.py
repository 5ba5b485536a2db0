"""Cases, what they were near to, and the work that follows.

A case is *derived*: from the current positive results of its person, and from what the recording rooms know.
Deriving it again changes nothing, unless something was learned; that is how repeats, late data and
corrections are dealt with.
"""

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither
from lachan.kernel.exposure import Grade, Source
from lachan.tracing.rules import TaskKind

GRADES = [(grade.value, grade.value) for grade in Grade]
KINDS = [(kind.value, kind.value) for kind in TaskKind]
OPEN = Q(done_at=None, withdrawn_at=None)
OF_SEEN_CASE = "EXISTS (SELECT FROM tracing_case seen WHERE seen.id = case_id)"
SOURCES = [(source.value, source.value) for source in Source]


class Team(models.Model):
    """A tracing team (tổ truy vết) of a unit.

    R1  A unit has one team (``team_r1_area``).
    """

    id = models.AutoField(primary_key=True)
    area_id = models.IntegerField()
    area_code = models.TextField()
    area_path = models.TextField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_id"], name="team_r1_area")]

    class Privacy:
        internal = {"id", "area_id", "area_code", "area_path", "name", "is_active"}
        keep_days = None

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """Which team answers for a unit: its own, or that of the next unit up.  Derived from teams and areas."""

    area_id = models.IntegerField(primary_key=True)  # 0 = nowhere known
    team = models.ForeignKey(Team, models.CASCADE)

    class Privacy:
        internal = {"area_id", "team"}
        keep_days = None

    def __str__(self) -> str:
        return str(self.area_id)


class Case(models.Model):
    """An F0: one illness of one person, told by one or more positive results.

    R1  A result tells at most one case: ``Support.result_id`` (primary key).
    R2  The infectious window does not end before it starts (``case_r2_window``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    area_id = models.IntegerField(null=True)
    area_path = models.TextField(default="", db_collation="C")
    policy = models.TextField()
    onset_date = models.DateField(null=True)
    sampled_at = models.DateTimeField()
    released_at = models.DateTimeField()
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    present = models.IntegerField(default=0)  # people who were merely there: counted, not kept
    seal = models.BigIntegerField(null=True)  # of what the last trace read (``queries.evidence.SEALS``)
    opened_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)  # the positive result became known to the platform
    traced_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # a team opened it first
    withdrawn_at = models.DateTimeField(null=True)  # no result supports it any more

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(window_to__gte=F("window_from")), name="case_r2_window"),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="case_person"),
            models.Index(fields=["-opened_at", "-id"], name="case_latest"),
            models.Index(fields=["area_path", "-opened_at", "-id"], name="case_area"),
        ]

    class Privacy:
        internal = {
            "id", "person_id", "area_id", "area_path", "policy", "present", "seal", "opened_at",
            "announced_at", "traced_at", "dispatched_at", "seen_at", "withdrawn_at",
        }  # fmt: skip
        health = {"onset_date", "sampled_at", "released_at", "window_from", "window_to"}
        keep_days = 730
        keep_from = "opened_at"

    class Wall:
        rows = wall.either(
            wall.by_area(),
            "EXISTS (SELECT FROM tracing_task work"
            f" WHERE work.case_id = tracing_case.id AND {wall.by_area('work.area_path')})",
        )

    def __str__(self) -> str:
        return str(self.id)


class Support(models.Model):
    """A current positive result that tells a case."""

    result_id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="supports")

    class Privacy:
        internal = {"result_id", "case"}
        keep_days = 730
        keep_from = "case__opened_at"

    def __str__(self) -> str:
        return str(self.result_id)


class Evidence(models.Model):
    """One reason why somebody is a contact with an owner.

    The contract of its columns stands in the room's README.

    R1  The same reason is kept once (primary key).
    """

    pk = models.CompositePrimaryKey("case_id", "person_id", "source", "place_id", "since", "met_at")
    case_id = models.UUIDField()
    person_id = models.BigIntegerField()
    source = models.TextField(choices=SOURCES)
    place_id = models.BigIntegerField()  # 0 = no place
    since = models.DateTimeField()
    met_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    distance_m = models.FloatField(null=True)
    masked = models.BooleanField(null=True)
    closed = models.BooleanField()
    capacity = models.IntegerField(null=True)
    assumed = models.BooleanField()

    class Privacy:
        internal = {"case_id"}
        health = {
            "person_id", "source", "place_id", "since", "met_at", "starts_at", "ends_at", "distance_m",
            "masked", "closed", "capacity", "assumed",
        }  # fmt: skip
        keep_days = 60
        keep_from = "ends_at"

    class Wall:
        rows = OF_SEEN_CASE

    def __str__(self) -> str:
        return f"{self.source} {self.starts_at:%Y-%m-%d %H:%M}"


class Task(models.Model):
    """Work for one team from one case: its contacts, or its exposure points, as one list.

    R1  One list per case, team, kind and generation; what is learned later is the next generation
        (``task_r1_once``).
    R2  Taken: by whom and when are known together (``task_r2_taken_pair``).
    R3  Done: by whom and when are known together (``task_r3_done_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="tasks")
    kind = models.TextField(choices=KINDS)
    generation = models.SmallIntegerField(default=1)
    area_path = models.TextField()  # of the team
    items = models.IntegerField(default=0)  # contacts or points on the list that still stand
    grade = models.TextField(default="")  # the strongest of the contacts on the list; "" for places
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.TextField(null=True)
    taken_at = models.DateTimeField(null=True)
    done_by = models.TextField(null=True)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "team", "kind", "generation"], name="task_r1_once"),
            both_or_neither("taken_at", "taken_by", name="task_r2_taken_pair"),
            both_or_neither("done_at", "done_by", name="task_r3_done_pair"),
        ]
        indexes = [  # the work list, for a commune (by path) and for the country (by time)
            models.Index(fields=["area_path", "-opened_at", "-id"], name="task_open_area", condition=OPEN,
                         opclasses=["text_pattern_ops", "", ""]),
            models.Index(fields=["-opened_at", "-id"], name="task_open_latest", condition=OPEN),
            models.Index(
                fields=["taken_by"], name="task_mine", condition=OPEN & models.Q(taken_by__isnull=False)
            ),
        ]  # fmt: skip

    class Privacy:
        internal = {
            "id", "case", "team", "kind", "generation", "area_path", "items", "grade", "opened_at", "due_at",
            "taken_by", "taken_at", "done_by", "done_at", "withdrawn_at",
        }  # fmt: skip
        keep_days = 730
        keep_from = "opened_at"

    def __str__(self) -> str:
        return f"{self.kind} {self.generation}"


class Contact(models.Model):
    """An F1 with an owner: somebody who was near a case, and whom a team must reach.

    Whoever was merely present has no row here; the evidence tells them, point by point.

    R1  A person is a contact of a case once (primary key).
    """

    pk = models.CompositePrimaryKey("case_id", "person_id")
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="contacts", db_constraint=False, db_index=False
    )
    person_id = models.BigIntegerField()
    grade = models.TextField(choices=GRADES)
    minutes = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # The owner; none only while the country has no team at all.
    team = models.ForeignKey(Team, models.PROTECT, null=True, db_constraint=False, db_index=False)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, related_name="contacts", db_constraint=False, db_index=False
    )
    became = models.ForeignKey(
        Case, models.SET_NULL, null=True, related_name="came_from", db_constraint=False, db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="contact_person")]

    class Privacy:
        internal = {"case", "person_id", "team", "task", "withdrawn_at"}
        health = {"grade", "minutes", "first_at", "last_at", "became"}
        keep_days = 730
        keep_from = "last_at"

    class Wall:
        rows = OF_SEEN_CASE

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"


class ExposurePoint(models.Model):
    """A place and time where a case could infect others (mốc dịch tễ).

    R1  A stay of a case at a place is one point (primary key).
    """

    pk = models.CompositePrimaryKey("case_id", "place_id", "starts_at")
    case = models.ForeignKey(Case, models.CASCADE, related_name="points", db_constraint=False, db_index=False)
    place_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    present = models.IntegerField()  # other people there at the same time
    assumed = models.BooleanField()  # an end was supposed, not recorded
    team = models.ForeignKey(Team, models.PROTECT, null=True, db_constraint=False, db_index=False)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, related_name="points", db_constraint=False, db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Privacy:
        internal = {"case", "team", "task", "withdrawn_at", "present"}
        health = {"place_id", "starts_at", "ends_at", "assumed"}
        keep_days = 730
        keep_from = "ends_at"

    class Wall:
        rows = OF_SEEN_CASE

    def __str__(self) -> str:
        return f"{self.case_id} {self.place_id}"
