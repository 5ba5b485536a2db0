"""Declarations, what is begun of them, what the commune does about risky ones, and who rode with whom.

Why: what people declare is kept with the words they saw, judged once, and seen by the trace.
Lock: none, the tables are new.  Undo: drops them.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("version", models.TextField()),
                ("body", models.TextField()),
                ("used_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("declaration_id", models.UUIDField()),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C", default="")),
                ("points", models.IntegerField()),
                ("opened_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_by", models.TextField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["area_path", "-opened_at", "-id"],
                        name="alert_open",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["area_path", "-opened_at", "-id"],
                        name="alert_done",
                    ),
                    models.Index(fields=["opened_at"], name="alert_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("declaration_id",), name="alert_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_r2_taken_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alert_r3_done_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.TextField()),
                ("client_id", models.TextField()),
                ("body", models.BinaryField()),
                ("form_digest", models.TextField()),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C", default="")),
                ("channel", models.TextField()),
                ("device_at", models.DateTimeField()),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField()),
                ("symptoms", models.JSONField(default=list)),
                ("onset_date", models.DateField(null=True)),
                ("points", models.IntegerField()),
                ("is_risky", models.BooleanField()),
                ("reasons", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-happened_at"], name="declaration_person"),
                    models.Index(fields=["received_at"], name="declaration_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "client_id"), name="declaration_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(("happened_at__lte", models.F("received_at"))),
                        name="declaration_r2_told_before_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_risky", False), models.Q(("reasons", []), _negated=True), _connector="OR"
                        ),
                        name="declaration_r3_risk_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.TextField()),
                ("client_id", models.TextField()),
                ("form_digest", models.TextField(default="")),
                ("person_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField()),
                ("wrong", models.JSONField(default=list)),
                ("device_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["updated_at"], name="draft_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "client_id"), name="draft_r1_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ride",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "carrier", "person_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("carrier", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("begins_at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("seat_row", models.SmallIntegerField(null=True)),
                ("declaration_id", models.UUIDField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "begins_at"], name="ride_person"),
                    models.Index(fields=["begins_at"], name="ride_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seat_row__gte", 1)), name="ride_r2_row_from_one"
                    )
                ],
            },
        ),
    ]
