"""Organisations, applications, permits, their suspensions, and forms on paper.

Why: what is asked for and what is given are told apart, so that a permit stays what its code says.
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
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("name", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("told_at", models.DateTimeField()),
                ("quota", models.IntegerField(null=True)),
                ("granted_at", models.DateTimeField(null=True)),
                ("granted_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_id"], name="organisation_own"),
                    models.Index(fields=["area_path", "told_at", "id"], name="organisation_listed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quota__gte", 1)), name="organisation_r1_quota"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_at__isnull", True), ("granted_by__isnull", True)),
                            models.Q(("granted_at__isnull", False), ("granted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="organisation_r2_granted_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted_at", None), ("quota", None)),
                            models.Q(("granted_at__isnull", False), ("quota__isnull", False)),
                            _connector="OR",
                        ),
                        name="organisation_r3_granted_quota",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("template", models.IntegerField()),
                ("reason", models.TextField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("hours_begin", models.IntegerField()),
                ("hours_end", models.IntegerField()),
                ("journey", models.TextField(default="")),
                ("plate", models.TextField(default="")),
                ("applied_at", models.DateTimeField()),
                ("applied_by", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                    ),
                ),
                ("refusal", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="permits.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("serial", models.BigIntegerField(primary_key=True, serialize=False)),
                ("area_path", models.TextField(db_collation="C")),
                ("printed_at", models.DateTimeField()),
                ("printed_by", models.TextField()),
                ("used_at", models.DateTimeField(null=True)),
                ("used_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["area_path", "printed_at"], name="paper_listed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("serial__gte", 0), ("serial__lt", 1152921504606846976)),
                        name="paper_r1_serial",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_r2_used_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Double",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("told_at", models.DateTimeField()),
                ("told_by", models.TextField()),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doubles",
                        to="permits.paper",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Permit",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("template", models.IntegerField()),
                ("reason", models.TextField()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("hours_begin", models.IntegerField()),
                ("hours_end", models.IntegerField()),
                ("where_id", models.IntegerField()),
                ("journey", models.TextField(default="")),
                ("plate", models.TextField(default="")),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.TextField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(null=True)),
                ("revocation", models.TextField(default="")),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="permits.application",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permits.paper",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("cause", models.TextField()),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "permit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="permits.permit",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("status", "waiting")),
                fields=["area_path", "applied_at", "id"],
                name="application_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["person_id", "-applied_at"], name="application_person"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("organisation__isnull", False)),
                fields=["organisation", "ends_at"],
                name="application_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="application_r1_decided_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refusal", ""), _negated=True),
                    _connector="OR",
                ),
                name="application_r2_refusal_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                name="application_r3_ends_after_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("status", "waiting")),
                    models.Q(models.Q(("status", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="application_r4_waiting_is_undecided",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")),
                fields=("person_id", "template", "begins_at"),
                name="application_r5_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hours_begin__gte", 0),
                    ("hours_begin__lte", 1440),
                    ("hours_end__gte", 0),
                    ("hours_end__lte", 1440),
                ),
                name="application_r6_hours",
            ),
        ),
        migrations.AddIndex(
            model_name="double",
            index=models.Index(fields=["area_path", "-told_at", "-id"], name="double_listed"),
        ),
        migrations.AddConstraint(
            model_name="double",
            constraint=models.UniqueConstraint(fields=("paper", "person_id"), name="double_r1_once"),
        ),
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(fields=["person_id", "-valid_until"], name="permit_person"),
        ),
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(fields=["area_path", "-issued_at", "-number"], name="permit_listed"),
        ),
        migrations.AddIndex(
            model_name="permit",
            index=models.Index(
                condition=models.Q(("revoked_at__isnull", False)),
                fields=["valid_until"],
                name="permit_revoked",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 0), ("number__lt", 1152921504606846976)),
                name="permit_r1_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.UniqueConstraint(fields=("application",), name="permit_r2_one_per_application"),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("valid_from"))),
                name="permit_r3_ends_after_beginning",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="permit_r4_revoked_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hours_begin__gte", 0),
                    ("hours_begin__lte", 1440),
                    ("hours_end__gte", 0),
                    ("hours_end__lte", 1440),
                ),
                name="permit_r5_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="permit",
            constraint=models.UniqueConstraint(fields=("paper",), name="permit_r6_one_per_paper"),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("permit", "cause"),
                name="suspension_r1_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_at__gt", models.F("since_at"))),
                name="suspension_r2_ends_after_beginning",
            ),
        ),
    ]
