"""A list knows the strongest grade on it; contacts and points are found by their case, not by their list.

Why: the inbox read all contacts of fifty cases to show fifty grades, and each contact was written into two
indexes nobody else reads.
Lock: ACCESS EXCLUSIVE on the three tables for a moment (a column with a constant, three dropped indexes);
filling the column reads all contacts that stand on a list once.  Undo: drops the column, builds the indexes.
"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE tracing_task t SET grade = c.grade
FROM (SELECT task_id, min(grade) AS grade FROM tracing_contact
      WHERE withdrawn_at IS NULL AND task_id IS NOT NULL GROUP BY task_id) c
WHERE c.task_id = t.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tracing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="grade",
            field=models.TextField(default=""),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="contact",
            name="became",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="came_from",
                to="tracing.case",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="contacts",
                to="tracing.task",
            ),
        ),
        migrations.AlterField(
            model_name="exposurepoint",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="points",
                to="tracing.task",
            ),
        ),
    ]
