"""Doors of machines: a batch in JSON; what cannot be read is told, the good items stay (ADR 0025).

Beside Django's view there is nothing between the bytes and the service: a queue of one second a person has no
time for a framework's schemas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Meta

from lachan.core.errors import UploadTooBig, UploadUnreadable
from lachan.kernel.qr.trust import LOCAL

PROBLEM = "application/problem+json"
T = TypeVar("T", bound=msgspec.Struct)
Field = tuple[str, Any]  # name and type
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that could not be read: its place, its name where that much can be read, and why."""

    position: int
    name: Any
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """``head``: what the body says beside its items."""

    head: Any
    items: list[T]
    unread: list[Unread]


class Door(Generic[T]):
    """The decoders of one kind of batch: at most ``most`` items under ``name``, beside those of ``head``.

    ``key``: the field that names an item, and its type.
    """

    def __init__(
        self,
        item: type[T],
        name: str,
        key: tuple[str, type],
        *,
        most: int,
        head: Sequence[tuple[str, Any]] = (),
    ) -> None:
        self.name, self.key, self.most = name, key, most
        whole = [*head, (name, Annotated[list[item], Meta(max_length=most)])]  # type: ignore[valid-type]
        self.whole = msgspec.json.Decoder(msgspec.defstruct("Whole", whole))
        self.envelope = msgspec.json.Decoder(
            msgspec.defstruct("Envelope", [*head, (name, list[msgspec.Raw])])
        )
        self.item = msgspec.json.Decoder(item)

    def read(self, body: bytes) -> Batch[T]:
        """What the bytes say.  Raises :class:`UploadUnreadable`, :class:`UploadTooBig`."""
        try:
            told: Any = self.whole.decode(body)
        except msgspec.ValidationError:
            return self._read_slowly(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
            raise UploadUnreadable("$", str(wrong)) from None
        return Batch(told, getattr(told, self.name), [])

    def _read_slowly(self, body: bytes) -> Batch[T]:
        """Something is wrong somewhere: each item is looked at by itself."""
        try:
            told: Any = self.envelope.decode(body)
        except msgspec.ValidationError as wrong:
            what, where = _said(wrong, "$")
            raise UploadUnreadable(where, what) from None
        raws: list[msgspec.Raw] = getattr(told, self.name)
        if len(raws) > self.most:
            raise UploadTooBig(f"{self.most} {self.name}")
        good, bad = [], []
        for position, raw in enumerate(raws):
            try:
                good.append(self.item.decode(raw))
            except msgspec.ValidationError as wrong:
                what, where = _said(wrong, f"{self.name}[{position}]")
                bad.append(Unread(position, self._name(raw), where, what))
        return Batch(told, good, bad)

    def _name(self, raw: msgspec.Raw) -> Any:
        """The name of an item that is wrong elsewhere."""
        told: Any = msgspec.json.decode(raw)
        name = told.get(self.key[0]) if isinstance(told, dict) else None
        return name if type(name) is self.key[1] else None


def body_of(request: HttpRequest, most: int) -> bytes:
    """The bytes that were sent.  Raises :class:`UploadTooBig`."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        raise UploadTooBig(f"{most} bytes")
    return request.body


def answered(results: Sequence[Any], refused: Sequence[Any] = (), *, malformed: str = "") -> HttpResponse:
    """What became of each item; where some could not be read (``refused``), a problem that tells all."""
    if not refused:
        return HttpResponse(encode({"results": results}), content_type="application/json")
    told = {
        "type": malformed,
        "status": 422,
        "errors": [{"where": one.where, "what": one.what} for one in refused],
        "results": [*results, *refused],
    }
    return HttpResponse(encode(told), status=422, content_type=PROBLEM)


def aware(at: datetime) -> datetime:
    """A time without offset is that of Viet Nam, as in files."""
    return at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)


def _said(wrong: msgspec.ValidationError, root: str) -> tuple[str, str]:
    """``Expected `int`, got `str` - at `$.seq``` → what, and where."""
    what, _, path = str(wrong).partition(" - at `$")
    return what, f"{root}{path.removesuffix('`')}"
