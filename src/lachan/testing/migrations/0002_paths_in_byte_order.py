"""Paths of units in byte order, so that one range serves the list of every role, on both sides of the wall.

Why: LIKE does not reach an index through row-level security (its operator is not leakproof); a range of
collation "C" does (ADR 0026).
Lock: ACCESS EXCLUSIVE while the column's index is built anew; no row is rewritten.  Undo: the old index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("testing", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="result", name="result_area"),
        migrations.AlterField(
            model_name="result",
            name="area_path",
            field=models.TextField(db_collation="C", default=""),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(fields=["area_path", "-released_at", "-id"], name="result_area"),
        ),
    ]
