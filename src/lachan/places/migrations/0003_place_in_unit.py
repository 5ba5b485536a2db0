"""Places by their unit: what is left in a divided unit is counted and listed by it.

Lock: writes to ``places_place`` wait while the index is built (seconds for millions of places).
Undo: drops the index.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_long_visits_of_a_person"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["area_id", "id"], name="place_in_unit"),
        ),
    ]
