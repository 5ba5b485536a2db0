"""Places, who was at them when, whose they are, and what people say against a visit."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from lachan.core import ids, wall
from lachan.core.constraints import both_or_neither

SHORT_STAY = timedelta(hours=12)
LONGEST_STAY = timedelta(days=31)
OF_ACCOUNT = "EXISTS (SELECT FROM accounts_account mine WHERE mine.id = account_id)"


class Place(models.Model):
    """A shop, a class, a bus run: somewhere people check in.

    A floor, a hall, a shift, a seat row of a bus is a place inside another one (``parent``), one level deep.

    R1  One place, one code (``place_r1_code``).
    R2  No place lies in itself (``place_r2_not_in_itself``).
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()  # kinds the policies know; any other behaves as "other"
    area_id = models.IntegerField(null=True)
    area_path = models.TextField(default="", db_collation="C")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    capacity = models.IntegerField(null=True)  # people at a busy hour, where somebody counted
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="zones", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="place_r1_code"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="place_r2_not_in_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["parent"], name="place_zones", condition=Q(parent__isnull=False)),
            models.Index(fields=["area_path", "id"], name="place_listed"),
            models.Index(fields=["area_id", "id"], name="place_in_unit"),
        ]

    class Privacy:
        public = {"id", "code", "name", "kind", "area_id", "area_path", "lat", "lon", "capacity", "parent"}
        keep_days = None

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """Somebody was at a place.  About three a person and day; kept in daily partitions.

    R1  A visit told twice is one visit: its key is place, entry and person (``visit_r1_once``).
    R2  Nobody leaves before entering (``visit_r2_leaves_after_entering``).
    R3  Nobody stays above 31 days at one go (``visit_r3_month_at_most``), so a look back has an end.
    """

    pk = models.CompositePrimaryKey("place_id", "entered_at", "person_id")
    place_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    person_id = models.BigIntegerField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "places_visit"
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__gt=F("entered_at")), name="visit_r2_leaves_after_entering"
            ),
            models.CheckConstraint(
                condition=Q(left_at__lte=F("entered_at") + LONGEST_STAY), name="visit_r3_month_at_most"
            ),
        ]

    class Privacy:
        health = {"place_id", "entered_at", "person_id", "left_at"}
        keep_days = 21
        keep_from = "entered_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.place_id} {self.entered_at:%Y-%m-%d %H:%M}"


class Day(models.Model):
    """How many entered a place on one day, counted as they come: lists of places never count visits.

    R1  A place has one count a day (primary key).
    R2  A count begins with one (``day_r2_counts_from_one``).
    """

    pk = models.CompositePrimaryKey("place_id", "begins_at")
    place_id = models.BigIntegerField()
    begins_at = models.DateTimeField()  # of the day in Viet Nam
    area_path = models.TextField(db_collation="C")  # of the place, on that day
    entries = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(entries__gte=1), name="day_r2_counts_from_one")]
        indexes = [models.Index(fields=["begins_at", "area_path"], include=["entries"], name="day_listed")]

    class Privacy:
        internal = {"place_id", "begins_at", "area_path", "entries"}
        keep_days = 400
        keep_from = "begins_at"

    def __str__(self) -> str:
        return f"{self.place_id} {self.begins_at:%Y-%m-%d}"


class Ownership(models.Model):
    """A citizen's account (``accounts``) keeps a place.

    R1  An account keeps a place once at a time (``ownership_r1_once``).
    R2  When it ended and by whom are known together (``ownership_r2_ended_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="ownerships")
    account_id = models.UUIDField()
    since_at = models.DateTimeField()
    since_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "place"], condition=Q(ended_at=None), name="ownership_r1_once"
            ),
            both_or_neither("ended_at", "ended_by", name="ownership_r2_ended_pair"),
        ]

    class Privacy:
        internal = {"id", "place", "since_at", "since_by", "ended_at", "ended_by"}
        personal = {"account_id"}
        keep_days = None

    class Wall:
        rows = OF_ACCOUNT

    def __str__(self) -> str:
        return f"{self.place_id} {self.account_id}"


class Suspicion(models.Model):
    """What an owner tells the commune: somebody coughed, a code looked wrong.

    R1  Something is told (``suspicion_r1_told``).
    R2  When it was closed and by whom are known together (``suspicion_r2_closed_pair``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    area_path = models.TextField(db_collation="C")
    account_id = models.UUIDField()
    text = models.TextField()
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="suspicion_r1_told"),
            both_or_neither("closed_at", "closed_by", name="suspicion_r2_closed_pair"),
        ]
        indexes = [
            models.Index(fields=["area_path", "told_at"], name="suspicion_open", condition=Q(closed_at=None))
        ]

    class Privacy:
        internal = {"id", "place", "area_path", "told_at", "closed_at", "closed_by"}
        personal = {"account_id"}
        health = {"text"}
        keep_days = 90
        keep_from = "told_at"

    class Wall:
        rows = wall.either(wall.by_area(), OF_ACCOUNT)

    def __str__(self) -> str:
        return str(self.id)


class Dispute(models.Model):
    """ "This was not me": somebody says that a visit of theirs never was; the commune decides.

    R1  A visit is disputed once (``dispute_r1_once``).
    R2  When it was decided and by whom are known together (``dispute_r2_decided_pair``).
    R3  A decision says yes or no (``dispute_r3_decision_told``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    person_id = models.BigIntegerField()
    place_id = models.BigIntegerField()
    entered_at = models.DateTimeField()
    area_path = models.TextField(db_collation="C")  # of the place
    told_at = models.DateTimeField()
    told_by = models.TextField()
    is_agreed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "place_id", "entered_at"], name="dispute_r1_once"),
            both_or_neither("decided_at", "decided_by", name="dispute_r2_decided_pair"),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_agreed=None)
                | Q(decided_at__isnull=False, is_agreed__isnull=False),
                name="dispute_r3_decision_told",
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "told_at"], name="dispute_open", condition=Q(decided_at=None))
        ]

    class Privacy:
        internal = {"id", "area_path", "told_at", "told_by", "is_agreed", "decided_at", "decided_by"}
        health = {"person_id", "place_id", "entered_at"}
        keep_days = 90
        keep_from = "told_at"

    class Wall:
        rows = wall.either(wall.by_area(), wall.in_care())

    def __str__(self) -> str:
        return str(self.id)
