"""Search as somebody types: without accents, any words of the unit and of those above it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from psycopg import sql

from lachan.areas.queries.units import Unit, units
from lachan.areas.rules import KINDS, sought_words
from lachan.core.statements import run
from lachan.kernel.names import toned

MOST = 50
LONGEST = 100  # characters that are looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found: ``where`` names the units above it, the nearest first."""

    id: int
    code: str
    name: str
    level: str
    path: str
    where: str


# The trees have some ten thousand rows: reading them all takes fewer milliseconds than any index needs care.
# A name may stand after its kind: who types "ben nghe" has told all of "Phường Bến Nghé".
SEARCH = sql.SQL("""
    WITH hit AS (
        SELECT id, code, name, level, path, population, folded
        FROM areas_area
        WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)
              AND (code = %(code)s OR (%(words)s::text[] <> '{{}}'
                   AND sought LIKE ALL (%(within)s::text[])
                   AND replace(' ' || sought, '-', ' ') LIKE ALL (%(words)s::text[])))),
    best AS (
        SELECT *, CASE WHEN code = %(code)s OR folded = ANY (%(all)s::text[]) THEN 0
                       WHEN folded LIKE ANY (%(starts)s::text[]) THEN 1
                       WHEN ' ' || folded LIKE ALL (%(words)s::text[]) THEN 2
                       ELSE 3 END AS rank,
                  length(path) - length(replace(path, '.', '')) AS depth
        FROM hit
        ORDER BY rank, name NOT ILIKE %(accented)s, depth, population DESC NULLS LAST, name, path
        LIMIT %(limit)s)
    SELECT b.id, b.code, b.name, b.level, b.path,
           coalesce((SELECT string_agg(up.name, ', ' ORDER BY length(up.path) DESC) FROM areas_area up
                     WHERE up.id = ANY (string_to_array(rtrim(b.path, '.'), '.')::int[])
                           AND up.id <> b.id), '') AS where
    FROM best b
    ORDER BY rank, name NOT ILIKE %(accented)s, depth, population DESC NULLS LAST, name, path
""")
BEFORE = ("", *(f"{kind} " for kind in KINDS))


def search(text: str, *, on: date, limit: int = 10) -> list[Hit]:
    """The units of a day whose name, or whose name and those above, have words beginning as those typed.

    Ranked: the name itself, names that begin so, names with such words, then units within such units; in
    each, the spelling with the same accents first, then higher units, then those with more people.  Nothing
    typed finds nothing.
    """
    words = sought_words(text[:LONGEST])
    if not words:
        return []
    told = " ".join(words)
    rows = run(
        SEARCH,
        {
            "on": on,
            "code": text.strip()[:LONGEST],
            "words": [f"% {_literal(word)}%" for word in words],
            "within": [f"%{_literal(word)}%" for word in words],  # cheaper, and puts most rows aside
            "all": [f"{kind}{told}" for kind in BEFORE],
            "starts": [f"{kind}{_literal(told)}%" for kind in BEFORE],
            "accented": f"%{_literal(toned(text[:LONGEST]))}%",
            "limit": max(1, min(limit, MOST)),
        },
    )
    return [Hit(**row) for row in rows]


def _literal(word: str) -> str:
    """As it stands, for LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def picked(chosen: int | None, typed: str) -> Unit | None:
    """The unit of a picker; without JavaScript, what was typed, where only one of today is called so."""
    if chosen is None:
        called = [
            hit.id
            for hit in search(typed, on=timezone.localdate())
            if hit.name.casefold() == typed.strip().casefold()
        ]
        chosen = called[0] if len(called) == 1 else None
    return units([chosen]).get(chosen) if chosen is not None else None
