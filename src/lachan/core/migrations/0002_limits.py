"""Counters of how often something was done.

Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("used", models.IntegerField()),
            ],
            options={
                "db_table": "core_limit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("since"))),
                        name="limit_r1_ends_after_start",
                    )
                ],
            },
        ),
    ]
