"""Sealed numbers: an account can be texted that there is news (ADR 0032).

Why: a result that nobody is told of is found a day later.
Lock: ACCESS EXCLUSIVE on two tables for a moment; nullable columns, no row is rewritten.
Undo: drops the columns; numbers are kept again at the next sign-in.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="number",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="code",
            name="number",
            field=models.BinaryField(null=True),
        ),
    ]
