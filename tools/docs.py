"""The generated pages of docs/: `tools/docs.py` writes them, `tools/docs.py --check` names those out of date.

Everything is read from the code that acts on it: models, policies, rights, settings, commands, imports.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from itertools import permutations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lachan"
MADE = "<!-- Made by tools/docs.py. Do not edit: change the code it tells of, then `make docs`. -->"
CLASSES = ("public", "internal", "personal", "health", "secret")
BEGIN, END = "<!-- rooms: made by tools/docs.py -->", "<!-- end of rooms -->"


def main() -> None:
    ready()
    if "--check" in sys.argv:
        old = stale()
        sys.exit(f"out of date, run `make docs`: {', '.join(old)}" if old else 0)
    for path, text in pages():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def ready() -> None:
    sys.path[:0] = [str(ROOT)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lachan.config.settings")
    import django

    django.setup()


def stale() -> list[str]:
    """Pages that differ from what the code says."""
    now = [(path, path.read_text("utf-8") if path.exists() else "", text) for path, text in pages()]
    return [path.relative_to(ROOT).as_posix() for path, old, text in now if old != text]


def pages() -> Iterator[tuple[Path, str]]:
    from lachan.config import env

    makers: dict[str, tuple[str, Callable[[], Iterable[str]]]] = {
        "privacy": ("What each column holds, how private it is, how long it is kept", privacy),
        "policies": ("Policies: the law as data", policies),
        "roles": ("Roles and rights", roles),
        "routes": ("Addresses of the site", routes),
        "purposes": ("Purposes, and how much of a person each shows", purposes),
        "wall": ("The second wall: which rows a request sees", wall),
        "environment": ("Settings of an installation", environment),
        "cli": ("The command `lachan`", commands),
    }
    for name, (title, lines) in makers.items():
        yield ROOT / f"docs/reference/{name}.md", "\n".join([f"# {title}", "", MADE, "", *lines(), ""])
    yield ROOT / ".env.example", env.example()
    diagram = "\n".join(["```mermaid", *rooms(), "```"])
    yield ROOT / "docs/diagrams/rooms.md", f"# The rooms and who calls whom\n\n{MADE}\n\n{diagram}\n"
    page = ROOT / "ARCHITECTURE.md"
    if page.exists():
        before, _, rest = page.read_text("utf-8").partition(BEGIN)
        yield page, f"{before}{BEGIN}\n{diagram}\n{END}{rest.partition(END)[2]}" if rest else before


def table(*head: str, rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |"
    yield ""


def privacy() -> Iterator[str]:
    from django.apps import apps
    from django.conf import settings

    yield "`public`: everybody may know it. `internal`: staff, for their work. `personal`: who somebody is."
    yield "`health`: what somebody has or where they were. `secret`: keys. Days count from the row itself."
    yield from ["“With its subject”: as long as the person or unit is kept. Removal does not run yet.", ""]
    for room in ["core", *settings.ROOMS]:
        for model in apps.get_app_config(room).get_models():
            told: Any = model.Privacy  # type: ignore[attr-defined]
            kept = f"{told.keep_days} days" if told.keep_days else "with its subject"
            yield from [f"## `{model._meta.db_table}` (kept: {kept})", ""]
            columns = {name: sorted(getattr(told, name, ())) for name in CLASSES}
            rows = ([name, ", ".join(f"`{c}`" for c in some)] for name, some in columns.items() if some)
            yield from table("class", "columns", rows=rows)


def policies() -> Iterator[str]:
    from lachan.core.policies import FOLDER, exposure_policies

    yield "Chosen by the day the result was released: the newest pack of the country in force. What is"
    yield from ["unverified was not checked against the decree; nothing uses it. *Assumed*: ours.", ""]
    for policy in exposure_policies().values():
        pack = tomllib.loads((FOLDER / "covid19" / f"{policy.id}.toml").read_text("utf-8"))
        chosen = (
            "by its name only" if policy.country == "*" else f"{policy.country}, from {policy.valid_from}"
        )
        days = f"{policy.before_onset.days} d before onset, {policy.before_sample.days} d before sampling"
        yield from [f"## `{policy.id}`", "", f"Source: {policy.source}.", ""]
        yield from [f"In force: {chosen}. Infectious: {days}, until the result is released.", ""]
        yield from table(
            "grade", "evidence", "within", "mask", "space", "at least", rows=map(rule_cells, pack["rule"])
        )
        owned = ", ".join(sorted(policy.owned))
        yield f"Whoever fits none is `present`. Contacts with an owner team: {owned}."
        yield from [*(f"Not verified, inactive: {what}." for what in policy.unverified), ""]
    yield from cases()
    kinds = next(iter(exposure_policies().values())).kinds
    yield from ["## Kinds of place (assumed, all packs)", ""]
    cells = ([f"`{n}`", "yes" if k.closed else "no", k.capacity, k.dwell_minutes] for n, k in kinds.items())
    yield from table("kind", "closed", "people at a busy hour", "minutes of a visit without exit", rows=cells)
    yield from declared_forms()


def declared_forms() -> Iterator[str]:
    from lachan.core.policies import FOLDER
    from lachan.kernel.declarations import parse

    yield from ["## Forms of declarations", ""]
    yield "A pack dropped into the installation's folder is served too (`src/lachan/declarations/README.md`)."
    yield ""
    for path in sorted((FOLDER / "declarations").glob("*.toml")):
        form = parse(tomllib.loads(path.read_text("utf-8")))
        holds = f"; holds for {form.valid_hours} h" if form.valid_hours else ""
        yield from [f"### `{form.version}`", ""]
        yield from [f"Source: {form.source}. Risky from {form.risky_from} points{holds}.", ""]
        yield from [*(f"Not verified: {what}." for what in form.unverified), ""]
        rows = ([f"`{rule.code}`", rule.points, rule.says["en"]] for rule in form.rules)
        yield from table("rule", "points", "reason", rows=rows)


def cases() -> Iterator[str]:
    """Definitions of a case and protocols of testing."""
    from lachan.core.protocols import definitions, gate_packs, protocols

    for one in definitions():
        yield from [f"## `{one.id}`", "", f"Source: {one.source}. In force from {one.valid_from}.", ""]
        cells = ([r.name, r.verdict, ", ".join(sorted(r.methods)) or "none", r.link.name.lower(),
                  "yes" if r.symptoms else "", f"{r.positives} within {r.within.total_seconds() / 3600:g} h"
                  if r.positives > 1 else ""] for r in one.rules)  # fmt: skip
        yield from table("rule", "makes", "positive by", "link", "symptoms", "how many", rows=cells)
        yield f"By file alone: {', '.join(sorted(one.told))}. A contact counts for {one.link_days} days."
        yield from [*(f"Not verified, inactive: {what}." for what in one.unverified), ""]
    for plan in protocols():
        yield from [f"## `{plan.id}`", "", f"Source: {plan.source}. In force from {plan.valid_from}.", ""]
        pools = ", ".join(f"{method} {most}" for method, most in sorted(plan.pools.items()))
        second = ", ".join(sorted(plan.two_step)) or "none"
        yield f"Most people in a tube: {pools}. Released by a second person: {second}."
        late = ", ".join(f"{step} {hours.total_seconds() / 3600:g} h" for step, hours in plan.overdue.items())
        yield f"Overdue after: {late}; lost after {plan.lost.total_seconds() / 3600:g} h on the way."
        yield from [*(f"Not verified: {what}." for what in plan.unverified), ""]
    for gate in gate_packs():
        yield from [f"## `{gate.id}`", "", f"Source: {gate.source}. In force from {gate.valid_from}.", ""]
        first = ", ".join(sorted(gate.mandatory))
        yield f"Asked at a hospital's gate: {', '.join(gate.asked)}. A test first: {first}."
        yield from [*(f"Not verified: {what}." for what in gate.unverified), ""]


def rule_cells(rule: dict[str, Any]) -> list[str]:
    narrow = f"closed, up to {rule['max_capacity']} people" if "max_capacity" in rule else "closed"
    return [
        f"`{rule['grade']}`",
        ", ".join(rule["sources"]),
        f"{rule['max_distance_m']:g} m" if "max_distance_m" in rule else "",
        {None: "", False: "none, or unknown", True: "worn"}[rule.get("masked")],
        narrow if rule.get("closed") else "",
        f"{rule['min_minutes']} min in 24 h" if "min_minutes" in rule else "",
    ]


def roles() -> Iterator[str]:
    from lachan.core.access import ROLES

    yield from ["A right holds in the unit of its owner and below. The command line acts as `operator`.", ""]
    rights = sorted(frozenset().union(*ROLES.values()))
    rows = ([f"`{r}`", *("yes" if r in held else "" for held in ROLES.values())] for r in rights)
    yield from table("right", *ROLES, rows=rows)


def routes() -> Iterator[str]:
    from tests.laws.routes import ROUTES

    yield from ["`public`: without log-in. `account`: any log-in. Anything else: a right (see roles.md).", ""]
    yield from ["`shows people for`: how much of them is shown, purposes.md tells.", ""]
    rows = ([f"`{n}`", r.methods, f"`{r.right}`", r.purposes] for n, r in sorted(ROUTES.items()))
    yield from table("address", "methods", "right", "shows people for", rows=rows)


def purposes() -> Iterator[str]:
    from django.utils.translation import override

    from lachan.accounts.views.shown import PURPOSES
    from lachan.identity.rules import MASKS

    yield "Whoever sees people sees them for one purpose, and only what that needs (`identity/rules.py`)."
    yield "`year`: of the date; `tail`: the last three characters; `hidden`: not even read."
    yield "A record's code and unit are always told. The words are those of “who looked at my record”."
    yield ""
    with override("en"):
        words = {purpose: str(told) for purpose, told in PURPOSES.items()}
    names = [field.name for field in fields(next(iter(MASKS.values())))]
    rows = (
        [f"`{purpose}`", words.get(purpose, ""), *(getattr(mask, name).value for name in names)]
        for purpose, mask in MASKS.items()
    )
    yield from table("purpose", "in words", *names, rows=rows)


def wall() -> Iterator[str]:
    from lachan.core.wall import walls

    yield "Row-level security of PostgreSQL (ADR 0026). A request sees a row where its condition holds for"
    yield "the scope of who asks. Without a scope no condition holds. The worker sees all rows."
    yield from ["", "## Conditions", ""]
    rest = r"NULLIF\(current_setting[^)]*\), ''\)"
    settings = re.compile(rf"COALESCE\({rest}.*?\[\]|{rest}(?:::int)?|current_setting\('lachan\.\w+', true\)")
    rows = ([f"`{name}`", f"`{settings.sub(_setting, rows)}`"] for name, rows in sorted(walls().items()))
    yield from table("table", "condition", rows=rows)
    yield from ["## Where it is opened", ""]
    yield "One computation that decides across areas; what leaves it is narrowed by its caller."
    yield ""
    cells = ([f"`{name}`", f"`{where}`", why] for name, where, why in sorted(openings()))
    yield from table("name", "where", "why", rows=cells)


def _setting(found: re.Match[str]) -> str:
    """``scope.people`` instead of how PostgreSQL is asked for it."""
    name = re.search(r"lachan\.(\w+)", found[0])
    return f"scope.{name[1]}" if name else found[0]


def openings(source: Path = SOURCE) -> Iterator[tuple[str, str, str]]:
    """Each ``wall.opened("name")``: its name, its function, and the first line that this says of itself."""
    for path in sorted(source.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                told = " ".join((ast.get_docstring(function) or "").partition("\n")[0].split())
                where = f"{path.relative_to(source).with_suffix('')}.{function.name}"
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) == "wall.opened":
                        yield ast.literal_eval(node.args[0]), where, told


def environment() -> Iterator[str]:
    from lachan.config.env import Env

    yield from ["Read once, at the start; a bad value stops the start and is named. Nothing must be set.", ""]
    rows = ([f"`{f.metadata['name']}`", str(f.default), f.metadata["manual"]] for f in fields(Env))
    yield from table("variable", "default", "meaning", rows=rows)


def commands() -> Iterator[str]:
    import typer

    from lachan.cli import app

    def flat(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from flat(command, f"{prefix}{name} ")
            else:
                yield f"{prefix}{name}", command

    for name, command in flat(typer.main.get_command(app)):
        given = [p for p in command.params if p.name != "help"]
        arguments = "".join(f" {p.name.upper()}" for p in given if p.param_type_name == "argument")
        yield from [f"## `lachan {name}{arguments}`", "", command.help or "", ""]
        yield from table("argument or option", "default", "meaning", rows=map(option_cells, given))


def option_cells(parameter: Any) -> list[str]:
    names = [
        name if name.startswith("-") else name.upper() for name in parameter.opts + parameter.secondary_opts
    ]
    choices = ", ".join(getattr(parameter.type_descriptor.annotation, "__members__", {})).lower()
    default = "" if parameter.default is None or parameter.required else str(parameter.default)
    return [", ".join(f"`{name}`" for name in names), default, getattr(parameter, "help", "") or choices]


def rooms() -> Iterator[str]:
    """Solid: calls, downwards. Dotted: events, upwards."""
    import grimp
    from django.conf import settings

    from lachan.core.events import EVENTS, reactions

    graph, listed = grimp.build_graph("lachan", cache_dir=None), [*settings.ROOMS, "core", "kernel"]
    leads = graph.find_shortest_chains
    calls = {(a, b) for a, b in permutations(listed, 2) if leads(f"lachan.{a}", f"lachan.{b}")}
    yield "flowchart TD"
    for caller, callee in sorted(calls):
        if not any((caller, via) in calls and (via, callee) in calls for via in listed):
            yield f"  {caller} --> {callee}"
    for name, tasks in sorted(reactions().items()):
        origin = EVENTS[name].__module__.split(".")[1]
        for listener in sorted({task.name.split(".")[1] for task in tasks}):
            yield f"  {origin} -. {name.split('.')[1]} .-> {listener}"


if __name__ == "__main__":
    main()
