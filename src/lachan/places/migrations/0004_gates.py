"""Places within places, scanners with tokens, and the ledger of what they told.

Why raw SQL: Django can say neither PARTITION BY nor int8multirange.  The ledger is kept in days like visits
(ADR 0007); its key is what a device told: number, time, digest.  A person's scans of a day fit on one entry.
Lock: places are locked for the moment in which a column is added and its checks are made (SHARE ROW
EXCLUSIVE, and ACCESS EXCLUSIVE for the column).  Undo: drops the tables and the column.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import F, Q

SEEN = "ALTER TABLE places_device ADD COLUMN seen int8multirange NOT NULL DEFAULT '{}'"
FREE = "ALTER TABLE places_device SET (fillfactor = 70)"  # changed with every contact
SCAN = """
CREATE TABLE places_scan (
    device_id   bigint      NOT NULL,
    seq         bigint      NOT NULL,
    happened_at timestamptz NOT NULL,
    device_at   timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    place_id    bigint      NOT NULL,
    person_id   bigint,
    is_out      boolean     NOT NULL,
    status      text        NOT NULL,
    reason      text        NOT NULL,
    kind        text        NOT NULL,
    seat        text        NOT NULL,
    area_path   text        COLLATE "C" NOT NULL,
    body        bytea       NOT NULL,
    sealed      bytea,
    CONSTRAINT scan_r1_once PRIMARY KEY (device_id, seq, happened_at, body),
    CONSTRAINT scan_r2_status CHECK (status IN ('stored', 'duplicate', 'review', 'refused')),
    CONSTRAINT scan_r3_stored_has_person CHECK (status <> 'stored' OR person_id IS NOT NULL)
) PARTITION BY RANGE (happened_at);
CREATE INDEX scan_person ON places_scan (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX scan_doubtful ON places_scan (area_path, happened_at) WHERE status IN ('review', 'refused');
"""
STATUSES = ("stored", "duplicate", "review", "refused")
key = models.CompositePrimaryKey(
    "device_id", "seq", "happened_at", "body", blank=True, editable=False, primary_key=True, serialize=False
)


def pair(one: str, other: str) -> Q:
    return Q(**{f"{one}__isnull": True, f"{other}__isnull": True}) | Q(
        **{f"{one}__isnull": False, f"{other}__isnull": False}
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0003_place_in_unit")]
    operations = [
        migrations.AddField(
            "place",
            "parent",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="zones",
                to="places.place",
            ),
        ),
        migrations.AddIndex(
            "place",
            models.Index(fields=["parent"], name="place_zones", condition=Q(parent__isnull=False)),
        ),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="place_r2_not_in_itself"
            ),
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="devices", to="places.place"
                    ),
                ),
                ("name", models.TextField()),
                ("token_digest", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("met_device_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["token_digest"], name="device_r1_token"),
                    models.CheckConstraint(
                        condition=pair("revoked_at", "revoked_by"), name="device_r2_revoked_pair"
                    ),
                    models.CheckConstraint(
                        condition=pair("met_at", "met_device_at"), name="device_r3_met_pair"
                    ),
                ]
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(SEEN, migrations.RunSQL.noop),
                migrations.RunSQL(FREE, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField("device", "seen", models.TextField(default="{}", db_default="{}"))
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "device_id",
                        "met_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("device_id", models.BigIntegerField()),
                ("met_at", models.DateTimeField()),
                ("met_device_at", models.DateTimeField()),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SCAN, "DROP TABLE places_scan;")],
            state_operations=[
                migrations.CreateModel(
                    name="Scan",
                    fields=[
                        ("pk", key),
                        ("device_id", models.BigIntegerField()),
                        ("seq", models.BigIntegerField()),
                        ("happened_at", models.DateTimeField()),
                        ("device_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("place_id", models.BigIntegerField()),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("is_out", models.BooleanField()),
                        ("status", models.TextField()),
                        ("reason", models.TextField()),
                        ("kind", models.TextField()),
                        ("seat", models.TextField(default="")),
                        ("area_path", models.TextField(db_collation="C", default="")),
                        ("body", models.BinaryField()),
                        ("sealed", models.BinaryField(null=True)),
                    ],
                    options={
                        "db_table": "places_scan",
                        "constraints": [
                            models.CheckConstraint(condition=Q(status__in=STATUSES), name="scan_r2_status"),
                            models.CheckConstraint(
                                condition=~Q(status="stored") | Q(person_id__isnull=False),
                                name="scan_r3_stored_has_person",
                            ),
                        ],
                    },
                )
            ],
        ),
        migrations.CreateModel(
            name="ScanDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("device_id", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("happened_at", models.DateTimeField()),
                (
                    "decision",
                    models.TextField(choices=[("counted", "Counted"), ("dismissed", "Dismissed")]),
                ),
                ("decided_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_by", models.TextField()),
            ],
            options={
                "db_table": "places_scan_decision",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["device_id", "seq", "happened_at"], name="scandecision_r1_once"
                    )
                ],
            },
        ),
    ]
