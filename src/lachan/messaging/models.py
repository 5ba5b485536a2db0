"""Messages inside the platform: what a unit's people should know."""

from django.db import models

from lachan.core import ids


class Notice(models.Model):
    """One message to everybody who works for a unit.  The words are made when it is read, from ``template``.

    R1  The same notice is sent once: template and ``ref`` to one unit (``notice_r1_once``).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    area_path = models.TextField()
    template = models.TextField()  # "tracing.new_task", …
    ref = models.UUIDField()  # what it is about
    subject = models.UUIDField()  # what it follows from: withdrawing that withdraws it
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)  # counts and codes the words need
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "ref", "area_path"], name="notice_r1_once")
        ]
        indexes = [
            models.Index(fields=["area_path", "-at"], name="notice_area", opclasses=["text_pattern_ops", ""]),
            models.Index(fields=["subject"], name="notice_subject"),
        ]

    class Privacy:
        internal = {"id", "area_path", "template", "ref", "subject", "at", "facts", "withdrawn_at"}
        keep_days = 60
        keep_from = "at"

    def __str__(self) -> str:
        return self.template
