"""Cases, evidence, contacts, exposure points, teams and tasks.

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
            name="Evidence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "person_id",
                        "source",
                        "place_id",
                        "since",
                        "met_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("person_id", models.BigIntegerField()),
                (
                    "source",
                    models.TextField(
                        choices=[("visit", "visit"), ("encounter", "encounter"), ("household", "household")]
                    ),
                ),
                ("place_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("met_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("distance_m", models.FloatField(null=True)),
                ("masked", models.BooleanField(null=True)),
                ("closed", models.BooleanField()),
                ("capacity", models.IntegerField(null=True)),
                ("assumed", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(default="")),
                ("policy", models.TextField()),
                ("onset_date", models.DateField(null=True)),
                ("sampled_at", models.DateTimeField()),
                ("released_at", models.DateTimeField()),
                ("window_from", models.DateTimeField()),
                ("window_to", models.DateTimeField()),
                ("present", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(null=True)),
                ("traced_at", models.DateTimeField(null=True)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id"], name="case_person"),
                    models.Index(fields=["-opened_at", "-id"], name="case_latest"),
                    models.Index(
                        fields=["area_path", "-opened_at"],
                        name="case_area",
                        opclasses=["text_pattern_ops", ""],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("window_to__gte", models.F("window_from"))), name="case_r2_window"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("result_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="tracing.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("area_id", models.IntegerField()),
                ("area_code", models.TextField()),
                ("area_path", models.TextField()),
                ("name", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["area_id"], name="team_r1_area")],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField(choices=[("contacts", "contacts"), ("points", "points")])),
                ("generation", models.SmallIntegerField(default=1)),
                ("area_path", models.TextField()),
                ("items", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("taken_by", models.TextField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("done_by", models.TextField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="tracing.case"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="tracing.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExposurePoint",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id",
                        "place_id",
                        "starts_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place_id", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("present", models.IntegerField()),
                ("assumed", models.BooleanField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="tracing.case",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="points",
                        to="tracing.task",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tracing.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("area_id", models.IntegerField(primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="tracing.team")),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "person_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                (
                    "grade",
                    models.TextField(
                        choices=[("close", "close"), ("same_space", "same_space"), ("present", "present")]
                    ),
                ),
                ("minutes", models.FloatField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "became",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="came_from",
                        to="tracing.case",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="tracing.case",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contacts",
                        to="tracing.task",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tracing.team",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=("case", "team", "kind", "generation"), name="task_r1_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                    models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="task_r2_taken_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="task_r3_done_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["person_id"], name="contact_person"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), ("withdrawn_at", None)),
                fields=["area_path", "-opened_at", "-id"],
                name="task_open_area",
                opclasses=["text_pattern_ops", "", ""],
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), ("withdrawn_at", None)),
                fields=["-opened_at", "-id"],
                name="task_open_latest",
            ),
        ),
    ]
