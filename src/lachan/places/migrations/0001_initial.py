"""Places, and visits partitioned by day.

Why raw SQL: Django cannot say PARTITION BY.  Why by day: retention drops whole days, and tracing always asks
for a few known days.  Why this key: see ADR 0007.

Lock: none, the tables are new.  Undo: drops them.
"""

import datetime

import django.db.models.expressions
from django.db import migrations, models

CREATE = """
CREATE TABLE places_visit (
    place_id   bigint      NOT NULL,
    entered_at timestamptz NOT NULL,
    person_id  bigint      NOT NULL,
    left_at    timestamptz,
    CONSTRAINT visit_r1_once PRIMARY KEY (place_id, entered_at, person_id) INCLUDE (left_at),
    CONSTRAINT visit_r2_leaves_after_entering CHECK (left_at > entered_at),
    CONSTRAINT visit_r3_month_at_most CHECK (left_at - entered_at <= interval '31 days')
) PARTITION BY RANGE (entered_at);
CREATE INDEX visit_person ON places_visit (person_id);  -- a day's visits of a person fit on one entry
CREATE INDEX visit_long ON places_visit (place_id, entered_at)
    WHERE left_at - entered_at > interval '12 hours';
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(default="")),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("capacity", models.IntegerField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["code"], name="place_r1_code")],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, "DROP TABLE places_visit;")],
            state_operations=[
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "place_id",
                                "entered_at",
                                "person_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("place_id", models.BigIntegerField()),
                        ("entered_at", models.DateTimeField()),
                        ("person_id", models.BigIntegerField()),
                        ("left_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "db_table": "places_visit",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("left_at__gt", models.F("entered_at"))),
                                name="visit_r2_leaves_after_entering",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "left_at__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("entered_at"),
                                            "+",
                                            models.Value(datetime.timedelta(days=31)),
                                        ),
                                    )
                                ),
                                name="visit_r3_month_at_most",
                            ),
                        ],
                    },
                )
            ],
        ),
    ]
