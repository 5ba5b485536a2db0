"""Administrative units, a tree by path.

Lock: none, the tables are new.  Undo: drops them.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("valid_from", models.DateField(default=datetime.date(1900, 1, 1))),
                ("valid_to", models.DateField(null=True)),
                ("name", models.TextField()),
                ("level", models.TextField()),
                ("path", models.TextField(default="")),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("population", models.IntegerField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="areas.area",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["path"], name="area_path", opclasses=["text_pattern_ops"])],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="area_r1_code_from"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="area_r2_ends_after_start",
                    ),
                ],
            },
        ),
    ]
