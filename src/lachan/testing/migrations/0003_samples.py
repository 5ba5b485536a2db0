"""Samples: campaigns, tubes, who is in them, their custody, boxes, gates, alarms, orders.

Why: a result belongs to a tube whose way is known (ADR 0028).  Answers keep how they came; those that stand
count as told by file, as before.
Lock: ACCESS EXCLUSIVE on testing_result for a moment: three columns with constant defaults, no row is
rewritten; everything else is new.  Undo: drops the tables and columns.
"""

import django.db.models.deletion
from django.db import migrations, models

import lachan.core.ids

# A step of a tube stays as it was written; what is older than the time that is declared may go (730 days).
GUARD = """
CREATE FUNCTION testing_custody_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '730 days' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'custody_r3_append_only: steps of tubes are only added to'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER custody_r3_append_only BEFORE UPDATE OR DELETE ON testing_custody
    FOR EACH ROW EXECUTE FUNCTION testing_custody_refuse();
"""
UNGUARD = "DROP TRIGGER custody_r3_append_only ON testing_custody; DROP FUNCTION testing_custody_refuse();"


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0002_paths_in_byte_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="origin",
            field=models.TextField(
                choices=[("file", "File"), ("hand", "Hand"), ("tube", "Tube")],
                db_default="file",
                default="file",
            ),
        ),
        migrations.AddField(
            model_name="result",
            name="reason",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="result",
            name="tube_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("box_gap", "box_gap"),
                            ("box_surplus", "box_surplus"),
                            ("gate_gap", "gate_gap"),
                            ("tube_lost", "tube_lost"),
                            ("overdue", "overdue"),
                            ("waiting", "waiting"),
                            ("answer_refused", "answer_refused"),
                        ]
                    ),
                ),
                ("ref", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(null=True)),
                ("because", models.TextField(default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["area_path", "-at", "-id"],
                        name="alarm_open_area",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["-at", "-id"],
                        name="alarm_open_latest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "ref"), name="alarm_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="alarm_r2_closed_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("sent_at", models.DateTimeField()),
                ("sent_by", models.TextField()),
                ("sent_tubes", models.IntegerField()),
                ("sent_hash", models.TextField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("opened_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_path", "-sent_at", "-id"], name="box_area"),
                    models.Index(
                        condition=models.Q(("opened_at", None)), fields=["sent_at"], name="box_closed"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="box_r1_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="box_r2_opened_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(db_collation="C", default="")),
                ("reason", models.TextField()),
                ("method", models.TextField(default="")),
                ("target", models.IntegerField(default=0)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="campaign_r1_code"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="campaign_r2_days"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Custody",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tube_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tube_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                (
                    "was",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("collected", "collected"),
                            ("in_transit", "in_transit"),
                            ("received", "received"),
                            ("rejected", "rejected"),
                            ("running", "running"),
                            ("result", "result"),
                            ("split", "split"),
                            ("final", "final"),
                        ],
                        default="",
                    ),
                ),
                (
                    "step",
                    models.TextField(
                        choices=[
                            ("collected", "collected"),
                            ("in_transit", "in_transit"),
                            ("received", "received"),
                            ("rejected", "rejected"),
                            ("running", "running"),
                            ("result", "result"),
                            ("split", "split"),
                            ("final", "final"),
                        ]
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("reason", models.TextField(default="")),
                ("box_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step__in", ["collected"]), ("was", "")),
                            models.Q(
                                ("step__in", ["in_transit", "received", "rejected", "result"]),
                                ("was", "collected"),
                            ),
                            models.Q(("step__in", ["received", "rejected", "result"]), ("was", "in_transit")),
                            models.Q(("step__in", ["rejected", "result", "running"]), ("was", "received")),
                            models.Q(("step__in", ["rejected", "result"]), ("was", "running")),
                            models.Q(
                                ("step__in", ["final", "rejected", "result", "running", "split"]),
                                ("was", "result"),
                            ),
                            models.Q(("step__in", ["final"]), ("was", "split")),
                            _connector="OR",
                        ),
                        name="custody_r2_legal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "rejected"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="custody_r4_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("ref", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("came_in", models.IntegerField()),
                ("went_on", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("hash_in", models.TextField()),
                ("hash_out", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "ref"), name="gate_r1_once")],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("columns", models.JSONField()),
                ("words", models.JSONField(default=dict)),
                ("method", models.TextField(default="pcr")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area_path", "name"), name="mapping_r1_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tube_id", "person_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tube_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("taken_at", models.DateTimeField()),
                ("onset_date", models.DateField(null=True)),
                ("campaign_id", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("campaign_id__isnull", False)),
                        fields=["campaign_id", "area_path", "person_id"],
                        name="member_campaign",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_id", "taken_at"), name="member_r2_one_tube_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("reason", models.TextField()),
                ("after_tube_id", models.BigIntegerField()),
                ("after_taken_at", models.DateTimeField()),
                ("ordered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("tube_id", models.BigIntegerField(null=True)),
                ("sampled_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["area_path", "due_at", "id"],
                        name="order_open",
                    ),
                    models.Index(
                        condition=models.Q(("answered_at", None)),
                        fields=["due_at", "id"],
                        name="order_open_latest",
                    ),
                    models.Index(fields=["after_tube_id"], name="order_after"),
                    models.Index(
                        condition=models.Q(("tube_id", None)), fields=["person_id"], name="order_person"
                    ),
                    models.Index(
                        condition=models.Q(("tube_id__isnull", False)), fields=["tube_id"], name="order_tube"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person_id", "after_tube_id"), name="order_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sampled_at__isnull", True), ("tube_id__isnull", True)),
                            models.Q(("sampled_at__isnull", False), ("tube_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_r2_done_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("tube", models.TextField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[("positive", "Positive"), ("negative", "Negative"), ("invalid", "Invalid")]
                    ),
                ),
                ("method", models.TextField()),
                ("measured_at", models.DateTimeField()),
                ("ct", models.JSONField(default=dict)),
                ("kit", models.TextField(default="")),
                ("lot", models.TextField(default="")),
                ("area_path", models.TextField(db_collation="C")),
                ("told_at", models.DateTimeField()),
                ("told_by", models.TextField()),
                ("waits", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("waits", True)), fields=["told_at"], name="reading_waits"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tube", "measured_at", "method", "outcome"), name="reading_r1_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("waits", True)), fields=("tube",), name="reading_r2_one_waits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tube",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                (
                    "step",
                    models.TextField(
                        choices=[
                            ("collected", "collected"),
                            ("in_transit", "in_transit"),
                            ("received", "received"),
                            ("rejected", "rejected"),
                            ("running", "running"),
                            ("result", "result"),
                            ("split", "split"),
                            ("final", "final"),
                        ],
                        default="collected",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("steps", models.SmallIntegerField(default=1)),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("people", models.SmallIntegerField()),
                ("box_id", models.BigIntegerField(null=True)),
                ("plate", models.TextField(default="")),
                ("well", models.TextField(default="")),
                (
                    "outcome",
                    models.TextField(
                        blank=True,
                        choices=[("positive", "Positive"), ("negative", "Negative"), ("invalid", "Invalid")],
                        default="",
                    ),
                ),
                ("method", models.TextField(default="")),
                ("measured_at", models.DateTimeField(null=True)),
                ("read_by", models.TextField(default="")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tubes",
                        to="testing.campaign",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["step", "area_path", "-since", "-id"], name="tube_step_area"),
                    models.Index(fields=["step", "-since", "-id"], name="tube_step_latest"),
                    models.Index(
                        condition=models.Q(("box_id__isnull", False)), fields=["box_id"], name="tube_box"
                    ),
                    models.Index(
                        condition=models.Q(("campaign__isnull", False)),
                        fields=["campaign", "area_path"],
                        name="tube_campaign",
                    ),
                    models.Index(
                        condition=models.Q(("plate", ""), _negated=True), fields=["plate"], name="tube_plate"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="tube_r1_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("measured_at__isnull", False), ("step__in", ["result", "split", "final"])
                            ),
                            models.Q(("step__in", ["result", "split", "final"]), _negated=True),
                            _connector="OR",
                        ),
                        name="tube_r2_answer",
                    ),
                    models.CheckConstraint(condition=models.Q(("people__gte", 1)), name="tube_r3_people"),
                    models.CheckConstraint(
                        condition=models.Q(("measured_at__gte", models.F("taken_at"))),
                        name="tube_r4_measured_after_taken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "split"), _negated=True), ("people__gt", 1), _connector="OR"
                        ),
                        name="tube_r5_split_pool",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
