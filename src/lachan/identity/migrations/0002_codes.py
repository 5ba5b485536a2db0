"""Keys that sign codes, and the cards handed out under them (ADR 0013).

Lock: both tables are new; the foreign key locks identity_person for a moment.  Undo: drops both; every card
in people's hands then reads "unknown".
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("purpose", models.TextField()),
                ("point", models.TextField()),
                ("sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("stolen_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("purpose",),
                        name="signingkey_r2_one_signs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stolen_at", None), ("retired_at__isnull", False), _connector="OR"
                        ),
                        name="signingkey_r3_stolen_is_retired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("point__regex", "^0[23][0-9a-f]{64}$")),
                        name="signingkey_r4_point",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "form",
                    models.TextField(
                        choices=[("printed", "Printed"), ("national", "National"), ("app", "App")]
                    ),
                ),
                ("device", models.TextField(null=True)),
                ("issued_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.TextField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to="identity.person",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.signingkey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("revoked_at__isnull", False)),
                        fields=["valid_until"],
                        name="card_revoked",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 0), ("number__lt", 1152921504606846976)),
                        name="card_r2_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("device__isnull", False),
                                ("device__regex", "^0[23][0-9a-f]{64}$"),
                                ("form", "app"),
                            ),
                            models.Q(models.Q(("form", "app"), _negated=True), ("device__isnull", True)),
                            _connector="OR",
                        ),
                        name="card_r3_device",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_r4_revoked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("issued_on"))), name="card_r5_valid"
                    ),
                ],
            },
        ),
    ]
