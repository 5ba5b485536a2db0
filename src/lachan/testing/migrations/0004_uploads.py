"""Files of results as they were read.

Why: somebody looks at a file line by line before its answers are taken.  Lock: none, the table is new.
Undo: drops it.
"""

from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0003_samples"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.TextField()),
                ("digest", models.TextField()),
                ("area_path", models.TextField(db_collation="C")),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("rows", models.JSONField()),
                ("unread", models.JSONField()),
                ("told", models.JSONField(default=list)),
                ("taken_at", models.DateTimeField(null=True)),
                ("taken_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["area_path", "-at"], name="upload_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("area_path", "digest"), name="upload_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="upload_r2_taken_pair",
                    ),
                ],
            },
        ),
    ]
