"""What a guardian's word rests on, who told it, and when it ended: one may come back after an end.

Lock: the table is nearly empty.
Undo: the columns go; an ended guardian who was told again stands in the way.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0008_merged_index")]

    operations = [
        migrations.RemoveConstraint(model_name="guardian", name="guardian_r1_once"),
        migrations.AddField(
            model_name="guardian",
            name="basis",
            field=models.TextField(
                choices=[("family", "Family"), ("paper", "Paper"), ("decision", "Decision")],
                db_default="paper",
                default="paper",
            ),
        ),
        migrations.AddField("guardian", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("guardian", "ended_by", models.TextField(null=True)),
        migrations.AddField("guardian", "told_by", models.TextField(db_default="", default="")),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "guardian"),
                name="guardian_r1_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="guardian_r3_ended_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["family", "paper", "decision"]),
                    ("relation__in", [
                        "parent", "child", "spouse", "grandparent", "grandchild", "sibling", "carer", "other",
                    ]),
                ),
                name="guardian_r4_known_words",
            ),
        ),
    ]  # fmt: skip
