"""What was asked for, what was given, what became of it; forms on paper for when the server is down."""

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither

SEEN = wall.either(wall.by_area(), wall.in_care())
OF_ACCOUNT = "EXISTS (SELECT FROM accounts_account mine WHERE mine.id = account_id)"
IN_A_DAY = {"hours_begin__gte": 0, "hours_begin__lte": 1440, "hours_end__gte": 0, "hours_end__lte": 1440}


class Status(models.TextChoices):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Organisation(models.Model):
    """A company or body that asks for its people; the commune says for how many at a time.

    R1  A quota counts people, one at least (``organisation_r1_quota``).
    R2  When it was granted and by whom are known together (``organisation_r2_granted_pair``).
    R3  A quota stands exactly where it was granted (``organisation_r3_granted_quota``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    account_id = models.UUIDField()
    name = models.TextField()
    area_path = models.TextField(db_collation="C")
    told_at = models.DateTimeField()
    quota = models.IntegerField(null=True)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quota__gte=1), name="organisation_r1_quota"),
            both_or_neither("granted_at", "granted_by", name="organisation_r2_granted_pair"),
            models.CheckConstraint(
                condition=Q(quota=None, granted_at=None) | Q(quota__isnull=False, granted_at__isnull=False),
                name="organisation_r3_granted_quota",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id"], name="organisation_own"),
            models.Index(fields=["area_path", "told_at", "id"], name="organisation_listed"),
        ]

    class Privacy:
        internal = {"id", "name", "area_path", "told_at", "quota", "granted_at", "granted_by"}
        personal = {"account_id"}
        keep_days = None

    class Wall:
        rows = wall.either(wall.by_area(), OF_ACCOUNT)

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """Somebody asks for a permit, for a person; the unit of ``area_path`` decides.

    R1  When it was decided and by whom are known together (``application_r1_decided_pair``).
    R2  Who is refused is told why (``application_r2_refusal_told``).
    R3  What is asked for ends after it begins (``application_r3_ends_after_beginning``).
    R4  What waits is not decided, what does not is (``application_r4_waiting_is_undecided``).
    R5  The same is asked for once at a time (``application_r5_asked_once``).
    R6  Hours lie in a day (``application_r6_hours``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")
    template = models.IntegerField()  # number of the version (policies/permits)
    reason = models.TextField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours_begin = models.IntegerField()
    hours_end = models.IntegerField()
    journey = models.TextField(default="")  # from where to where, by which road
    plate = models.TextField(default="")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    applied_at = models.DateTimeField()
    applied_by = models.TextField()
    status = models.TextField(choices=Status, default=Status.WAITING)
    refusal = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)

    class Meta:
        constraints = [
            both_or_neither("decided_at", "decided_by", name="application_r1_decided_pair"),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refusal=""), name="application_r2_refusal_told"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="application_r3_ends_after_beginning"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at=None)
                | (~Q(status="waiting") & Q(decided_at__isnull=False)),
                name="application_r4_waiting_is_undecided",
            ),
            models.UniqueConstraint(
                fields=["person_id", "template", "begins_at"],
                condition=Q(status="waiting"),
                name="application_r5_asked_once",
            ),
            models.CheckConstraint(condition=Q(**IN_A_DAY), name="application_r6_hours"),
        ]
        indexes = [
            models.Index(
                fields=["area_path", "applied_at", "id"],
                name="application_waiting",
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["person_id", "-applied_at"], name="application_person"),
            models.Index(
                fields=["organisation", "ends_at"],
                name="application_organisation",
                condition=Q(organisation__isnull=False),
            ),
        ]

    class Privacy:
        internal = {
            "id", "person_id", "area_path", "template", "begins_at", "ends_at", "hours_begin", "hours_end",
            "organisation", "applied_at", "applied_by", "status", "decided_at", "decided_by",
        }  # fmt: skip
        personal = {"reason", "journey", "plate", "refusal"}
        keep_days = 180
        keep_from = "ends_at"

    class Wall:
        rows = SEEN

    def __str__(self) -> str:
        return str(self.id)


