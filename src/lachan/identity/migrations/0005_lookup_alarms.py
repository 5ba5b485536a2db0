"""Alarms for the data protection officer: somebody of the staff looked people up too often.

Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="LookupAlarm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor", "hour", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor", models.TextField()),
                ("hour", models.DateTimeField()),
                ("role", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(db_collation="C")),
                ("purpose", models.TextField()),
                ("raised_at", models.DateTimeField()),
                ("refused", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "identity_lookup_alarm",
                "indexes": [models.Index(fields=["-raised_at", "actor"], name="alarm_raised")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("refused__gte", 1)), name="alarm_r2_refused")
                ],
            },
        ),
    ]
