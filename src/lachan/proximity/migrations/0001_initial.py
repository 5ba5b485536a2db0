"""Encounters, partitioned by day.

Why raw SQL: Django cannot say PARTITION BY.  Why by day: retention drops whole days, and tracing always asks
for a few known days.  Why this key: see ADR 0007.

Lock: none, the tables are new.  Undo: drops them.
"""

import datetime

import django.db.models.expressions
from django.db import migrations, models

CREATE = """
CREATE TABLE proximity_encounter (
    person_a   bigint      NOT NULL,
    started_at timestamptz NOT NULL,
    person_b   bigint      NOT NULL,
    ended_at   timestamptz,
    distance_m float8,
    rssi_dbm   smallint,
    masked     boolean,
    CONSTRAINT encounter_r1_once PRIMARY KEY (person_a, started_at, person_b),
    CONSTRAINT encounter_r1_lower_first CHECK (person_a < person_b),
    CONSTRAINT encounter_r2_ends_within_a_day CHECK (
        ended_at > started_at AND ended_at - started_at <= interval '1 day'),
    CONSTRAINT encounter_r3_distance_known CHECK (distance_m IS NOT NULL OR rssi_dbm IS NOT NULL)
) PARTITION BY RANGE (started_at);
CREATE INDEX encounter_b ON proximity_encounter (person_b, started_at);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, "DROP TABLE proximity_encounter;")],
            state_operations=[
                migrations.CreateModel(
                    name="Encounter",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "person_a",
                                "started_at",
                                "person_b",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("person_a", models.BigIntegerField()),
                        ("started_at", models.DateTimeField()),
                        ("person_b", models.BigIntegerField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("distance_m", models.FloatField(null=True)),
                        ("rssi_dbm", models.SmallIntegerField(null=True)),
                        ("masked", models.BooleanField(null=True)),
                    ],
                    options={
                        "db_table": "proximity_encounter",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("person_a__lt", models.F("person_b"))),
                                name="encounter_r1_lower_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__gt", models.F("started_at")),
                                    (
                                        "ended_at__lte",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("started_at"),
                                            "+",
                                            models.Value(datetime.timedelta(days=1)),
                                        ),
                                    ),
                                ),
                                name="encounter_r2_ends_within_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("distance_m__isnull", False),
                                    ("rssi_dbm__isnull", False),
                                    _connector="OR",
                                ),
                                name="encounter_r3_distance_known",
                            ),
                        ],
                    },
                )
            ],
        ),
    ]
