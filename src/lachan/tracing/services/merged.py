"""Records of people were put together or taken apart: what rests on them is derived anew."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from psycopg import sql

from lachan.core.access import Actor
from lachan.core.events import defer
from lachan.core.statements import run
from lachan.declarations import public as declarations
from lachan.identity import public as identity
from lachan.places import public as places
from lachan.proximity import public as proximity
from lachan.testing import public as testing
from lachan.tracing.models import Case
from lachan.tracing.services.cases import SECOND_LOOK, follow_results
from lachan.tracing.services.contacts import trace_cases

# Open cases that these people have, or that they were near to, even if they count as nobody's contact yet.
NEAR = sql.SQL("""
    WITH who AS MATERIALIZED (SELECT unnest(%(people)b::bigint[]) AS person_id)
    SELECT id FROM tracing_case WHERE withdrawn_at IS NULL AND id IN (
        SELECT k.id FROM who JOIN tracing_case k USING (person_id)
        UNION
        SELECT c.case_id FROM who JOIN tracing_contact c USING (person_id) WHERE c.withdrawn_at IS NULL
        UNION
        SELECT k.id FROM ({housemates}) mate JOIN tracing_case k ON k.person_id = mate.self_id
        UNION
        {visits}
        UNION
        {encounters}
        UNION
        {vehicles})
""").format(
    housemates=identity.HOUSEMATES,
    visits=places.WATCHING,
    encounters=proximity.WATCHING,
    vehicles=declarations.WATCHING,
)


@transaction.atomic
def follow_merged(actor: Actor, people: Sequence[int], *, is_last: bool = False) -> list[UUID]:
    """Make the cases of these people, and those they were near to, what all their records say together.

    Returns the cases traced.  Running it again changes nothing; it runs again by itself (not after
    ``is_last``) for the sake of traces that were under way and had seen the records as they were before.
    """
    records = sorted({one for same in identity.same_people(people).values() for one in same})
    ill = {result.person_id for result in testing.positive_results(records)}
    ill |= set(
        Case.objects.filter(person_id__in=records, withdrawn_at=None).values_list("person_id", flat=True)
    )
    traced = follow_results(actor, ill)
    near = {row["id"] for row in run(NEAR, {"people": records}, prepare=False)} - set(traced)
    trace_cases(actor, near)
    if not is_last:
        defer("tracing.follow_merged", after=SECOND_LOOK, priority=-10, people=list(people))
    return sorted({*traced, *near})
