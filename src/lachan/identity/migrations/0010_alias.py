"""Which record stands for another gets a table of its own: a merge writes one row, not one in ten indexes.

Lock: writers of ``identity_person`` wait while its merged rows are copied, seconds for two million people;
the column then goes without a rewrite.
Undo: the column comes back, filled.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0009_guardians")]

    operations = [
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="alias",
                        serialize=False,
                        to="identity.person",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="identity.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["root", "person"], name="alias_of_root")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("root__lt", models.F("person"))), name="alias_r1_into_earlier"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO identity_alias (person_id, root_id) SELECT id, merged_into_id FROM identity_person"
            " WHERE merged_into_id IS NOT NULL",
            "UPDATE identity_person SET merged_into_id = root_id FROM identity_alias WHERE person_id = id",
        ),
        migrations.RemoveConstraint(model_name="person", name="person_r2_into_earlier"),
        migrations.RemoveIndex(model_name="person", name="person_merged"),
        migrations.RemoveField(model_name="person", name="merged_into"),
    ]
