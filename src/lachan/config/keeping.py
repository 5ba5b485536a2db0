"""``lachan keys``, ``lachan audit`` and ``lachan retention``: what keeps the platform's word on data."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from lachan.config.start import ready
from lachan.core.errors import DomainError

keys = typer.Typer(help="Keys of sealed columns.", no_args_is_help=True)
audit = typer.Typer(help="The audit trail.", no_args_is_help=True)
retention = typer.Typer(help="What is older than declared.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


@keys.command("list")
def list_keys() -> None:
    """Each key with how many values it has sealed; never the key itself.  The last one seals."""
    ready()
    from lachan.core import resealing
    from lachan.core.keys import ring

    made, count = {key.id.hex(): key.made for key in ring().seals}, resealing.uses()
    for key, number in count.items():
        told = made.get(key, "not on the ring")
        typer.echo(f"{key}  {told or 'first'}  {number:,} values")


@keys.command()
def rotate() -> None:
    """Add a key, seal with it from now on, and seal anew what the old ones sealed.  Nobody has to stop."""
    ready()
    from lachan.core import keys as ring
    from lachan.core import resealing

    try:
        added = ring.add(datetime.now(UTC).date())
    except DomainError as error:
        typer.echo(f"keys: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{added.id.hex()} seals from now on")
    for place, count in resealing.reseal_all():
        typer.echo(f"{place}: {count:,} sealed anew")


@keys.command()
def make() -> None:
    """Print a fresh key for LACHAN_KEYS."""
    from lachan.core import keys as ring

    typer.echo(ring.make(ring.SEAL, datetime.now(UTC).date()).text)


@audit.command()
def verify(as_json: AsJson = False) -> None:
    """Read the whole trail: is it what was sealed and anchored?  Exit code 1 where it is not."""
    ready()
    from lachan.core.audit.verify import verify as read

    verdict = read()
    if as_json:
        typer.echo(json.dumps({**asdict(verdict), "whole": verdict.is_whole}))
    else:
        for finding in verdict.findings:
            typer.echo(f"{finding.what}: {finding.detail}")
        told = f"{verdict.entries:,} entries, {verdict.segments:,} segments, {verdict.anchors:,} anchors"
        waiting = f"{verdict.unsealed:,} not sealed yet, the oldest {verdict.oldest_unsealed_s:.0f} s"
        typer.echo(f"{'whole' if verdict.is_whole else 'NOT WHOLE'}: {told}; {waiting}")
    raise typer.Exit(0 if verdict.is_whole else 1)


@retention.command()
def run() -> None:
    """Remove what is older than declared.  Safe to run twice."""
    ready()
    from lachan.core import retention as rules
    from lachan.core.access import system

    for table, lost in rules.run(system("command line"), datetime.now(UTC)).items():
        typer.echo(f"{table}: {lost:,}")


@retention.command()
def report(as_json: AsJson = False) -> None:
    """Each table: its declared days, its oldest day, the rows that are older.  Exit code 1 where any is."""
    ready()
    from lachan.core import retention as rules

    kept = rules.report(datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in kept], default=str))
    else:
        for one in kept:
            oldest = one.oldest or "empty"
            typer.echo(f"{one.table}: {one.keep_days} days, oldest {oldest}, {one.overdue:,} older")
    raise typer.Exit(1 if any(one.overdue for one in kept) else 0)
