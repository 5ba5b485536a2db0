"""A case keeps the seal of what its last trace read.

Why: the second look compares it with what there is then, instead of tracing again to find that nothing
changed.  Cases from before have none: they are traced again, as all were.
Lock: ACCESS EXCLUSIVE on tracing_case for a moment (a column without a default).  Undo: drops the column.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0003_paths_in_byte_order")]

    operations = [
        migrations.AddField(model_name="case", name="seal", field=models.BigIntegerField(null=True)),
    ]
