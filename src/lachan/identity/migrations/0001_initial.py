"""People, households, and what staff may do.

Lock: none, the tables are new.  Undo: drops them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="staff",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("role", models.TextField()),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["code"], name="household_r1_code")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("birth_date", models.DateField(null=True)),
                (
                    "sex",
                    models.TextField(
                        choices=[
                            ("male", "Male"),
                            ("female", "Female"),
                            ("other", "Other"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                    ),
                ),
                ("phone", models.TextField(default="")),
                ("national_id", models.TextField(default="")),
                ("area_id", models.IntegerField(null=True)),
                ("area_path", models.TextField(default="")),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="members",
                        to="identity.household",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["code"], name="person_r1_code")],
            },
        ),
    ]
