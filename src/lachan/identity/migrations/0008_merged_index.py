"""The records that another one stands for, by id: a trace asks it of everybody it finds.

Lock: writers of ``identity_person`` wait while the table is read once, a second for two million people.
Undo: drops the index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0007_taken_back")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["id"],
                include=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged",
            ),
        ),
    ]
