"""Tasks that somebody has taken, by whom: how many are mine is told on each page of the list.

Lock: writers of ``tracing_task`` wait while open tasks are read once, under a second.  Undo: drops the index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0004_case_seal")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), ("withdrawn_at", None), ("taken_by__isnull", False)),
                fields=["taken_by"],
                name="task_mine",
            ),
        ),
    ]
