"""Who keeps a place, daily counts, what owners and visitors say, and lists of places by area.

Why: pages of owners and of communes must not count visits, and paths of areas are compared byte by byte so
that a unit and all below it are one range of an index.
Lock: ACCESS EXCLUSIVE on places while the collation changes and SHARE while the list's index is built: some
seconds for a million places; check-ins wait.  The other tables are new.  Undo: drops them.
"""

import django.db.models.deletion
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_gates"),
    ]

    operations = [
        migrations.CreateModel(
            name="Day",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "place_id", "begins_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place_id", models.BigIntegerField()),
                ("begins_at", models.DateTimeField()),
                ("area_path", models.TextField(db_collation="C")),
                ("entries", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("place_id", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("area_path", models.TextField(db_collation="C")),
                ("told_at", models.DateTimeField()),
                ("told_by", models.TextField()),
                ("is_agreed", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("since_at", models.DateTimeField()),
                ("since_by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Suspicion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area_path", models.TextField(db_collation="C")),
                ("account_id", models.UUIDField()),
                ("text", models.TextField()),
                ("told_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.TextField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name="place",
            name="area_path",
            field=models.TextField(db_collation="C", default=""),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["area_path", "id"], name="place_listed"),
        ),
        migrations.AddIndex(
            model_name="day",
            index=models.Index(fields=["begins_at", "area_path"], include=["entries"], name="day_listed"),
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.CheckConstraint(
                condition=models.Q(("entries__gte", 1)), name="day_r2_counts_from_one"
            ),
        ),
        migrations.AddIndex(
            model_name="dispute",
            index=models.Index(
                condition=models.Q(("decided_at", None)), fields=["area_path", "told_at"], name="dispute_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("person_id", "place_id", "entered_at"), name="dispute_r1_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="dispute_r2_decided_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("is_agreed", None)),
                    models.Q(("decided_at__isnull", False), ("is_agreed__isnull", False)),
                    _connector="OR",
                ),
                name="dispute_r3_decision_told",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ownerships", to="places.place"
            ),
        ),
        migrations.AddField(
            model_name="suspicion",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("account_id", "place"),
                name="ownership_r1_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="ownership_r2_ended_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="suspicion",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["area_path", "told_at"],
                name="suspicion_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="suspicion_r1_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="suspicion_r2_closed_pair",
            ),
        ),
    ]
