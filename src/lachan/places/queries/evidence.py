"""Reads.  Sets leave as SQL for the room that works on them; single places leave as :class:`Site`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psycopg import sql

from lachan.places.models import Place

# Stays of the cases at places, clipped to their windows, overlapping ones united.  Reads ``span`` and
# ``kind``.  A visit without exit gets the dwell of its kind of place, 12 hours at most; visits up to 12 hours
# are found by their entry, the few longer ones have an index of their own.
STAYS = sql.SQL("""
    SELECT ref, person_id, place_id, min(starts_at) AS since, max(ends_at) AS until,
           bool_or(assumed) AS assumed, closed, capacity, dwell
    FROM (
        SELECT *, count(*) FILTER (WHERE is_new) OVER (
            PARTITION BY ref, place_id ORDER BY starts_at, ends_at) AS island
        FROM (
            SELECT *, coalesce(starts_at > max(ends_at) OVER (
                PARTITION BY ref, place_id ORDER BY starts_at, ends_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS is_new
            FROM (
                SELECT span.ref, span.self_id AS person_id, v.place_id, v.left_at IS NULL AS assumed,
                       greatest(v.entered_at, span.from_at) AS starts_at,
                       least(coalesce(v.left_at, v.entered_at + coalesce(kind.dwell, other.dwell)),
                             span.to_at) AS ends_at,
                       coalesce(kind.closed, other.closed) AS closed,
                       coalesce(p.capacity, kind.capacity, other.capacity) AS capacity,
                       coalesce(kind.dwell, other.dwell) AS dwell
                FROM span
                CROSS JOIN LATERAL (
                    SELECT person_id, place_id, entered_at, left_at FROM places_visit
                    WHERE person_id = span.person_id AND entered_at < span.to_at
                          AND entered_at > span.from_at - interval '12 hours'
                    UNION ALL
                    SELECT person_id, place_id, entered_at, left_at FROM places_visit
                    WHERE person_id = span.person_id AND entered_at <= span.from_at - interval '12 hours'
                          AND entered_at > span.from_at - interval '31 days'
                          AND left_at - entered_at > interval '12 hours'
                ) v
                JOIN places_place p ON p.id = v.place_id
                JOIN kind other ON other.code = 'other'
                LEFT JOIN kind ON kind.code = p.kind
                WHERE coalesce(v.left_at, v.entered_at + coalesce(kind.dwell, other.dwell)) > span.from_at
            ) own
        ) marked
    ) numbered
    GROUP BY ref, person_id, place_id, island, closed, capacity, dwell
""")

# Evidence of this room (contract: tracing/README.md): who else was there.  Reads ``stay``, made from STAYS.
# Stays up to 12 hours are found by their entry; the few longer ones have an index of their own.
EVIDENCE = sql.SQL("""
    SELECT stay.ref, v.person_id, 'visit' AS source,
           greatest(v.entered_at, stay.since) AS starts_at, least(v.until, stay.until) AS ends_at,
           NULL::float8 AS distance_m, NULL::boolean AS masked, stay.closed, stay.capacity,
           stay.assumed OR v.left_at IS NULL AS assumed, stay.place_id, stay.since, v.entered_at AS met_at
    FROM stay
    CROSS JOIN LATERAL (
        SELECT person_id, entered_at, left_at, coalesce(left_at, entered_at + stay.dwell) AS until
        FROM places_visit
        WHERE place_id = stay.place_id AND entered_at < stay.until
              AND entered_at > stay.since - interval '12 hours'
              AND coalesce(left_at, entered_at + stay.dwell) > stay.since
        UNION ALL
        SELECT person_id, entered_at, left_at, left_at
        FROM places_visit
        WHERE place_id = stay.place_id AND entered_at <= stay.since - interval '12 hours'
              AND entered_at > stay.since - interval '31 days'
              AND left_at - entered_at > interval '12 hours' AND left_at > stay.since
    ) v
    WHERE v.person_id <> stay.person_id
""")

# Windows that watch places where the people of a relation ``who`` (person_id) were: ref.
WATCHING = sql.SQL("""
    SELECT w.ref FROM who
    JOIN places_visit v ON v.person_id = who.person_id
    JOIN core_watch w ON w.topic = 'places.place' AND w.key = v.place_id AND v.entered_at < w.ends_at
         AND w.starts_at < greatest(v.left_at, v.entered_at + interval '12 hours')
""")

# Where places are: place_id, area_id.
SITES = sql.SQL("SELECT id AS place_id, area_id FROM places_place")


@dataclass(frozen=True, slots=True)
class Site:
    """A place as other rooms show it."""

    id: int
    code: str
    name: str
    kind: str
    area_id: int | None
    area_path: str


SITE = ("id", "code", "name", "kind", "area_id", "area_path")


def sites(ids: Iterable[int]) -> dict[int, Site]:
    """Places by id.  Where a place is, is public; who was there is not."""
    return {row[0]: Site(*row) for row in Place.objects.filter(id__in=set(ids)).values_list(*SITE)}


def place_ids(codes: Sequence[str]) -> dict[str, int]:
    """Ids by code; unknown codes are missing from the answer."""
    return dict(Place.objects.filter(code__in=set(codes)).values_list("code", "id"))
