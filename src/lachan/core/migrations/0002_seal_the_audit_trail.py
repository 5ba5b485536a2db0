"""Segments of the audit trail, and the transaction each entry was written in (ADR 0015).

Why a column with a default: writers do nothing new, and entries from before belong to the transaction of this
migration, so that the first segment holds them.
Lock: ACCESS EXCLUSIVE on core_audit for a moment (the default is one value: no rewrite), then SHARE while the
index is built, seconds for a million entries.  Undo: drops column and segments; the anchors outside stay.
"""

from django.db import migrations, models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact

APPEND_ONLY = """
CREATE TRIGGER segment_r1_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_audit_segment
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""
UNDO = "DROP TRIGGER segment_r1_append_only ON core_audit_segment;"


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AuditSegment",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("snapshot", models.TextField()),
                ("entries", models.IntegerField()),
                ("entries_before", models.BigIntegerField()),
                ("leaves", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "core_audit_segment"},
        ),
        migrations.AddConstraint(
            model_name="auditsegment",
            constraint=models.CheckConstraint(
                condition=Q(("entries__gt", 0), Exact(Length("leaves"), F("entries") * models.Value(32))),
                name="segment_r2_leaf_for_each",
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
        migrations.AddField(
            model_name="auditentry",
            name="xact",
            field=models.BigIntegerField(
                db_default=Cast(
                    Cast(Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
                )
            ),
        ),
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["xact"], name="audit_xact")),
    ]
