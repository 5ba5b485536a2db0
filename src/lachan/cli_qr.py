"""The commands ``lachan qr …``: read, issue, verify and take back codes; print cards."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lachan.config.start import ready

if TYPE_CHECKING:
    from lachan.identity.public import Holder, Issued
    from lachan.kernel.qr import Reading

app = typer.Typer(
    help="Codes that people carry: read, issue, verify, take back, print.", no_args_is_help=True
)
Text = Annotated[str, typer.Argument(help="the scanned text, or - for standard input")]
AsJson = Annotated[bool, typer.Option("--json", help="print one JSON object")]


class Form(StrEnum):
    PRINTED = "printed"
    NATIONAL = "national"
    APP = "app"


@app.command()
def read(text: Text, as_json: AsJson = False) -> None:
    """Say what a text is and tells.  Valid: laid out as its rule says; ours: also signed, and in force."""
    from lachan.kernel import qr

    scanned = _scanned(text)
    reading = qr.read(scanned)
    if "not_checked" in reading.codes:
        reading = _judged(scanned)
    _show(reading, as_json)


@app.command()
def verify(
    text: Text,
    as_json: AsJson = False,
    trust: Annotated[
        Path | None, typer.Option(help="list written by `lachan qr trust`: no database is asked")
    ] = None,
) -> None:
    """Say whether a code of ours is genuine and in force.  Exit code 0: yes; 2: no, or it cannot be known."""
    from lachan.kernel import qr

    scanned = _scanned(text)
    if trust is None:
        reading = _judged(scanned)
    else:
        try:
            known = qr.trust_from(json.loads(trust.read_text("utf-8")))
        except (OSError, ValueError, KeyError) as wrong:
            raise _failed(f"{trust}: {wrong}") from None
        reading = qr.verify(scanned, known, _now())
    _show(reading, as_json)
    raise typer.Exit(0 if reading.valid else 2)


@app.command()
def issue(
    person: Annotated[str, typer.Argument(help="code of the person")],
    form: Annotated[
        Form, typer.Option(help="on paper, in the national layout, or for a phone")
    ] = Form.PRINTED,
    png: Annotated[Path | None, typer.Option(help="write the QR code as a picture too")] = None,
    device: Annotated[
        Path | None, typer.Option(help="app: file of a phone's key and certificate, made where missing")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="national: nothing masked")] = False,
    as_json: AsJson = False,
) -> None:
    """Hand out a new code for a person and print its text.  An app code is the one of this moment."""
    ready()
    from lachan.core import paper

    issued = _issued(person, form, device, masked=not full)
    if png:
        png.write_bytes(paper.qr_png(issued.text, "L" if form is Form.APP else "M"))
    if as_json:
        typer.echo(json.dumps({**_told(issued), "form": form.value}, ensure_ascii=False))
    else:
        typer.echo(issued.text)


@app.command()
def revoke(numbers: Annotated[list[str], typer.Argument(help="numbers as printed on the cards")]) -> None:
    """Take cards back.  Exit code 2: some numbers are wrong, unknown, or were taken back before."""
    ready()
    from lachan.core.access import system
    from lachan.identity import public as identity
    from lachan.kernel import serial

    read = {text: serial.card_number(text) for text in numbers}
    wanted = [number for number in read.values() if number is not None]
    gone = identity.revoke_cards(system("command line"), wanted, now=_now())
    for text, number in read.items():
        said = "taken back" if number in gone else "no such card, or taken back before"
        typer.echo(f"{text}: {'not a card number' if number is None else said}")
    raise typer.Exit(0 if len(gone) == len(numbers) else 2)


@app.command()
def rotate(
    stolen: Annotated[str, typer.Option(help="id of a key that others may have: its codes are void")] = "",
    bundles: Annotated[
        bool, typer.Option("--bundles", help="the key of what scanners keep, instead of that of codes")
    ] = False,
) -> None:
    """Sign with a new key from now on.  What older keys signed stays valid, unless the key was stolen."""
    ready()
    from lachan.core.access import system
    from lachan.core.errors import DomainError
    from lachan.identity import public as identity

    try:
        purpose = identity.BUNDLES if bundles else identity.CODES
        typer.echo(identity.rotate_key(system("command line"), purpose, stolen=stolen))
    except DomainError as error:
        raise _failed(str(error)) from None


@app.command()
def trust(out: Annotated[Path | None, typer.Option(help="file; without it, standard output")] = None) -> None:
    """Write what a scanner needs to verify without a network: public keys, and cards taken back."""
    ready()
    from lachan.identity import public as identity

    text = json.dumps(identity.trust(_now()).told(), indent=1)
    if out:
        out.write_text(text + "\n", "utf-8")
    else:
        typer.echo(text)


@app.command()
def cards(
    out: Annotated[Path, typer.Option(help="the PDF: A4, ten cards a sheet")],
    area: Annotated[str, typer.Option(help="code of a unit: everybody in it")] = "",
    people: Annotated[Path | None, typer.Option(help="file with one person code a line, or - ")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="take their older printed cards back")] = False,
) -> None:
    """Print cards for people without a phone.  Exit code 2: some codes in the file mean nobody."""
    ready()
    from lachan.core.access import system
    from lachan.identity import public as identity

    if bool(area) == bool(people):
        raise _failed("either --area or --people is expected")
    holders, unknown = _everybody(area) if area else _listed(people or Path())
    issued = identity.print_cards(system("command line"), holders, now=_now(), replace_old=replace)
    if issued:
        out.write_bytes(identity.card_sheets(issued))
    typer.echo(f"{len(issued):,} cards" + (f" in {out}" if issued else ""))
    for code in unknown:
        typer.echo(f"{code}: no person has this code", err=True)
    raise typer.Exit(2 if unknown else 0)


def _everybody(area: str) -> "tuple[list[Holder], list[str]]":
    from django.utils import timezone

    from lachan.areas import public as areas
    from lachan.core.access import system
    from lachan.identity import public as identity

    unit = areas.units_by_code([area], timezone.localdate()).get(area)
    if unit is None:
        raise _failed(f"no unit has the code {area!r} today")
    return identity.holders_in(system("command line"), unit.path), []


def _listed(people: Path) -> "tuple[list[Holder], list[str]]":
    from lachan.core.access import system
    from lachan.identity import public as identity

    text = sys.stdin.read() if str(people) == "-" else people.read_text("utf-8-sig")
    codes = [line.strip() for line in text.splitlines() if line.strip()]
    return identity.holders(system("command line"), codes)


def _issued(person: str, form: Form, device: Path | None, *, masked: bool) -> "Issued":
    from lachan.core.access import system
    from lachan.core.errors import DomainError
    from lachan.identity import public as identity

    actor, now = system("command line"), _now()
    try:
        holder = identity.holder(actor, person)
        if form is Form.NATIONAL:
            return identity.issue_national(actor, holder, now=now, masked=masked)
        if form is Form.APP:
            return _shown(holder, device, now)
        return identity.print_cards(actor, [holder], now=now)[0]
    except DomainError as error:
        raise _failed(str(error)) from None


def _shown(holder: "Holder", file: Path | None, now: datetime) -> "Issued":
    """What a phone would show: the key of the phone lives in ``file``, or for this one code only."""
    from lachan.core.access import system
    from lachan.identity import public as identity
    from lachan.kernel import qr, serial, signing

    if file and file.exists():
        kept = json.loads(file.read_text("utf-8"))
        key, certificate = signing.private_key(bytes.fromhex(kept["key"])), bytes.fromhex(kept["certificate"])
        number = serial.card_number(kept["number"]) or 0
    else:
        key = signing.new_key()
        number, certificate = identity.enrol_device(system("command line"), holder, key.public, now=now)
        if file:
            file.touch(0o600)
            kept = {
                "number": serial.card_text(number),
                "key": key.secret().hex(),
                "certificate": certificate.hex(),
            }
            file.write_text(json.dumps(kept), "utf-8")
    return identity.Issued(holder, number, qr.shown(certificate, key, now))


def _judged(scanned: str | bytes) -> "Reading":
    ready()
    from lachan.identity import public as identity

    return identity.judge(scanned, _now())


def _scanned(text: str) -> str | bytes:
    return sys.stdin.buffer.read() if text == "-" else text


def _told(issued: "Issued") -> dict[str, Any]:
    from lachan.kernel import serial

    return {"person": issued.holder.code, "number": serial.card_text(issued.number), "text": issued.text}


def _show(reading: "Reading", as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(reading.told(), ensure_ascii=False))
        return
    verdict = {True: "valid", False: "not valid", None: "not known"}[reading.valid]
    typer.echo(f"{reading.kind.value}: {verdict}")
    for name, value in (reading.fields or {}).items():
        typer.echo(f"  {name}: {value}")
    for reason in reading.why:
        typer.echo(f"  {reason.code}{f' ({reason.where})' if reason.where else ''}: {reason.says}")


def _now() -> datetime:
    return datetime.now(UTC)


def _failed(says: str) -> typer.Exit:
    typer.echo(f"qr: {says}", err=True)
    return typer.Exit(1)
