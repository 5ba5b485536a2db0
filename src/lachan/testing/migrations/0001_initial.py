"""Answers of laboratories.

Lock: none, the tables are new.  Undo: drops them.
"""

from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Result",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(default="")),
                ("sampled_at", models.DateTimeField()),
                ("released_at", models.DateTimeField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("positive", "Positive"),
                            ("negative", "Negative"),
                            ("indeterminate", "Indeterminate"),
                        ]
                    ),
                ),
                ("test_type", models.TextField()),
                ("onset_date", models.DateField(null=True)),
                ("released_by", models.TextField()),
                ("is_current", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-released_at", "-id"], name="result_latest"),
                    models.Index(
                        fields=["area_path", "-released_at"],
                        name="result_area",
                        opclasses=["text_pattern_ops", ""],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("person_id", "sampled_at", "test_type"),
                        name="result_r1_one_current",
                    ),
                    models.UniqueConstraint(
                        fields=("person_id", "sampled_at", "test_type", "released_at"), name="result_r2_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("released_at__gte", models.F("sampled_at"))),
                        name="result_r3_released_after_sampled",
                    ),
                ],
            },
        ),
    ]
