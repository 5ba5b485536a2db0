"""Counts of attempts in a window of time (``core.limits``).

Why unlogged: it is written at each attempt and worth nothing after a crash.
Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_seal_the_audit_trail")]

    operations = [
        migrations.CreateModel(
            name="LimitCount",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
                ("count", models.IntegerField()),
            ],
            options={
                "db_table": "core_limit",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="limit_r1_counts_from_one"
                    )
                ],
            },
        ),
        migrations.RunSQL("ALTER TABLE core_limit SET UNLOGGED", "ALTER TABLE core_limit SET LOGGED"),
    ]
