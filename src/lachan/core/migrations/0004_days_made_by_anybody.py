"""A day of a big table is made by whoever first needs it, also where they own nothing.

Why: a gate stores the first visit of a day, and the site's role may not create tables (ADR 0026).  The
function does this one thing with its owner's rights: a partition, named after its table.
Lock: none.  Undo: drops the function.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION core_make_day(parent regclass, name text, first_at timestamptz, past_at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = parent)
       OR name <> parent::text || to_char(first_at AT TIME ZONE 'UTC', '_YYYYMMDD')
       OR past_at <> first_at + interval '1 day' THEN
        RAISE EXCEPTION 'not a day of %: %', parent, name;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                   name, parent, first_at, past_at);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_limits")]

    operations = [
        migrations.RunSQL(MAKE, "DROP FUNCTION core_make_day(regclass, text, timestamptz, timestamptz)")
    ]
