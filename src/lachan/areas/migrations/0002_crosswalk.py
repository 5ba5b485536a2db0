"""The crosswalk between units, how many people they have, and what followed them; km² and the sought name.

Why the sought name is empty at first: it is folded by Python, and the next ``lachan areas load`` or
``lachan load areas`` fills it; search finds a unit from then on.
Lock: a short exclusive one on ``areas_area`` for the new columns; the tables are new.  Undo: drops them.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="area",
            name="folded",
            field=models.TextField(default=""),
        ),
        migrations.AddField(
            model_name="area",
            name="km2",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="area",
            name="sought",
            field=models.TextField(default=""),
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject", models.TextField()),
                ("subject_id", models.BigIntegerField()),
                ("from_unit_id", models.IntegerField()),
                ("to_unit_id", models.IntegerField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "subject_id", "from_unit_id"), name="move_r1_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Denominator",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("year", models.SmallIntegerField()),
                ("persons", models.IntegerField()),
                ("source", models.TextField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="denominators",
                        to="areas.area",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "name", "year"), name="denominator_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(("persons__gte", 0)), name="denominator_r2_persons"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("kind", models.TextField(choices=[("whole", "Whole"), ("part", "Part")])),
                ("share", models.FloatField(null=True)),
                ("share_of", models.TextField(default="")),
                ("is_main", models.BooleanField(default=False)),
                ("source", models.TextField()),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="became", to="areas.area"
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="came_from", to="areas.area"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("from_unit", "to_unit"), name="link_r1_once"),
                    models.CheckConstraint(
                        condition=models.Q(("from_unit", models.F("to_unit")), _negated=True),
                        name="link_r2_two_units",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share", None),
                            ("share", 1),
                            models.Q(("kind", "part"), ("share__gt", 0), ("share__lt", 1)),
                            _connector="OR",
                        ),
                        name="link_r3_share",
                    ),
                ],
            },
        ),
    ]
