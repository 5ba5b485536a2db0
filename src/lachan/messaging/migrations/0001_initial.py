"""Notices inside the platform.

Lock: none, the tables are new.  Undo: drops them.
"""

from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area_path", models.TextField()),
                ("template", models.TextField()),
                ("ref", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["area_path", "-at"], name="notice_area", opclasses=["text_pattern_ops", ""]
                    ),
                    models.Index(fields=["subject"], name="notice_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "ref", "area_path"), name="notice_r1_once")
                ],
            },
        ),
    ]
