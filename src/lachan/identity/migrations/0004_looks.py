"""Who looked at whom, one row an hour, looker and reason.

Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_persons")]

    operations = [
        migrations.CreateModel(
            name="RecordView",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id",
                        "hour",
                        "actor",
                        "purpose",
                        "ref",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("hour", models.DateTimeField()),
                ("actor", models.TextField()),
                ("purpose", models.TextField()),
                ("ref", models.TextField()),
                ("role", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("last_at", models.DateTimeField()),
                ("times", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "identity_record_view",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_at__gte", models.F("hour"))), name="look_r2_last_in_hour"
                    )
                ],
            },
        ),
    ]
