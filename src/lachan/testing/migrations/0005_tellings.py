"""Tellings: who was told that there is news, once each (ADR 0032).

Why: a result is on its person's telephone within seconds, or on the list of who is handed a paper.
Lock: none, the table is new.  Undo: drops it; nothing is told again by that.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("testing", "0004_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("ref", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=[("result", "Result"), ("recall", "Recall")])),
                ("person_id", models.BigIntegerField()),
                ("area_path", models.TextField(db_collation="C", default="")),
                ("reach", models.TextField(default="")),
                ("told_at", models.DateTimeField()),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handed_at", None), ("reach", "paper")),
                        fields=["area_path", "told_at", "ref"],
                        name="telling_paper",
                    ),
                    models.Index(
                        condition=models.Q(("handed_at", None), ("reach", "paper")),
                        fields=["told_at", "ref"],
                        name="telling_paper_first",
                    ),
                    models.Index(fields=["person_id"], name="telling_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_at__isnull", True), ("handed_by__isnull", True)),
                            models.Q(("handed_at__isnull", False), ("handed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="telling_r2_handed_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "result"), ("handed_at", None), _connector="OR"),
                        name="telling_r3_results_are_handed",
                    ),
                ],
            },
        ),
    ]
