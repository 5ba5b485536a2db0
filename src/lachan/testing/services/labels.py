"""Labels of tubes on sheets of A4: numbers that stand on no other label, whoever prints them."""

from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F, Max

from lachan.core import audit, paper
from lachan.core.access import Actor
from lachan.testing.models import LabelRun
from lachan.testing.rules import label_code

TEMPLATE = Path(__file__).parents[1] / "templates" / "testing" / "labels.typ"
ON_A_SHEET = 65  # 38.1 x 21.2 mm
MOST_SHEETS = 20
DRAWN = {"code128": paper.code128_svg, "datamatrix": paper.data_matrix_svg}


@transaction.atomic
def print_labels(actor: Actor, sheets: int, symbol: str, *, now: datetime) -> bytes:
    """The PDF of new labels.  It is made once: a run whose sheets were spoilt is thrown away.

    Raises :class:`NotAllowed`.
    """
    actor.need_anywhere("testing.sample")
    labels = min(max(sheets, 1), MOST_SHEETS) * ON_A_SHEET
    with connection.cursor() as cursor:  # one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('testing.labels'))")
    last = LabelRun.objects.aggregate(last=Max(F("first") + F("labels") - 1))["last"] or 0
    run = LabelRun.objects.create(
        area_path=actor.area_path, first=last + 1, labels=labels, printed_at=now, printed_by=actor.id
    )
    audit.record(actor, "testing.print_labels", str(run.id), area_path=actor.area_path, labels=labels)
    return label_sheets([label_code(number) for number in range(last + 1, last + labels + 1)], symbol)


def label_sheets(codes: list[str], symbol: str) -> bytes:
    """The PDF of these labels, in their order."""
    drawn = [{"code": code, "bars": DRAWN[symbol](code)} for code in codes]
    return paper.pdf(TEMPLATE, {"labels": drawn, "is_square": symbol == "datamatrix"})
