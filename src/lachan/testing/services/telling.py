"""People are told that there is news of their tests: once each, and nothing of what it says (ADR 0032)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from psycopg import sql

from lachan.accounts import public as accounts
from lachan.areas import public as areas
from lachan.core import audit
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.core.events import defer_each
from lachan.core.protocols import protocol_on
from lachan.core.statements import run
from lachan.identity import public as identity
from lachan.testing.errors import NotThatBirthDay
from lachan.testing.models import NewsKind, Result, Telling
from lachan.testing.services.certificate import Certified, certificate_pdf, count_guess

TOGETHER = 500  # people a job
PAPER = accounts.Reach.PAPER.value

# What stands and was not told.  A file of last year is history: its people were told by whoever released it.
FRESH = sql.SQL("""
    WITH news AS (
        SELECT r.id AS ref, 'result' AS kind, r.person_id, r.area_path FROM testing_result r
        WHERE r.person_id = ANY(%(people)b::bigint[]) AND r.is_current
              AND (r.origin <> 'file' OR r.released_at > %(since)b)
        UNION ALL
        SELECT o.id, 'recall', o.person_id, o.area_path FROM testing_order o
        WHERE o.person_id = ANY(%(people)b::bigint[]) AND o.answered_at IS NULL AND o.tube_id IS NULL)
    INSERT INTO testing_telling (ref, kind, person_id, area_path, reach, told_at)
    SELECT ref, kind, person_id, area_path, '', %(now)b FROM news
    ON CONFLICT DO NOTHING RETURNING ref, person_id
""")
REACHED = sql.SQL("""
    UPDATE testing_telling t SET reach = told.reach
    FROM unnest(%(ref)b::uuid[], %(reach)b::text[]) AS told(ref, reach) WHERE t.ref = told.ref
""")


def tell_soon(people: Iterable[int]) -> None:
    """These people have news: they are told right after the caller's transaction."""
    told = sorted(set(people))
    steps = range(0, len(told), TOGETHER)
    if told:
        defer_each("testing.tell", [{"people": told[start : start + TOGETHER]} for start in steps])


@transaction.atomic
def tell(actor: Actor, people: Sequence[int], *, now: datetime) -> int:
    """Tell of everything that stands and was not told before; return how much.  Running twice is once."""
    actor.need("testing.settle", "")
    since = now - protocol_on(timezone.localdate(now)).backlog
    fresh = run(FRESH, {"people": list(people), "since": since, "now": now}, prepare=False)
    if not fresh:
        return 0
    reach = accounts.text_carers(sorted({row["person_id"] for row in fresh}), _words(), now=now)
    told = {
        "ref": [row["ref"] for row in fresh],
        "reach": [reach[row["person_id"]].value for row in fresh],
    }
    run(REACHED, told, prepare=False)
    return len(fresh)


def _words() -> str:
    """The same for everybody: who holds the telephone learns no name and no outcome."""
    with override(settings.LANGUAGE_CODE):
        if not settings.SITE_ADDRESS:
            return gettext("Lá Chắn: news of a test. Sign in, or ask your health station.")
        words = gettext("Lá Chắn: news of a test. Sign in at %(link)s or ask your health station.")
        return words % {"link": settings.SITE_ADDRESS + reverse("testing:own_all")}


@transaction.atomic
def hand_out(actor: Actor, ref: UUID, birth_date: object, *, now: datetime) -> bytes:
    """The signed paper of a result, for its person, who showed an identity card with this day of birth.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`NotThatBirthDay`, :class:`TooMany`.
    """
    actor.need_anywhere("testing.hand_out")
    found = (
        Telling.objects.select_for_update()
        .filter(within(actor.area_path), pk=ref, kind=NewsKind.RESULT, reach=PAPER)
        .first()
    )
    result = Result.objects.filter(pk=ref, is_current=True).first() if found else None
    if found is None or result is None:
        raise NotFound("result")
    who = identity.people([found.person_id], identity.Purpose.HANDING_OUT)[found.person_id]
    if who.birth_date is not None:
        count_guess(who.id)
        if who.birth_date != birth_date:
            raise NotThatBirthDay
    identity.note_view(actor, [who.id], identity.Purpose.HANDING_OUT, ref=str(ref), now=now)
    unit = areas.units([who.area_id]).get(who.area_id) if who.area_id else None
    if found.handed_at is None:
        found.handed_at, found.handed_by = now, actor.id
        found.save(update_fields=["handed_at", "handed_by"])
    audit.record(actor, "testing.hand_out", str(ref), area_path=found.area_path)
    return certificate_pdf(result, Certified(who, unit.name if unit else ""), now=now)
