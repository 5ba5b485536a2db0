"""Evidence may come from a vehicle that both declared.

Why: journeys that people declare are evidence as visits are.
Lock: none, the database does not know the list.  Undo: nothing to do.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0005_task_mine")]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="source",
            field=models.TextField(
                choices=[
                    ("visit", "visit"),
                    ("encounter", "encounter"),
                    ("household", "household"),
                    ("vehicle", "vehicle"),
                ]
            ),
        ),
    ]
