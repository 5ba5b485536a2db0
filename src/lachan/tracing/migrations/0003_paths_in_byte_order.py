"""Paths of units in byte order, so that one range serves the list of every role, on both sides of the wall.

Why: LIKE does not reach an index through row-level security (its operator is not leakproof); a range of
collation "C" does (ADR 0026).
Lock: ACCESS EXCLUSIVE while the column's index is built anew; no row is rewritten.  Undo: the old index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0002_list_grade")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_area"),
        migrations.AlterField(
            model_name="case",
            name="area_path",
            field=models.TextField(db_collation="C", default=""),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["area_path", "-opened_at", "-id"], name="case_area"),
        ),
    ]
