"""Where people live is read from an index alone.

Why: a case has hundreds of contacts, and the team of each follows from where they live: a page of the table
for each person cost a trace 16 ms where those pages were not in memory.  About 31 bytes a person.
Lock: SHARE on identity_person while the index is built, a second for a million people: reads go on,
writes wait.
Undo: drops the index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_lookup_alarms")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id"], include=["area_id"], name="person_home"),
        ),
    ]
