"""Checkpoints with posts and shifts; vehicles and people who came, and what became of them.

Why: a refusal must be told with its reason, and who passed together must be found by tracing.
Lock: none, the tables are new.  Undo: drops them.
"""

import django.db.models.deletion
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place_id", models.BigIntegerField()),
                ("place_code", models.TextField()),
                ("name", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["area_path", "id"], name="checkpoint_listed")],
                "constraints": [
                    models.UniqueConstraint(fields=("place_id",), name="checkpoint_r1_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="checkpoint_r2_closed_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("lane", models.IntegerField()),
                ("name", models.TextField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="checkpoints.checkpoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="checkpoints.checkpoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area_path", models.TextField(db_collation="C")),
                ("plate", models.TextField(default="")),
                ("came_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="checkpoints.checkpoint",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="checkpoints.post",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="checkpoints.shift",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("guard", models.TextField()),
                ("began_at", models.DateTimeField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="checkpoints.post",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="checkpoints.shift",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passenger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("checkpoint_id", models.UUIDField()),
                ("shift_id", models.UUIDField(null=True)),
                ("area_path", models.TextField(db_collation="C")),
                ("scanned_at", models.DateTimeField()),
                ("person_id", models.BigIntegerField(null=True)),
                ("code", models.BinaryField()),
                ("verdict", models.TextField()),
                ("reason", models.TextField(default="")),
                ("answers", models.JSONField(default=list)),
                ("permit", models.BigIntegerField(null=True)),
                ("decision", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(null=True)),
                (
                    "passage",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passengers",
                        to="checkpoints.passage",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["checkpoint_id", "-scanned_at", "-id"], name="passenger_listed"),
                    models.Index(
                        condition=models.Q(("decision", "refused")),
                        fields=["checkpoint_id", "-scanned_at", "-id"],
                        name="passenger_refused",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person_id__isnull", False)),
                        fields=("passage", "person_id"),
                        name="passenger_r1_person",
                    ),
                    models.UniqueConstraint(fields=("passage", "code"), name="passenger_r2_code"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ("green", "yellow", "red"))),
                        name="passenger_r3_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="passenger_r4_decided_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(("decided_at__isnull", False), ("decision__in", ("passed", "refused"))),
                            _connector="OR",
                        ),
                        name="passenger_r5_decision_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="passenger_r6_refusal_told",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(condition=models.Q(("lane__gte", 1)), name="post_r1_lane"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("checkpoint", "lane", "name"), name="post_r2_name"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="shift_r1_ends_after_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                fields=("checkpoint", "starts_at"), name="shift_r2_one_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["checkpoint", "-came_at", "-id"], name="passage_listed"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("shift", "post", "guard"), name="duty_r1_once"),
        ),
    ]
