"""Reads for tracing: who rode with whom leaves this room as SQL; what somebody felt, as they told it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import sql

from lachan.core import wall
from lachan.declarations.models import Declaration
from lachan.declarations.queries.forms import form_of
from lachan.kernel.declarations import Words

# The cases' own journeys.  Reads ``span``; OFFSET 0 keeps it a look-up in an index for each window, and never
# a walk through what others declared.
JOURNEYS = sql.SQL("""
    SELECT span.ref, span.self_id AS person_id, r.carrier, r.begins_at, r.kind, r.seat_row,
           greatest(r.begins_at, span.from_at) AS since,
           least(r.begins_at + interval '1 day', span.to_at) AS until
    FROM span CROSS JOIN LATERAL (
        SELECT carrier, begins_at, kind, seat_row FROM declarations_ride
        WHERE person_id = span.person_id AND begins_at < span.to_at
              AND begins_at > span.from_at - interval '1 day'
        OFFSET 0) r
""")

# Evidence of this room (contract: tracing/README.md).  Reads ``journey``, made from JOURNEYS.  Nobody told
# when of the day it was, so the day counts as a whole, and is assumed.  Who sat within ``reach.near_rows``
# rows was in a space of the kind "near_seats"; else the vehicle counts as a whole.  Two vehicles on one day
# are one piece of evidence: the narrower.
EVIDENCE = sql.SQL("""
    SELECT DISTINCT ON (own.ref, other.person_id, own.begins_at)
           own.ref, other.person_id, 'vehicle' AS source, own.since AS starts_at, own.until AS ends_at,
           NULL::float8 AS distance_m, NULL::boolean AS masked,
           coalesce(kind.closed, anything.closed) AS closed,
           coalesce(kind.capacity, anything.capacity) AS capacity, true AS assumed, 0::bigint AS place_id,
           own.since, own.begins_at AS met_at
    FROM journey own
    CROSS JOIN LATERAL (
        SELECT person_id, seat_row FROM declarations_ride WHERE carrier = own.carrier OFFSET 0) other
    CROSS JOIN reach
    JOIN kind anything ON anything.code = 'other'
    LEFT JOIN kind ON kind.code = CASE WHEN abs(own.seat_row - other.seat_row) <= reach.near_rows
                                       THEN 'near_seats' ELSE own.kind END
    WHERE other.person_id <> own.person_id
    ORDER BY own.ref, other.person_id, own.begins_at, coalesce(kind.closed, anything.closed) DESC,
             coalesce(kind.capacity, anything.capacity)
""")

# Windows that watch vehicles in which the people of a relation ``who`` (person_id) were: ref.
WATCHING = sql.SQL("""
    SELECT w.ref FROM who
    JOIN declarations_ride r ON r.person_id = who.person_id
    JOIN core_watch w ON w.topic = 'declarations.carrier' AND w.key = r.carrier
""")


@dataclass(frozen=True, slots=True)
class SymptomsTold:
    """What somebody said to feel, when they said so; the words are those of the form they saw."""

    at: datetime
    symptoms: Sequence[Words]
    onset: date | None


@wall.opened("declarations.told_symptoms")
def told_symptoms(people: Iterable[int], since: datetime, until: datetime) -> list[SymptomsTold]:
    """What these records of one person told of in a span, newest first; who asks is settled."""
    rows = Declaration.objects.filter(
        person_id__in=list(people), happened_at__gte=since, happened_at__lt=until
    ).exclude(symptoms=[])
    found = []
    for row in rows.order_by("-happened_at", "-id")[:10]:
        form = form_of(row.form_digest)
        question = form.question(form.means.get("symptoms", ""))
        choices = question.choices if question else {}
        words = [choices[code] for code in row.symptoms if code in choices]
        found.append(SymptomsTold(row.happened_at, words, row.onset_date))
    return found
