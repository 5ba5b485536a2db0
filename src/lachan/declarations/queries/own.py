"""Reads for those who declared: their own, with the words they saw."""

from dataclasses import dataclass
from uuid import UUID

from lachan.core.errors import NotFound
from lachan.declarations.models import Alert, Declaration
from lachan.declarations.queries.forms import form_of
from lachan.identity import public as identity
from lachan.kernel.declarations import Form

MOST = 30


@dataclass(frozen=True, slots=True)
class OwnDeclaration:
    """A declaration with its form; ``alert`` is what the commune does about it."""

    declaration: Declaration
    form: Form
    alert: Alert | None = None


def own_declarations(person_id: int) -> list[OwnDeclaration]:
    """What was declared for a person, newest first; who asks is settled."""
    same = identity.same_people([person_id]).get(person_id, [person_id])
    rows = Declaration.objects.filter(person_id__in=same).order_by("-happened_at", "-id")[:MOST]
    return [OwnDeclaration(row, form_of(row.form_digest)) for row in rows]


def own_declaration(person_id: int, declaration_id: UUID) -> OwnDeclaration:
    """One of them.  Raises :class:`NotFound`."""
    same = identity.same_people([person_id]).get(person_id, [person_id])
    row = Declaration.objects.filter(pk=declaration_id, person_id__in=same).first()
    if row is None:
        raise NotFound("declaration")
    alert = Alert.objects.filter(declaration_id=row.id).first()
    return OwnDeclaration(row, form_of(row.form_digest), alert)
