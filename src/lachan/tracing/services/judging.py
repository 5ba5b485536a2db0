"""A positive answer that makes a case only for an F1 is looked at again when its person becomes one, or is
one no longer."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from lachan.core.access import Actor
from lachan.tracing.models import Contact
from lachan.tracing.queries.positives import undecided
from lachan.tracing.services.cases import follow_results


@transaction.atomic
def judge_contacts(actor: Actor, cases: Iterable[UUID]) -> list[UUID]:
    """Derive anew the cases of contacts whose positive answer says nothing alone; return those traced."""
    people = Contact.objects.filter(case_id__in=list(cases)).values_list("person_id", flat=True)
    doubtful = undecided(set(people))
    return follow_results(actor, doubtful) if doubtful else []
