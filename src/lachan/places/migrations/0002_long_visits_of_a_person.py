"""The few visits above 12 hours, by person.

Why: a person's stays in a window were looked for 31 days before it, all of them, to find one that lasted.
Lock: SHARE on all visits while the (small) index is built: check-ins wait.  Undo: drops the index.
"""

from django.db import migrations

CREATE = """
CREATE INDEX visit_long_person ON places_visit (person_id)
    WHERE left_at - entered_at > interval '12 hours';
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX visit_long_person;")]
