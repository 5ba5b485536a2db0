"""The tables every room shares: the audit trail, and what open cases watch for."""

from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Cast, Length, Now
from django.db.models.lookups import Exact

from lachan.core import wall


class AuditEntry(models.Model):
    """One deed.  Append-only, without foreign keys, never changed; kept by months, each a partition.

    R1  An entry is neither changed nor deleted (trigger ``audit_r1_append_only``).
    """

    pk = models.CompositePrimaryKey("id", "at")
    id = models.BigIntegerField(db_default=Func(models.Value("core_audit_number"), function="nextval"))
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    role = models.TextField()
    verb = models.TextField()
    subject = models.TextField()
    area_path = models.TextField()
    facts = models.JSONField(default=dict)
    xact = models.BigIntegerField(  # the transaction that wrote it: by it the entry belongs to a segment
        db_default=Cast(
            Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
        )
    )

    class Meta:
        db_table = "core_audit"
        indexes = [models.Index(fields=["xact"], name="audit_xact")]

    class Privacy:
        internal = {"id", "at", "actor", "role", "verb", "subject", "area_path", "facts", "xact"}
        keep_days = 3650
        keep_from = "at"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"


class AuditSegment(models.Model):
    """Entries that were sealed together; its hash stands for itself and all before (ADR 0015).

    R1  A segment is neither changed nor deleted (trigger ``segment_r1_append_only``).
    R2  It holds a hash for each of its entries, and at least one (``segment_r2_leaf_for_each``).
    """

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    snapshot = (
        models.TextField()
    )  # pg_snapshot: it holds what this one saw finished and the one before did not
    entries = models.IntegerField()
    entries_before = models.BigIntegerField()
    leaves = models.BinaryField()  # 32 bytes an entry, by id: they tell which one was changed
    hash = models.BinaryField()

    class Meta:
        db_table = "core_audit_segment"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entries__gt=0) & models.Q(Exact(Length("leaves"), F("entries") * 32)),
                name="segment_r2_leaf_for_each",
            )
        ]

    class Privacy:
        internal = {"number", "sealed_at", "snapshot", "entries", "entries_before", "leaves", "hash"}
        keep_days = 3650
        keep_from = "sealed_at"

    def __str__(self) -> str:
        return f"{self.number}: {self.entries} entries"


class AuditCut(models.Model):
    """Months of the trail that went when their time was over: what the chain goes on from (ADR 0022).

    R1  A cut is neither changed nor deleted (trigger ``cut_r1_append_only``).
    R2  It was made after what it holds (``cut_r2_after_its_time``).
    """

    segment = models.BigIntegerField(primary_key=True)  # the last one that went
    hash = models.BinaryField()  # of it, and with it of all before
    entries = models.BigIntegerField()  # up to it
    until = models.DateTimeField()  # when that segment was sealed: all that went is older
    cut_at = models.DateTimeField()
    mac = models.BinaryField()  # nobody without the key ring makes one

    class Meta:
        db_table = "core_audit_cut"
        constraints = [
            models.CheckConstraint(condition=models.Q(cut_at__gt=F("until")), name="cut_r2_after_its_time")
        ]

    class Privacy:
        internal = {"segment", "hash", "entries", "until", "cut_at", "mac"}
        keep_days = None

    def __str__(self) -> str:
        return f"up to {self.segment}"


class LimitCount(models.Model):
    """How often something was done in the window that runs (``core.limits``).  Unlogged.

    R1  A count begins with one (``limit_r1_counts_from_one``).
    """

    key = models.BinaryField(primary_key=True)  # keyed hash of the limit's name and of whom it counts
    ends_at = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        db_table = "core_limit"
        constraints = [
            models.CheckConstraint(condition=models.Q(count__gte=1), name="limit_r1_counts_from_one")
        ]

    class Privacy:
        internal = {"ends_at", "count"}
        secret = {"key"}
        keep_days = 2
        keep_from = "ends_at"

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M}"


class Watch(models.Model):
    """ "Tell me when a row lands here": what an upper room asks a recording room to look out for.

    R1  A watch ends after it begins (``watch_r1_ends_after_start``).
    """

    pk = models.CompositePrimaryKey("topic", "key", "ref", "starts_at")
    topic = models.TextField()  # whose rows: "places.place", "places.person", "proximity.person"
    key = models.BigIntegerField()  # the person's or place's id
    ref = models.UUIDField()  # what the watcher wants to hear back
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "core_watch"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="watch_r1_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["ref"], name="watch_ref")]

    class Privacy:
        internal = {"topic", "ref"}
        health = {"key", "starts_at", "ends_at"}
        keep_days = 60
        keep_from = "ends_at"

    class Wall:
        rows = wall.NOWHERE

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
