"""Decisions about what was left in divided units, and which moves they made.

Why two promises of moves: a reform takes a row out of a unit once; a decision may do so again after it was
taken back.
Lock: a short exclusive one on ``areas_move`` while its index is built anew; the other table is new.
Undo: forgets the decisions and what they moved; where people live now is not touched.
"""

import django.db.models.deletion
from django.db import migrations, models

import lachan.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_crosswalk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_unit_id", models.IntegerField()),
                ("to_unit_id", models.IntegerField()),
                ("area_path", models.TextField(db_collation="C")),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("moved", models.IntegerField(default=0)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.TextField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="move",
            name="move_r1_once",
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["from_unit_id", "-at"], name="decision_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_unit_id", models.F("to_unit_id")), _negated=True),
                name="decision_r1_two_units",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_back_at", None), ("taken_back_by", None)),
                    models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                    _connector="OR",
                ),
                name="decision_r2_taken_back",
            ),
        ),
        migrations.AddField(
            model_name="move",
            name="decision",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moves",
                to="areas.decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", None)),
                fields=("subject", "subject_id", "from_unit_id"),
                name="move_r1_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__isnull", False)),
                fields=("decision", "subject", "subject_id"),
                name="move_r2_once_a_decision",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, "DELETE FROM areas_move WHERE decision_id IS NOT NULL"),
    ]
