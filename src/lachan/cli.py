"""The command ``lachan``.  Each command is thin: it readies the process and calls what a room offers."""

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from lachan.cli_qr import app as qr
from lachan.config import keeping
from lachan.config.start import ready

if TYPE_CHECKING:
    from lachan.config.bulk import Say
    from lachan.simulation import World

app = typer.Typer(
    help="Lá Chắn, the shield: an epidemic-response platform for a whole country.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(qr, name="qr")
out = Console(soft_wrap=True)
for name in ("keys", "audit", "retention"):
    app.add_typer(getattr(keeping, name), name=name)


class Table(StrEnum):
    AREAS = "areas"
    PEOPLE = "people"
    PLACES = "places"
    VISITS = "visits"
    ENCOUNTERS = "encounters"
    RESULTS = "results"
    DENOMINATORS = "denominators"


@app.command()
def up(
    port: Annotated[int, typer.Option(help="port of the site, on this machine only")] = 8000,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
) -> None:
    """Run everything: database, site and worker, until Ctrl-C."""
    from lachan.config.processes import serve

    ready()
    raise typer.Exit(serve(host, port))


@app.command()
def load(
    table: Table,
    file: Path,
    rejects: Annotated[
        Path | None, typer.Option(help="where bad rows go: line, column, code, message")
    ] = None,
    match: Annotated[
        bool, typer.Option("--match", help="people only: hold new records against everybody known before")
    ] = False,
) -> None:
    """Load a CSV file.  Exit code 0: all rows stand; 2: some were rejected; 1: the file cannot be read."""
    from django.core.management import call_command

    ready()
    if match and table is not Table.PEOPLE:
        raise typer.BadParameter("only people are matched", param_hint="--match")
    options = {"match": True} if match else {}
    call_command(f"load_{table.value}", file, rejects=rejects, **options)


@app.command()
def link(
    estimate: Annotated[
        bool, typer.Option("--estimate", help="change nothing: write a candidate model, estimated by Splink")
    ] = False,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="with --estimate: where; without it, under LACHAN_HOME")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Hold the whole register against itself: link who is certainly one person, put up who may be."""
    _call("link_register", estimate=estimate, out=out_file, as_json=as_json)


@app.command()
def trace(
    person: str,
    as_of: Annotated[
        str | None, typer.Option(help="as known at that time, ISO 8601; local time without offset")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="policy id; without it, the one in force")] = None,
    rings: Annotated[int, typer.Option(min=1, max=2, help="2: contacts of contacts too")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON (docs/reference/trace.md)")] = False,
) -> None:
    """Trace one person: who was near, where, how near, for how long, and which team acts."""
    from django.core.management import call_command

    ready()
    call_command("trace", person, as_of=as_of, policy=policy, rings=rings, as_json=as_json)


@app.command()
def team(
    area: Annotated[str, typer.Argument(help="code of the unit")],
    closed: Annotated[bool, typer.Option("--close/--open", help="close it, or open it again")],
) -> None:
    """Close or open the tracing team of a unit; the next unit up takes over what comes."""
    from django.core.management import call_command

    ready()
    call_command("team", area, is_active=not closed)


@app.command()
def work(
    until_done: Annotated[bool, typer.Option("--until-done", help="stop when nothing is left to do")] = False,
    at_night: Annotated[
        bool, typer.Option("--night/--no-night", help="do the nightly work too: retention, packing")
    ] = True,
) -> None:
    """Run a worker only: reactions to events, late looks, and what is done at night."""
    from lachan.config.processes import run_worker

    ready()
    run_worker(until_done=until_done, at_night=at_night)


@app.command()
def simulate(
    people: Annotated[int, typer.Option(min=10)],
    days: Annotated[int, typer.Option(min=1, max=365)],
    seed: Annotated[int, typer.Option(min=0)],
    out_dir: Annotated[Path | None, typer.Option("--out", help="folder for the CSV files")] = None,
    start: Annotated[str | None, typer.Option(help="first day, yyyy-mm-dd")] = None,
    database: Annotated[
        bool, typer.Option("--database", help="straight into an empty database, without CSV and outbreak")
    ] = False,
) -> None:
    """Make a synthetic district: people, places, visits, encounters, and an outbreak with its truth."""
    from lachan import simulation

    if database == (out_dir is not None):
        raise typer.BadParameter("either --out DIR or --database")
    first = {"start": date.fromisoformat(start)} if start else {}
    world = simulation.build(simulation.District(people=people, days=days, seed=seed, **first))
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("simulate", total=1.0)

        def say(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        rows = simulation.write_csv(world, out_dir, say) if out_dir else _fill(world, say)
    for name, count in rows.items():
        out.print(f"{name}: {count:,} rows", highlight=False)


def _fill(world: "World", say: "Say") -> dict[str, int]:
    ready()
    from lachan import simulation
    from lachan.config import bulk
    from lachan.core.access import system
    from lachan.identity import public as identity
    from lachan.tracing import public as tracing

    if identity.person_ids([simulation.person_codes(world)[0].decode()]):
        raise typer.BadParameter("the database holds such people already; --database needs an empty one")
    rows = bulk.fill(world, system("simulate"), say).rows
    tracing.cover_new_areas(system("simulate"))
    return rows


@app.command()
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="serve the site afterwards")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    people: Annotated[int, typer.Option(min=500, help="size of the district")] = 20_000,
    port: Annotated[int, typer.Option(help="port of the site")] = 8000,
) -> None:
    """Load a synthetic district, release one positive result, show its trace and stopwatch, and serve."""
    ready()
    from lachan.config import demonstration, processes

    told = demonstration.run(people=people, quiet=as_json)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    if serve:
        raise typer.Exit(processes.serve("127.0.0.1", port, after=lambda url: demonstration.invite(url)))


staff = typer.Typer(help="Accounts of the staff.", no_args_is_help=True)
service = typer.Typer(help="Programmes that work here with a token.", no_args_is_help=True)
app.add_typer(staff, name="staff")
app.add_typer(service, name="service")
AREA = "code of the unit; without it, the whole country"
SITE = "address of the site, for the link"
DEFAULT_SITE = "http://127.0.0.1:8000"


def _call(command: str, /, *words: str, **options: object) -> None:
    from django.core.management import call_command

    ready()
    call_command(command, *words, **options)


@staff.command("add")
def staff_add(
    user: str,
    role: Annotated[str, typer.Option(help="docs/reference/roles.md")],
    area: Annotated[str, typer.Option(help=AREA)] = "",
    name: Annotated[str, typer.Option(help="name to be shown")] = "",
    site: Annotated[str, typer.Option(help=SITE)] = DEFAULT_SITE,
) -> None:
    """Make an account and print its set-up link: works once, for a day."""
    _call("staff", "add", user, role=role, area=area, name=name, site=site)


@staff.command("list")
def staff_list() -> None:
    """Print log-in name, role, unit, state, last log-in and name of everybody."""
    _call("staff", "list")


@staff.command("renew")
def staff_renew(user: str, site: Annotated[str, typer.Option(help=SITE)] = DEFAULT_SITE) -> None:
    """Password or telephone lost: forget both, end all sessions, print a new set-up link."""
    _call("staff", "renew", user, site=site)


@staff.command("close")
def staff_close(user: str) -> None:
    """Close an account and end its sessions."""
    _call("staff", "close", user)


@service.command("add")
def service_add(
    role: Annotated[str, typer.Option(help="docs/reference/roles.md")],
    area: Annotated[str, typer.Option(help=AREA)] = "",
    name: Annotated[str, typer.Option(help="without it, made of role, unit and time")] = "",
    days: Annotated[int, typer.Option(min=1, max=3650, help="how long the token holds")] = 365,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object with `token`")] = False,
) -> None:
    """Make a programme's token; it is shown once."""
    _call("service", "add", role=role, area=area, name=name, days=days, as_json=as_json)


@service.command("list")
def service_list(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Print name, role, unit, state, end and last use of every programme."""
    _call("service", "list", as_json=as_json)


@service.command("revoke")
def service_revoke(name: str) -> None:
    """Make a programme's token worth nothing, from now on."""
    _call("service", "revoke", name=name)


device = typer.Typer(help="Scanners at places.", no_args_is_help=True)
app.add_typer(device, name="device")


@device.command("add")
def device_add(
    place: Annotated[str, typer.Option(help="code of the place")],
    name: Annotated[str, typer.Option(help="what people call it: gate 2")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object: device, token")] = False,
) -> None:
    """Let a device scan at a place; its token is shown once."""
    _call("device", "add", place=place, name=name, as_json=as_json)


@device.command("list")
def device_list(
    place: Annotated[str, typer.Option(help="code of the place; without it, all")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Print place, state, last contact, clock and missing numbers of every device."""
    _call("device", "list", place=place, as_json=as_json)


@device.command("revoke")
def device_revoke(device: Annotated[int, typer.Argument(help="its number")]) -> None:
    """Make a device's token worth nothing, from now on."""
    _call("device", "revoke", device=device)


units = typer.Typer(help="The country's administrative units, by date.", no_args_is_help=True)
app.add_typer(units, name="areas")
DAY = "a day, yyyy-mm-dd; without it, today"


@units.command("load")
def load_units(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """Load the trees of Viet Nam of 2021, of 2025-06-30 and since 2025-07-01, and what became of what."""
    _call("areas", "load", as_json=as_json)


@units.command()
def show(
    code: str,
    on: Annotated[str | None, typer.Option("--on", help=DAY)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Show the unit that a code meant on a day: its place, its size, what it came from and became."""
    _call("areas", "show", code, on=on, as_json=as_json)


@units.command()
def convert(
    code: str,
    on: Annotated[str, typer.Option("--on", help="the day on which the code was valid, yyyy-mm-dd")],
    to: Annotated[str | None, typer.Option("--to", help=DAY)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Tell which units another day's unit became, or came from, and how much of it."""
    _call("areas", "convert", code, on=on, to=to, as_json=as_json)


@units.command()
def divided(as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False) -> None:
    """List the ended units that became several: what belonged to them waits for a decision."""
    _call("areas", "divided", as_json=as_json)


def main() -> None:
    """Run a command.  What a command refuses is one clear line, and exit code 1; never a traceback."""
    from django.core.management import CommandError

    from lachan.core.errors import DomainError
    from lachan.core.stack import roomy

    try:
        roomy(app)
    except (CommandError, DomainError) as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from None
