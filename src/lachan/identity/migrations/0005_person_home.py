"""Where people live is read from an index alone.

Why: a case has hundreds of contacts, and the team of each follows from where they live: a page of the table
for each person cost a trace 16 ms where those pages were not in memory.  About 31 bytes a person.
Lock: none that waits: built CONCURRENTLY, seconds for a million people.  Undo: drops the index.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("identity", "0004_looks")]

    operations = [
        AddIndexConcurrently("person", models.Index(fields=["id"], include=["area_id"], name="person_home"))
    ]
