"""The list of people: by any words of a name, without accents, begun or whole, in the actor's area."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from psycopg import sql

from lachan.core.access import Actor
from lachan.core.statements import run
from lachan.identity.models import Person
from lachan.identity.queries import numbers
from lachan.identity.queries.people import Who, persons
from lachan.kernel.names import folded

PAGE = 50
DIGITS = 6  # from so many on, what is typed is a number or a phone
Seen = tuple[str, int]  # area_path and id of the last row

# Ordered by where people live: every role's area is one range of one index (person_listed), which is walked
# where the words are common; where they are rare, the words' own index gives a few rows to sort.
PAGE_OF = sql.SQL("""
    SELECT id FROM identity_person
    WHERE (area_path, id) > (%(path)b::text COLLATE "C", %(id)b::bigint)
      AND area_path < %(until)b::text COLLATE "C"
      AND merged_into_id IS NULL {words}
    ORDER BY area_path, id LIMIT %(limit)b
""")
WITH_WORDS = sql.SQL("AND words @@ %(query)b::tsquery")
BY_NUMBER = sql.SQL("""
    SELECT DISTINCT COALESCE(p.merged_into_id, p.id) AS id FROM identity_person p
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
        path, key = after or (actor.area_path, 0)
        words = folded(text).split()
        query = " & ".join(f"'{word}':*" for word in words)
        statement = PAGE_OF.format(words=WITH_WORDS if words else sql.SQL(""))
        arguments = {**scope, "path": max(path, actor.area_path), "id": key, "query": query}
        if not words:
            del arguments["query"]
        found = run(statement, arguments, prepare=False)
    ids = [row["id"] for row in found[:PAGE]]
    by_id = {who.id: who for who in persons(Person.objects.filter(id__in=ids))}
    page = [by_id[key] for key in ids]
    return PersonPage(page, (page[-1].area_path, page[-1].id) if len(found) > PAGE else None)


def read_seen(text: str) -> Seen | None:
    """The last row seen, from an address; anything else means the beginning."""
    path, _, key = text.rpartition("_")
    return (path, int(key)) if key.isdecimal() and len(key) < 19 else None


def write_seen(text: str, last: Seen) -> str:
    """The address of the next page."""
    return "?" + urlencode({"q": text, "after": f"{last[0]}_{last[1]}"})


def end_of(area_path: str) -> str:
    """The first path behind a unit and everything below it.

    >>> end_of("1.5."), end_of("")
    ('1.5/', '~')
    """
    return f"{area_path[:-1]}/" if area_path else "~"


def _by_number(text: str, scope: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = numbers.blind_as_any(text)
    return run(BY_NUMBER, {**scope, "numbers": kinds, "phone": numbers.blind_phone(text)}, prepare=False)
