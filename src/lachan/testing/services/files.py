"""Files of laboratories: kept as they were read, shown, and taken on the way of all other answers."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lachan.core import audit
from lachan.core.access import Actor, within
from lachan.core.errors import NotFound
from lachan.testing.models import Mapping, Upload
from lachan.testing.rules import MOST_ITEMS
from lachan.testing.services.answers import REFUSED, Measured, foresee_answers, take_answers
from lachan.testing.services.custody import Passage, count


@dataclass(frozen=True, slots=True)
class MappingTold:
    """Which column of a file means what, and its words for outcomes."""

    name: str
    columns: Table[str, str]  # ours to theirs; what is not told has our own name
    genes: Table[str, str] = field(default_factory=dict)  # gene to their column of cycles
    words: Table[str, str] = field(default_factory=dict)
    method: str = "pcr"


@dataclass(frozen=True, slots=True)
class FileRead:
    """Answers by line, and the lines that cannot be read: line, column, code."""

    name: str
    digest: str
    answers: Sequence[tuple[int, Measured]]
    unread: Sequence[tuple[int, str, str]]


@transaction.atomic
def save_mapping(actor: Actor, told: MappingTold, *, now: datetime | None = None) -> Mapping:
    """Keep how the files of an instrument are read; a mapping of the same name is replaced."""
    actor.need_anywhere("testing.release")
    saved, _ = Mapping.objects.update_or_create(
        area_path=actor.area_path,
        name=told.name,
        defaults={
            "columns": {**told.columns, "ct": dict(told.genes)},
            "words": dict(told.words),
            "method": told.method,
            "made_at": now or timezone.now(),
            "made_by": actor.id,
        },
    )
    audit.record(actor, "testing.save_mapping", told.name, area_path=actor.area_path)
    return saved


@transaction.atomic
def keep_file(actor: Actor, read: FileRead, *, now: datetime | None = None) -> Upload:
    """Keep what was read of a file until somebody takes it; the same file again is the one that is kept."""
    actor.need_anywhere("testing.release")
    told = {
        "name": read.name,
        "at": now or timezone.now(),
        "by": actor.id,
        "rows": [
            [line, one.tube, one.outcome, one.method, one.measured_at.isoformat(), dict(one.ct)]
            for line, one in read.answers
        ],
        "unread": [list(wrong) for wrong in read.unread],
    }
    kept, _ = Upload.objects.get_or_create(area_path=actor.area_path, digest=read.digest, defaults=told)
    return kept


def foresee_file(actor: Actor, upload: Upload) -> list[tuple[str, str]]:
    """What would become of each row now: status and code."""
    return [(one.status, one.code) for one in foresee_answers(actor, measured(upload))]


@transaction.atomic
def take_file(actor: Actor, upload_id: UUID, *, now: datetime | None = None) -> Upload:
    """Take the answers of a file: good rows are stored, each of the others keeps why it was refused.

    Counted like any hand-over.  Emits :class:`ResultsReleased`.  Raises :class:`NotFound`.
    """
    actor.need_anywhere("testing.release")
    now = now or timezone.now()
    upload = Upload.objects.select_for_update().filter(within(actor.area_path), pk=upload_id).first()
    if upload is None:
        raise NotFound("upload")
    answers = measured(upload)
    parts = (answers[start : start + MOST_ITEMS] for start in range(0, len(answers), MOST_ITEMS))
    told = [one for part in parts for one in take_answers(actor, part, now=now)]
    upload.told = [[one.status, one.code] for one in told]
    upload.taken_at, upload.taken_by = now, actor.id
    upload.save(update_fields=["told", "taken_at", "taken_by"])
    lines = [f"line {line}" for line, *_ in upload.unread]
    went = [one.tube for one in told if one.status != REFUSED]
    back = [one.tube for one in told if one.status == REFUSED]
    came = [*lines, *(row[1] for row in upload.rows)]
    count(
        actor, Passage("import", f"{upload.id} {now:%Y-%m-%d %H:%M:%S.%f}", came, went, lines + back), now=now
    )
    audit.record(actor, "testing.take_file", str(upload.id), area_path=upload.area_path, rows=len(came))
    return upload


def measured(upload: Upload) -> list[Measured]:
    """The answers of a file as its instrument told them."""
    return [
        Measured(tube, outcome, method, datetime.fromisoformat(at), ct)
        for _, tube, outcome, method, at, ct in upload.rows
    ]
