"""Texts that wait for the SMS gateway.

Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_consents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Text",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField(null=True)),
                ("state", models.TextField(default="waiting")),
                ("tries", models.IntegerField(default=0)),
                ("why", models.TextField(default="")),
                ("queued_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed__isnull", False), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("sealed", None)),
                            _connector="OR",
                        ),
                        name="text_r1_sealed_while_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sent", "late"])),
                        name="text_r2_known_state",
                    ),
                ],
            },
        ),
    ]
