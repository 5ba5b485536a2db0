"""The audit trail, append-only by a trigger, and the watches for late data.

Lock: none, the tables are new.  Undo: drops them.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

APPEND_ONLY = """
CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'core_audit is append-only' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER audit_r1_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core_audit
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""
UNDO = "DROP TRIGGER audit_r1_append_only ON core_audit; DROP FUNCTION core_audit_refuse();"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor", models.TextField()),
                ("role", models.TextField()),
                ("verb", models.TextField()),
                ("subject", models.TextField()),
                ("area_path", models.TextField()),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "core_audit",
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "topic",
                        "key",
                        "ref",
                        "starts_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("topic", models.TextField()),
                ("key", models.BigIntegerField()),
                ("ref", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_watch",
                "indexes": [models.Index(fields=["ref"], name="watch_ref")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="watch_r1_ends_after_start",
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
