"""Arrivals at hospitals: a test first where the pack in force says so, a queue that results release.

Lock: none, the table is new.  Undo: drops it.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0005_tellings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("day", models.DateField()),
                ("number", models.IntegerField()),
                ("arrived_at", models.DateTimeField()),
                ("arrived_by", models.TextField()),
                (
                    "symptoms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("policy", models.TextField()),
                ("needs_test", models.BooleanField()),
                ("result_id", models.UUIDField(null=True)),
                (
                    "ending",
                    models.TextField(
                        choices=[("admitted", "Admitted"), ("isolated", "Isolated"), ("left", "Left")],
                        null=True,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["area_path", "arrived_at", "id"],
                        name="arrival_queue",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["arrived_at", "id"],
                        name="arrival_queue_first",
                    ),
                    models.Index(fields=["person_id", "arrived_at"], name="arrival_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("area_path", "day", "number"), name="arrival_r1_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("area_path", "person_id"),
                        name="arrival_r2_once_in_queue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                ("ending__isnull", True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("ending__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="arrival_r3_ended_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("needs_test", False),
                            ("ending", None),
                            ("ending", "left"),
                            ("result_id__isnull", False),
                            _connector="OR",
                        ),
                        name="arrival_r4_by_result",
                    ),
                ],
            },
        ),
    ]
