"""The tables every room shares: the audit trail, and what open cases watch for."""

from django.db import models
from django.db.models.functions import Now


class AuditEntry(models.Model):
    """One deed.  Append-only, without foreign keys, never changed.

    R1  An entry is neither changed nor deleted (trigger ``audit_r1_append_only``).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()
    role = models.TextField()
    verb = models.TextField()
    subject = models.TextField()
    area_path = models.TextField()
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "core_audit"

    class Privacy:
        internal = {"id", "at", "actor", "role", "verb", "subject", "area_path", "facts"}
        keep_days = 3650

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"


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

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Limit(models.Model):
    """How often something was done since ``since``.  Keys hold no number and no name: digests and ids.

    R1  A count ends after it begins (``limit_r1_ends_after_start``).
    """

    key = models.TextField(primary_key=True)
    since = models.DateTimeField()
    ends_at = models.DateTimeField()
    used = models.IntegerField()

    class Meta:
        db_table = "core_limit"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("since")), name="limit_r1_ends_after_start"
            )
        ]

    class Privacy:
        internal = {"key", "since", "ends_at", "used"}
        keep_days = 2

    def __str__(self) -> str:
        return self.key