class Paper(models.Model):
    """A form with a serial number, printed before it is needed and filled in while the server is down.

    R1  A serial has 60 bits (``paper_r1_serial``).
    R2  When it was told and by whom are known together (``paper_r2_used_pair``).
    """

    serial = models.BigIntegerField(primary_key=True)
    area_path = models.TextField(db_collation="C")
    printed_at = models.DateTimeField()
    printed_by = models.TextField()
    used_at = models.DateTimeField(null=True)
    used_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(serial__gte=0, serial__lt=1 << 60), name="paper_r1_serial"),
            both_or_neither("used_at", "used_by", name="paper_r2_used_pair"),
        ]
        indexes = [models.Index(fields=["area_path", "printed_at"], name="paper_listed")]

    class Privacy:
        internal = {"serial", "area_path", "printed_at", "printed_by", "used_at", "used_by"}
        keep_days = 3650
        keep_from = "printed_at"

    def __str__(self) -> str:
        return str(self.serial)


class Permit(models.Model):
    """A permit that was given: all that its code says, and whose it is.

    R1  A number has 60 bits (``permit_r1_number``).
    R2  One application gives one permit (``permit_r2_one_per_application``).
    R3  A permit ends after it begins (``permit_r3_ends_after_beginning``).
    R4  When it was taken back and by whom are known together (``permit_r4_revoked_pair``).
    R5  Hours lie in a day (``permit_r5_hours``).
    R6  One form on paper gives one permit (``permit_r6_one_per_paper``).
    """

    number = models.BigIntegerField(primary_key=True)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")  # of the unit that gave it
    application = models.ForeignKey(Application, models.CASCADE, null=True, related_name="+", db_index=False)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    template = models.IntegerField()
    reason = models.TextField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    hours_begin = models.IntegerField()
    hours_end = models.IntegerField()
    where_id = models.IntegerField()  # the unit in which it holds; 0 is the whole country
    journey = models.TextField(default="")
    plate = models.TextField(default="")
    issued_at = models.DateTimeField()
    issued_by = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(null=True)
    revocation = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=0, number__lt=1 << 60), name="permit_r1_number"),
            models.UniqueConstraint(fields=["application"], name="permit_r2_one_per_application"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="permit_r3_ends_after_beginning"
            ),
            both_or_neither("revoked_at", "revoked_by", name="permit_r4_revoked_pair"),
            models.CheckConstraint(condition=Q(**IN_A_DAY), name="permit_r5_hours"),
            models.UniqueConstraint(fields=["paper"], name="permit_r6_one_per_paper"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-valid_until"], name="permit_person"),
            models.Index(fields=["area_path", "-issued_at", "-number"], name="permit_listed"),
            models.Index(
                fields=["valid_until"], name="permit_revoked", condition=Q(revoked_at__isnull=False)
            ),
        ]

    class Privacy:
        internal = {
            "number", "person_id", "area_path", "application", "paper", "template", "valid_from",
            "valid_until", "hours_begin", "hours_end", "where_id", "issued_at", "issued_by", "revoked_at",
            "revoked_by",
        }  # fmt: skip
        personal = {"reason", "journey", "plate", "revocation"}
        keep_days = 180
        keep_from = "valid_until"

    class Wall:
        rows = SEEN

    def __str__(self) -> str:
        return str(self.number)


class Suspension(models.Model):
    """A permit holds no more while a condition of its template is not met.

    R1  A cause suspends a permit once at a time (``suspension_r1_one_open``).
    R2  A suspension ends after it begins (``suspension_r2_ends_after_beginning``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="suspensions", db_index=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")
    cause = models.TextField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["permit", "cause"], condition=Q(lifted_at=None), name="suspension_r1_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("since_at")), name="suspension_r2_ends_after_beginning"
            ),
        ]

    class Privacy:
        internal = {"id", "permit", "person_id", "area_path"}
        health = {"cause", "since_at", "until_at", "lifted_at"}
        keep_days = 180
        keep_from = "until_at"

    class Wall:
        rows = SEEN

    def __str__(self) -> str:
        return f"{self.permit_id} {self.cause}"


class Double(models.Model):
    """A form on paper that was told a second time: somebody copied it, or mistyped its serial.

    R1  The same double is told once (``double_r1_once``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="doubles", db_index=False)
    person_id = models.BigIntegerField()
    area_path = models.TextField(db_collation="C")
    told_at = models.DateTimeField()
    told_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person_id"], name="double_r1_once")]
        indexes = [models.Index(fields=["area_path", "-told_at", "-id"], name="double_listed")]

    class Privacy:
        internal = {"id", "paper", "area_path", "told_at", "told_by"}
        personal = {"person_id"}
        keep_days = 180
        keep_from = "told_at"

    class Wall:
        rows = SEEN

    def __str__(self) -> str:
        return f"{self.paper_id} {self.person_id}"
