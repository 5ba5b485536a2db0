"""Labels of tubes: which numbers were printed.

Lock: none, the table is new.  Undo: drops it; numbers begin anew and may then stand on two tubes.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Func


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0006_arrivals"),
    ]

    operations = [
        migrations.CreateModel(
            name="LabelRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area_path", models.TextField(db_collation="C")),
                ("first", models.BigIntegerField()),
                ("labels", models.IntegerField()),
                ("printed_at", models.DateTimeField()),
                ("printed_by", models.TextField()),
            ],
            options={
                "constraints": [
                    ExclusionConstraint(
                        expressions=[
                            (
                                Func(F("first"), F("first") + F("labels"), function="int8range"),
                                "&&",
                            )
                        ],
                        name="labelrun_r1_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__gt", 0), ("labels__gt", 0)), name="labelrun_r2_some"
                    ),
                ],
            },
        ),
    ]
