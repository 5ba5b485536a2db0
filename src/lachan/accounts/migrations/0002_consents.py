"""Receipts of consent: added, never changed; deleted by retention alone.

Lock: none, the table is new.  Undo: drops it.
"""

from django.db import migrations, models

import lachan.core.ids

KEEP = """
CREATE FUNCTION accounts_consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'consent_r1_never_changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER consent_r1_never_changed BEFORE UPDATE ON accounts_consent
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_consent_refuse();
"""
UNDO = "DROP TRIGGER consent_r1_never_changed ON accounts_consent; DROP FUNCTION accounts_consent_refuse();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("deed", models.TextField()),
                ("version", models.TextField()),
                ("digest", models.TextField()),
                ("at", models.DateTimeField()),
                ("channel", models.TextField()),
                ("by", models.TextField()),
                ("relation", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["given", "withdrawn"])), name="consent_r2_known_deed"
                    ),
                    models.UniqueConstraint(
                        fields=("person_id", "purpose", "at"), name="consent_r3_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("version", ""), _negated=True), ("digest__regex", "^[0-9a-f]{64}$")
                        ),
                        name="consent_r4_text_told",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
