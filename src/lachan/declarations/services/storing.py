"""What has nothing wrong is stored as a set, with all that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from psycopg.types.json import Jsonb

from lachan.areas import public as areas
from lachan.core import ids
from lachan.core.access import Actor
from lachan.core.events import emit
from lachan.core.statements import run
from lachan.declarations.events import WatchedRidesLanded
from lachan.declarations.models import Declaration, Draft
from lachan.declarations.models import Form as StoredForm
from lachan.declarations.queries import forms
from lachan.declarations.queries.answers import sealed
from lachan.declarations.rules import Rode, journeys
from lachan.declarations.services.ledger import STORE
from lachan.identity import public as identity
from lachan.kernel.declarations import Checked, Form, Wrong, score


@dataclass(frozen=True, slots=True)
class Ready:
    """One declaration with nothing wrong."""

    client_id: str
    body: bytes
    form: Form
    person: identity.Brief
    channel: str
    device_at: datetime
    happened_at: datetime
    checked: Checked
    unit: areas.Unit | None
    companions: Sequence[int] = ()
    id: UUID = field(default_factory=ids.new)

    @property
    def valid_until(self) -> datetime | None:
        hours = self.form.valid_hours
        return None if hours is None else self.happened_at + timedelta(hours=hours)


def unknown(
    form: Form, checked: Checked, units: Mapping[str, areas.Unit], people: Mapping[str, int]
) -> list[Wrong]:
    """Units and people that do not exist."""
    wrong = []
    stay, company = (form.meaning(what, checked.answers) for what in ("stay", "companions"))
    if stay is not None and stay not in units:
        wrong.append(Wrong(form.means["stay"], "not_a_unit"))
    if company is not None and not people.keys() >= set(company):
        wrong.append(Wrong(form.means["companions"], "nobody"))
    return wrong


def store(actor: Actor, ready: Sequence[Ready], *, now: datetime) -> set[UUID]:
    """Store what has nothing wrong, with journeys, work and notices; the ids that were new."""
    if not ready:
        return set()
    keep_forms({one.form.digest for one in ready})
    kept = sealed(Declaration, [one.checked.answers for one in ready])
    rows = [_row(one, text) for one, text in zip(ready, kept, strict=True)]
    rode = [_ride(one, ride) for one in ready for ride in _rides(one)]
    given = {"rows": Jsonb(rows), "rides": Jsonb(rode), "source": actor.id, "now": now}
    found = run(STORE, given)
    if refs := sorted({ref for row in found for ref in row["refs"]}):
        emit(WatchedRidesLanded(refs))
    Draft.objects.filter(source=actor.id, client_id__in=[one.client_id for one in ready]).delete()
    return {row["id"] for row in found}


def _row(one: Ready, kept: bytes) -> dict[str, Any]:
    answers, today = one.checked.answers, timezone.localdate(one.happened_at)
    judged = score(one.form, answers, today)
    return {
        "id": str(one.id),
        "client_id": one.client_id,
        "body": one.body.hex(),
        "form_digest": one.form.digest,
        "version": one.form.version,
        "person_id": one.person.id,
        "area_path": one.unit.path if one.unit else one.person.area_path,
        "channel": one.channel,
        "device_at": one.device_at.isoformat(),
        "happened_at": one.happened_at.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "sealed": kept.hex(),
        "symptoms": one.form.meaning("symptoms", answers) or [],
        "onset_date": one.form.meaning("onset", answers),
        "points": judged.points,
        "is_risky": judged.is_risky,
        "reasons": list(judged.reasons),
    }


def _rides(one: Ready) -> list[Rode]:
    others = sorted(set(one.companions) - {one.person.id})
    return journeys(str(one.id), one.form, one.checked.answers, one.person.id, others)


def _ride(one: Ready, ride: Rode) -> dict[str, Any]:
    return {
        "declaration_id": str(one.id),
        "carrier": ride.carrier,
        "person_id": ride.person_id,
        "begins_at": begin_of(ride.day).isoformat(),
        "kind": ride.kind,
        "seat_row": ride.seat_row,
        "is_told": ride.is_told,
    }


def begin_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())


def keep_forms(digests: set[str]) -> None:
    """The words that were answered, kept for as long as answers are."""
    known = forms.packs()
    StoredForm.objects.bulk_create(
        [
            StoredForm(digest=digest, version=known[digest].form.version, body=known[digest].text)
            for digest in sorted(digests & known.keys())
        ],
        ignore_conflicts=True,
    )
