"""The national personal code, decision 1405/QĐ-BTTTT v1.1: ``SoGiayTo|HoTen|NgaySinh|LoaiDinhDanh|QID|EXT``.

EXT is ``guardian's QID<sex<insurance number<phone<signature<…``.  The decision leaves the signature open;
ours is Base64url of head (see :mod:`~lachan.kernel.qr.own`) and 64 bytes over everything before it.
Anyone can print a code without one: it names a person and proves nothing.
"""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lachan.kernel.qr.own import HEAD, NATIONAL, Head, head_of
from lachan.kernel.qr.parts import iso_day
from lachan.kernel.qr.reading import Kind, Reading, Reason, Unfit
from lachan.kernel.signing import SIGNATURE_BYTES, PrivateKey

SIGNATURE_AT = 4  # its place in EXT
FOR_NATIONAL = b"lachan/1 national layout\0"
PAPER = re.compile(r"\*{6}[0-9A-Z]{0,9}|[0-9A-Z]{6,15}")
NAME = re.compile(r"[A-Z][A-Z'.-]*(?: [A-Z'.-]+)*")
HIDDEN_DAY = re.compile(r"([0-9]{4})-\*\*-\*\*")
QID = re.compile(r"[0-9]{1,20}")
PHONE = re.compile(r"\+?[0-9*]{0,15}")
INSURANCE = re.compile(r"[0-9A-Z*]{0,15}")
# Where EXT beyond the phone is about as long as a signature of ours, it may be one that was damaged.
SUSPECT = range(100, 140)


@dataclass(frozen=True, slots=True)
class Personal:
    """What a national code is written from.  ``born`` is ISO; ``guardian`` makes it one declared by proxy."""

    paper: str
    name: str
    born: str
    qid: str
    sex: str = "0"  # 0 unknown, 1 male, 2 female
    insurance: str = ""
    phone: str = ""
    guardian: str = ""

    def hidden(self) -> "Personal":
        """The default display: six characters of the number, day and month of birth are masked."""
        return Personal(
            "*" * 6 + self.paper[6:], self.name, self.born[:4] + "-**-**", self.qid, self.sex,
            guardian=self.guardian,
        )  # fmt: skip


def plain_name(name: str) -> str:
    """A name as the decision writes it: capital letters without marks, single spaces.

    >>> plain_name("Đặng  Thị Hoà")
    'DANG THI HOA'
    """
    marks = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(letter for letter in marks if not unicodedata.combining(letter)).upper()
    return " ".join(re.sub(r"[^A-Z'. -]", " ", letters).split())


def write(person: Personal) -> str:
    """The text without a signature.  Raises :class:`Unfit` where a field cannot stand in the layout."""
    text = "|".join([
        person.paper, plain_name(person.name), person.born, "1" if person.guardian else "0", person.qid,
        "<".join([person.guardian, person.sex, person.insurance, person.phone]),
    ])  # fmt: skip
    read(text.split("|"))
    return text


def sign(text: str, issuer: PrivateKey, number: int, last_day: int) -> str:
    """The text of :func:`write` with our signature in its place."""
    head = Head(NATIONAL, issuer.id, number, last_day).packed()
    signature = issuer.sign(FOR_NATIONAL + head + text.encode())
    return f"{text}<{_base64(head + signature)}"


def read(values: Sequence[str]) -> Reading:
    """The fields under the decision's names.  Raises :class:`Unfit`."""
    paper, name, born, form, qid, rest = values
    ext = rest.split("<") if rest else []
    _must(PAPER, paper, "so_giay_to", "letters and digits, the first six may be masked")
    _must(NAME, name, "ho_ten", "capital letters without marks, single spaces")
    if not HIDDEN_DAY.fullmatch(born):
        born = iso_day(born, "ngay_sinh")
    if form not in {"0", "1"}:
        raise Unfit("not_a_form", "loai_dinh_danh", "0 (self) or 1 (declared for another) is expected")
    _must(QID, qid, "qid", "digits")
    _extension(ext)
    fields: dict[str, Any] = {
        "so_giay_to": paper, "ho_ten": name, "ngay_sinh": born, "loai_dinh_danh": form, "qid": qid, "ext": ext
    }  # fmt: skip
    why = []
    if form == "1" and not (ext and ext[0]):
        why.append(Reason("guardian_missing", "ext", "declared for another, but no guardian is named"))
    return Reading(Kind.NATIONAL, True, fields, tuple(why))


def _must(rule: re.Pattern[str], text: str, where: str, says: str) -> None:
    if not rule.fullmatch(text):
        raise Unfit("not_in_form", where, f"{says} expected")


def _extension(ext: Sequence[str]) -> None:
    guardian, sex, insurance, phone = [*ext, "", "", "", ""][:4]
    if guardian:
        _must(QID, guardian, "ext[0]", "the guardian's QID, digits,")
    if sex not in {"", "0", "1", "2"}:
        raise Unfit("not_a_sex", "ext[1]", "0, 1 or 2 is expected")
    _must(INSURANCE, insurance, "ext[2]", "an insurance number")
    _must(PHONE, phone, "ext[3]", "a phone number")


def our_signature(ext: Sequence[str]) -> tuple[Head, bytes] | None:
    """Head and signature where EXT ends with a signature of ours; None where it does not."""
    if len(ext) != SIGNATURE_AT + 1:
        return None
    text = ext[SIGNATURE_AT]
    try:
        payload = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    if len(payload) != HEAD.size + SIGNATURE_BYTES or _base64(payload) != text:
        return None
    head = head_of(payload)
    return (head, payload[HEAD.size :]) if head.form == NATIONAL else None


def is_suspect(ext: Sequence[str]) -> bool:
    """Whether a damaged signature of ours may stand in EXT."""
    return sum(map(len, ext[SIGNATURE_AT:])) in SUSPECT


def signed_part(text: str, head: Head) -> bytes:
    """What the signature in this text is over."""
    return FOR_NATIONAL + head.packed() + text.rpartition("<")[0].encode()


def _base64(payload: bytes) -> str:
    return urlsafe_b64encode(payload).rstrip(b"=").decode()
