"""What partners and kiosks send is taken: looked at one by one, stored as a set, in one transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.areas import public as areas
from lachan.core import audit, sealing, wall
from lachan.core.access import Actor
from lachan.declarations.models import Declaration, Draft
from lachan.declarations.queries import forms
from lachan.declarations.queries.answers import sealed
from lachan.declarations.rules import corrected
from lachan.declarations.services.storing import Ready, keep_forms, store, unknown
from lachan.identity import public as identity
from lachan.kernel.declarations import Checked, Form, Wrong, check


@dataclass(frozen=True, slots=True)
class Told:
    """One as a partner tells it; ``form``: a name or a version, ``person``: any code of theirs."""

    client_id: str
    form: str
    person: str
    at: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one: stored, duplicate, draft or refused; ``wrong`` names the questions."""

    client_id: str
    status: str
    code: str
    declaration_id: UUID | None = None
    valid_until: datetime | None = None
    wrong: tuple[Wrong, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """One that was not sent before, and what is known of it before anything is decided."""

    told: Told
    body: bytes
    at: datetime  # by our clock
    who: identity.Scanned
    form: Form | None
    checked: Checked

    def meaning(self, what: str) -> Any:
        return self.form.meaning(what, self.checked.answers) if self.form else None


NOTHING = Checked({}, (), ())


@transaction.atomic  # outermost: the wall is opened without a savepoint of its own
@wall.opened("declarations.take")
def take(actor: Actor, told: Sequence[Told], device_now: datetime, *, now: datetime) -> list[Answer]:
    """Take what a partner or a kiosk sends; sending again changes nothing.  Raises :class:`NotAllowed`.

    What cannot be taken as it is stays as a draft, and is completed by sending it again under its name.
    Emits :class:`WatchedRidesLanded` where a case waits for such journeys.
    """
    actor.need_anywhere("declarations.send")
    bodies = [_body(one) for one in told]
    known = _known(actor, [one.client_id for one in told])
    first: dict[str, bytes] = {name: body for name, (_, body, _) in known.items()}
    answers: dict[int, Answer] = {}
    fresh: list[int] = []
    for at, one in enumerate(told):
        if one.client_id not in first:
            first[one.client_id] = bodies[at]
            fresh.append(at)
        else:
            is_same = first[one.client_id] == bodies[at]
            answers[at] = _again(one.client_id, known.get(one.client_id), is_same=is_same)
    given = _given([(told[at], bodies[at]) for at in fresh], device_now, now)
    looked = _look(given)
    stored = store(actor, [one for one in looked if isinstance(one, Ready)], now=now)
    for at, seen in zip(fresh, looked, strict=True):
        answers[at] = _answer(seen, stored) if isinstance(seen, Ready) else seen
    _keep_drafts(actor, [(new, answers[at]) for at, new in zip(fresh, given, strict=True)], now)
    audit.record(actor, "declarations.take", actor.id, sent=len(told), stored=len(stored))
    return [answers[at] for at in range(len(told))]


def _body(one: Told) -> bytes:
    """A hash of what was sent under a name: sent again, it is the same."""
    told = [one.form, one.person, one.at.timestamp(), one.answers]
    return sealing.blind(json.dumps(told, sort_keys=True), purpose="declarations.body")


def _known(actor: Actor, names: Sequence[str]) -> dict[str, tuple[UUID, bytes, datetime | None]]:
    rows = Declaration.objects.filter(source=actor.id, client_id__in=names)
    told = rows.values_list("client_id", "id", "body", "valid_until")
    return {name: (key, bytes(body), until) for name, key, body, until in told}


def _again(name: str, known: tuple[UUID, bytes, datetime | None] | None, *, is_same: bool) -> Answer:
    if not is_same:
        return Answer(name, "refused", "declaration.id_reused")
    key, until = (known[0], known[2]) if known else (None, None)
    return Answer(name, "duplicate", "declaration.sent_before", key, until)


def _answer(one: Ready, stored: set[UUID]) -> Answer:
    """Who was overtaken by the same declaration, sent at the same moment, hears that it is known."""
    if one.id in stored:
        return Answer(one.client_id, "stored", "declaration.stored", one.id, one.valid_until)
    return Answer(one.client_id, "duplicate", "declaration.sent_before")


def _given(told: Sequence[tuple[Told, bytes]], device_now: datetime, now: datetime) -> list[Given]:
    moments = [corrected(one.at, device_now, now) for one, _ in told]
    scanned = identity.whose([one.person for one, _ in told], moments)
    given = []
    for (one, body), at, who in zip(told, moments, scanned, strict=True):
        day = timezone.localdate(at)
        form = forms.form_called(one.form, day)
        given.append(Given(one, body, at, who, form, check(form, one.answers, day) if form else NOTHING))
    return given


def _look(given: Sequence[Given]) -> list[Ready | Answer]:
    """Each as it can be stored, or why not yet."""
    stays = {stay for one in given if (stay := one.meaning("stay"))}
    units = areas.units_by_code(stays, timezone.localdate())
    named = {code for one in given for code in one.meaning("companions") or ()}
    company = identity.person_ids(sorted(named))
    people = identity.briefly(
        [one.who.person_id for one in given if one.who.person_id], identity.Purpose.NAMELESS
    )
    return [_looked(one, people.get(one.who.person_id or 0), units, company) for one in given]


def _looked(
    one: Given,
    person: identity.Brief | None,
    units: Mapping[str, areas.Unit],
    company: Mapping[str, int],
) -> Ready | Answer:
    name = one.told.client_id
    if one.form is None:
        return Answer(name, "draft", "declaration.form_unknown")
    if person is None or one.who.doubt:
        return Answer(name, "draft", "declaration.person_unknown", form=one.form)
    if wrong := (*one.checked.wrong, *unknown(one.form, one.checked, units, company)):
        return Answer(name, "draft", "declaration.incomplete", wrong=wrong, form=one.form)
    return Ready(
        client_id=name,
        body=one.body,
        form=one.form,
        person=person,
        channel="api",
        device_at=one.told.at,
        happened_at=one.at,
        checked=one.checked,
        unit=units.get(one.meaning("stay") or ""),
        companions=[company[code] for code in one.meaning("companions") or ()],
    )


def _keep_drafts(actor: Actor, given: Sequence[tuple[Given, Answer]], now: datetime) -> None:
    """What could not be taken stays as it came; sent again, it stands in its place."""
    left = [(one, answer) for one, answer in given if answer.status == "draft"]
    kept = sealed(Draft, [one.told.answers for one, _ in left])
    rows = [
        Draft(
            source=actor.id,
            client_id=one.told.client_id,
            form_digest=one.form.digest if one.form else "",
            person_id=one.who.person_id,
            sealed=told,
            wrong=[[wrong.question, wrong.code] for wrong in answer.wrong],
            device_at=one.told.at,
            updated_at=now,
        )
        for (one, answer), told in zip(left, kept, strict=True)
    ]
    keep_forms({row.form_digest for row in rows})
    Draft.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "client_id"],
        update_fields=["form_digest", "person_id", "sealed", "wrong", "device_at", "updated_at"],
    )
