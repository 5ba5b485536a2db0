"""What is said of a scanned text: one kind of answer for every kind of code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    NATIONAL = "vn-personal-qr"  # decision 1405/QĐ-BTTTT, v1.1
    CCCD = "vn-cccd"  # the code on a citizen identity card
    CCCD_NUMBER = "vn-cccd-number"  # twelve digits, typed or scanned
    BHYT = "vn-bhyt"  # the code on a health insurance card
    PRINTED = "lachan-printed"  # ours, on paper
    APP = "lachan-app"  # ours, on a phone
    NONE = "none"  # nothing we know


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code, the field it is about ("" = the whole), and a sentence."""

    code: str
    where: str
    says: str


class Unfit(Exception):
    """Raised by the readers of one kind; :func:`lachan.kernel.qr.read` turns it into a :class:`Reading`."""

    def __init__(self, code: str, where: str, says: str) -> None:
        super().__init__(code)
        self.reason = Reason(code, where, says)


@dataclass(frozen=True, slots=True)
class Reading:
    """``valid``: True, False, or None where it cannot be known from what is at hand; ``why`` says each.

    From :func:`~lachan.kernel.qr.read` True means "laid out as its rule says"; from
    :func:`~lachan.kernel.qr.verify` it means "signed by a key we trust, and in force".
    ``fields`` is None where the text is not valid as a layout.
    """

    kind: Kind
    valid: bool | None
    fields: Mapping[str, Any] | None = None
    why: tuple[Reason, ...] = field(default=())

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.why]

    def because(self, valid: bool | None, code: str, says: str, where: str = "") -> "Reading":
        """The same, judged otherwise, for one more reason."""
        return Reading(self.kind, valid, self.fields, (*self.why, Reason(code, where, says)))

    def told(self) -> dict[str, Any]:
        """Plain values, for JSON; ``valid`` is null where it is not known."""
        why = [{"code": r.code, "where": r.where, "says": r.says} for r in self.why]
        fields = dict(self.fields) if self.fields is not None else None
        return {"kind": self.kind.value, "valid": self.valid, "fields": fields, "why": why}


def unfit(kind: Kind, reasons: Iterable[Reason]) -> Reading:
    return Reading(kind, False, None, tuple(reasons))
