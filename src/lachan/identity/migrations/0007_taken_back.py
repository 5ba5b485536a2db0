"""An index of links that were taken back.

Why: matching leaves apart what somebody took apart, and asks so for each part of a file.
Lock: identity_merge is not written while the index is made; few links are taken back.
Undo: drops the index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_person_home"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(
                condition=models.Q(("undone_at__isnull", False)), fields=["person"], name="merge_taken_back"
            ),
        ),
    ]
