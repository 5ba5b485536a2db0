"""Who did what to what, under which right: written by every service in the transaction of its deed."""

import json
from typing import Any

from psycopg import sql

from lachan.core.access import Actor
from lachan.core.statements import run

RECORD = sql.SQL("""
    INSERT INTO core_audit (actor, role, verb, subject, area_path, facts)
    VALUES (%(actor)s, %(role)s, %(verb)s, %(subject)s, %(area_path)s, %(facts)s::jsonb)
""")


def record(actor: Actor, verb: str, subject: str, *, area_path: str = "", **facts: Any) -> None:
    """Append one entry.

    ``facts`` are ids, codes and counts; never names, phones, results or places visited.
    """
    entry = {"actor": actor.id, "role": actor.role, "verb": verb, "subject": subject, "area_path": area_path}
    run(RECORD, {**entry, "facts": json.dumps(facts)})
