"""Numbers, phones and guardians of a person; names made findable; records that are one human being.

Why the functions: a name is folded by the database itself, so that no writer can forget it; the rule they
follow is ``kernel.names``: ``folded``, then ``words``.  Why the old columns go: numbers and phones are sealed
from now on, and no release has had them.
Lock: identity_person is rewritten once (two stored columns); readers wait for it.
Undo: drops the new tables and columns; the old two come back empty.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import lachan.core.ids

# Marks and invisible characters go, whatever looks like đ is d, any space is one space.
FOLDED = r"""
CREATE FUNCTION identity_folded(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT normalize(btrim(regexp_replace(regexp_replace(
        translate(normalize(lower(normalize(name, NFKD)), NFKD), U&'\0111\00f0\0256', 'ddd'),
        U&'[\00ad\0300-\036f\0483-\0489\180b-\180e\200b-\200f\202a-\202e\2060-\206f\20d0-\20f0\fe00-\fe0f\feff]',
        '', 'g'), U&'[\0009-\000d\001c-\0020\0085\1680\2028\2029]+', ' ', 'g')), NFC)
$$;
CREATE FUNCTION identity_bare(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        identity_folded(name), U&'[\0001-/:-@[-`{-\00bf\2000-\206f\3000]+', ' ', 'g'))
$$;
CREATE FUNCTION identity_words(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(string_to_array(identity_bare(name), ' '))
$$;
CREATE FUNCTION identity_given(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(identity_bare(name) from '[^ ]*$')
$$;
"""
UNDO = """
DROP FUNCTION identity_given(text); DROP FUNCTION identity_words(text); DROP FUNCTION identity_bare(text);
DROP FUNCTION identity_folded(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_codes"),
    ]

    operations = [
        migrations.RunSQL(FOLDED, UNDO),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "relation",
                    models.TextField(
                        choices=[
                            ("parent", "Parent"),
                            ("child", "Child"),
                            ("spouse", "Spouse"),
                            ("grandparent", "Grandparent"),
                            ("grandchild", "Grandchild"),
                            ("sibling", "Sibling"),
                            ("carer", "Carer"),
                            ("other", "Other"),
                        ]
                    ),
                ),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("cccd", "CCCD"),
                            ("cmnd", "CMND"),
                            ("passport", "PASSPORT"),
                            ("bhyt", "BHYT"),
                            ("qid", "QID"),
                            ("other", "OTHER"),
                        ]
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("blind", models.BinaryField()),
                ("tail", models.TextField()),
                ("issuer", models.TextField(db_default="", default="")),
                ("issued_on", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("weight", models.FloatField(null=True)),
                ("merged_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("merged_by", models.TextField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.TextField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("blind", models.BinaryField()),
                ("tail", models.TextField()),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lachan.core.ids.new, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("weight", models.FloatField()),
                ("area_path", models.TextField(db_collation="C", default="")),
                ("opened_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "decision",
                    models.TextField(
                        blank=True,
                        choices=[("same", "Same"), ("different", "Different")],
                        db_default="",
                        default="",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(null=True)),
            ],
        ),
        migrations.RemoveField(
            model_name="person",
            name="national_id",
        ),
        migrations.RemoveField(
            model_name="person",
            name="phone",
        ),
        migrations.AlterField(
            model_name="person",
            name="area_path",
            field=models.TextField(db_collation="C", default=""),
        ),
        migrations.AddField(
            model_name="person",
            name="birth_precision",
            field=models.TextField(
                choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                db_default="day",
                default="day",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="given",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), function="identity_given"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), function="identity_words"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="person_words"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth_date", "words"], name="person_birth_words"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth_date", "area_path"], name="person_birth_area"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area_id", "words"], name="person_area_words"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area_id", "given", "birth_date"], name="person_area_given"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["area_path", "id"], name="person_listed"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into__lt", models.F("id"))), name="person_r2_into_earlier"
            ),
        ),
        migrations.AddField(
            model_name="guardian",
            name="guardian",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="wards",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="guardian",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="guardians",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="identifier",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identifiers",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="into",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="phone",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="phones",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="other",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="identity.person",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="identity.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.UniqueConstraint(fields=("person", "guardian"), name="guardian_r1_once"),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("guardian")), _negated=True),
                name="guardian_r2_somebody_else",
            ),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["blind"], name="identifier_blind"),
        ),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(fields=("person", "blind"), name="identifier_r1_once"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(condition=models.Q(("undone_at", None)), fields=["into"], name="merge_into"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("person", "into"), name="merge_r1_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("into__lt", models.F("person"))), name="merge_r2_into_earlier"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="merge_r3_undone_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="phone",
            index=models.Index(fields=["blind"], name="phone_blind"),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.UniqueConstraint(fields=("person", "blind"), name="phone_r1_once"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("decision", "")), fields=["area_path", "id"], name="review_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["decided_by", "decided_at"], name="review_decided"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["other"], name="review_other"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("person", "other"), name="review_r1_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="review_r2_decided_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="review_r3_decision",
            ),
        ),
    ]
