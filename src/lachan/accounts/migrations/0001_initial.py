"""Accounts of citizens, whom they act for, codes, tokens of programmes, records opened in need.

Lock: none, the tables are new.  Undo: drops them.
"""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number_key", models.TextField()),
                ("number_end", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citizen",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Care",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("relation", models.TextField()),
                ("basis", models.TextField()),
                ("since_at", models.DateTimeField()),
                ("since_by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cares",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number_key", models.TextField()),
                ("number_end", models.TextField()),
                ("digest", models.TextField()),
                ("sent_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("tries", models.IntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("sent_at"))),
                        name="code_r1_ends_after_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tries__gte", 0), ("tries__lte", 5)), name="code_r2_tries"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(default="")),
                ("actor", models.TextField()),
                ("role", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("case_ref", models.TextField()),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["opened_at", "id"], name="opening_when"),
                    models.Index(fields=["person_id"], name="opening_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("opened_at")),
                            (
                                "ends_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("opened_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                                ),
                            ),
                        ),
                        name="opening_r1_one_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case_ref", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="opening_r2_reason_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("role", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(default="")),
                ("token_digest", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(null=True)),
                ("used_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token_digest",), name="service_r1_token"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("name",),
                        name="service_r2_one_live_per_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="service_r3_revoked_pair",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("number_key",),
                name="account_r1_one_per_number",
            ),
        ),
        migrations.AddIndex(
            model_name="care",
            index=models.Index(fields=["person_id"], name="care_person"),
        ),
        migrations.AddConstraint(
            model_name="care",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("account", "person_id"), name="care_r1_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="care",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("relation", "self")),
                fields=("account",),
                name="care_r2_one_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="care",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="care_r3_ended_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="care",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["made", "document", "desk"]),
                    (
                        "relation__in",
                        ["self", "child", "parent", "grandparent", "spouse", "sibling", "other"],
                    ),
                ),
                name="care_r4_known_words",
            ),
        ),
    ]
