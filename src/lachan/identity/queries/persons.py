"""The list of people: by any words of a name, without accents, begun or whole, in the actor's area."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from psycopg import sql

from lachan.core import wall
from lachan.core.access import Actor, end_of
from lachan.core.statements import run
from lachan.identity.models import Person
from lachan.identity.queries import numbers
from lachan.identity.queries.people import Who, persons
from lachan.identity.rules import Purpose
from lachan.kernel.names import folded, words

PAGE = 50
DIGITS = 6  # from so many on, what is typed is a number or a phone
Seen = tuple[str, int]  # area_path and id of the last row

RARE = 3_000  # words that fewer records have are listed by their own index, others by walking
COMMUNE_DEPTH = 3  # units in the path of a commune: its people are few enough to be walked through

# Ordered by where people live: every role's area is one range of one index (person_listed).  Common words are
# met soon when it is walked (CASE: by this index and no other).  Rare ones come from the index of words; the
# planner cannot tell the two apart by the beginning of a word, so it is tried.
IS_LISTED = sql.SQL("NOT EXISTS (SELECT FROM identity_alias a WHERE a.person_id = p.id)")
PAGE_OF = sql.SQL("""
    SELECT id FROM identity_person p
    WHERE (area_path, id) > (%(path)b::text COLLATE "C", %(id)b::bigint)
      AND area_path < %(until)b::text COLLATE "C"
      AND {is_listed} {words}
    ORDER BY area_path, id LIMIT %(limit)b
""")
WITH_WORDS = sql.SQL("AND CASE WHEN words @@ %(query)b::tsquery THEN true ELSE false END")
WITH_RARE_WORDS = sql.SQL("""
    SELECT id, area_path, {is_listed} AS is_listed
    FROM identity_person p WHERE words @@ %(query)b::tsquery LIMIT %(limit)b
""").format(is_listed=IS_LISTED)
BY_NUMBER = sql.SQL("""
    SELECT DISTINCT coalesce(a.root_id, p.id) AS id
    FROM identity_person p LEFT JOIN identity_alias a ON a.person_id = p.id
    WHERE p.id IN (SELECT person_id FROM identity_identifier WHERE blind = ANY(%(numbers)b::bytea[])
                   UNION SELECT person_id FROM identity_phone WHERE blind = %(phone)b::bytea)
      AND p.area_path >= %(path)b::text COLLATE "C" AND p.area_path < %(until)b::text COLLATE "C"
    LIMIT %(limit)b
""")


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One page of people; ``last`` is where the next begins."""

    people: list[Who]
    last: Seen | None


def person_page(actor: Actor, text: str = "", *, after: Seen | None = None) -> PersonPage:
    """People in the actor's area whose names have all these words, or who carry this number or phone."""
    actor.need_anywhere("identity.read")
    scope: dict[str, Any] = {"until": end_of(actor.area_path), "limit": PAGE + 1}
    if sum(map(str.isdecimal, text)) >= DIGITS:
        found = _by_number(text, {**scope, "path": actor.area_path})
    else:
        found = _by_words(words(folded(text)), {**scope, "path": actor.area_path}, after)
    ids = [row["id"] for row in found[:PAGE]]
    by_id = {who.id: who for who in persons(Person.objects.filter(id__in=ids), Purpose.REGISTER_LIST)}
    page = [by_id[key] for key in ids]
    return PersonPage(page, (page[-1].area_path, page[-1].id) if len(found) > PAGE else None)


def ids_named(area_path: str, text: str, most: int) -> list[int]:
    """People of an area whose names have all the words of ``text``, as listed; at most a page of the list."""
    sought = words(folded(text))
    if not sought:
        return []
    scope = {"path": area_path, "until": end_of(area_path), "limit": most}
    return [row["id"] for row in _by_words(sought, scope, None)[:most]]


def read_seen(text: str) -> Seen | None:
    """The last row seen, from an address; anything else means the beginning."""
    path, _, key = text.rpartition("_")
    return (path, int(key)) if key.isdecimal() and len(key) < 19 else None


def write_seen(text: str, last: Seen) -> str:
    """The address of the next page."""
    return "?" + urlencode({"q": text, "after": f"{last[0]}_{last[1]}"})


def _by_words(sought: list[str], scope: dict[str, Any], after: Seen | None) -> list[dict[str, Any]]:
    """A page of ids behind ``after``, with one more where more follow."""
    path, key = max(after, (scope["path"], 0)) if after else (scope["path"], 0)
    place = {**scope, "path": path, "id": key}
    if not sought:
        return run(PAGE_OF.format(is_listed=IS_LISTED, words=sql.SQL("")), place, prepare=False)
    query = " & ".join(f"'{word}':*" for word in sought)
    if scope["path"].count(".") < COMMUNE_DEPTH:
        with wall.opened("identity.words"):  # row-level security would keep @@ from its index
            rare = run(WITH_RARE_WORDS, {"query": query, "limit": RARE})
        if len(rare) < RARE:
            seen = (path, key)
            listed = [
                row
                for row in rare
                if row["is_listed"] and seen < _place(row) and row["area_path"] < scope["until"]
            ]
            return sorted(listed, key=_place)[: PAGE + 1]
    statement = PAGE_OF.format(is_listed=IS_LISTED, words=WITH_WORDS)
    return run(statement, {**place, "query": query}, prepare=False)


def _place(row: dict[str, Any]) -> Seen:
    return row["area_path"], row["id"]


def _by_number(text: str, scope: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = numbers.blind_as_any(text)
    return run(BY_NUMBER, {**scope, "numbers": kinds, "phone": numbers.blind_phone(text)}, prepare=False)
