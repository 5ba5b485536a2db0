"""Law as data, of tests and of cases: ``policies/<disease>/testing`` and ``policies/<disease>/case``."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lachan.core.policies import FOLDER
from lachan.kernel.case import Definition, Link, Rule, Verdict


@dataclass(frozen=True, slots=True)
class Protocol:
    """How samples are taken and answered, from a day on."""

    id: str
    source: str
    valid_from: date
    country: str
    pools: Mapping[str, int]  # most people in one tube, by method
    two_step: frozenset[str]  # methods whose answers a second person releases
    backlog: timedelta
    overdue: Mapping[str, timedelta]  # by step
    lost: timedelta
    single_due: timedelta
    same_campaign: timedelta
    unverified: tuple[str, ...] = ()

    def most_people(self, method: str = "") -> int:
        return self.pools[method] if method else max(self.pools.values())


@cache
def protocols(disease: str = "covid19") -> tuple[Protocol, ...]:
    """Every pack of how to test, oldest first."""
    packs = [_read(path) for path in (FOLDER / disease / "testing").glob("*.toml")]
    return tuple(sorted(map(parse_protocol, packs), key=lambda protocol: protocol.valid_from))


def protocol_on(day: date) -> Protocol:
    """The pack in force on ``day``; before the first one, the first one."""
    return next((one for one in reversed(protocols()) if one.valid_from <= day), protocols()[0])


@dataclass(frozen=True, slots=True)
class GatePack:
    """Who is tested before a hospital admits them, from a day on."""

    id: str
    source: str
    valid_from: date
    country: str
    asked: tuple[str, ...]  # symptoms
    mandatory: frozenset[str]  # those for which a test comes first
    methods: frozenset[str]  # whose answers release
    before: timedelta  # samples of so long before the arrival count
    after: timedelta
    unverified: tuple[str, ...] = ()

    def needs_test(self, symptoms: Collection[str]) -> bool:
        return not self.mandatory.isdisjoint(symptoms)


@cache
def gate_packs(disease: str = "covid19") -> tuple[GatePack, ...]:
    """Every pack of hospital gates, oldest first."""
    packs = [parse_gate(_read(path)) for path in (FOLDER / disease / "gate").glob("*.toml")]
    return tuple(sorted(packs, key=lambda pack: pack.valid_from))


def gate_on(day: date) -> GatePack:
    """The pack in force on ``day``; before the first one, the first one."""
    return next((one for one in reversed(gate_packs()) if one.valid_from <= day), gate_packs()[0])


def parse_gate(pack: dict[str, Any]) -> GatePack:
    """A pack as typed values.  Raises KeyError or ValueError where it is incomplete."""
    asked, mandatory = tuple(pack["symptoms"]["asked"]), frozenset(pack["symptoms"]["mandatory"])
    if not mandatory <= set(asked):
        raise ValueError(f"{pack['id']}: mandatory, but not asked: {sorted(mandatory - set(asked))}")
    return GatePack(
        id=pack["id"],
        source=pack["source"],
        valid_from=pack["valid_from"],
        country=pack["country"],
        asked=asked,
        mandatory=mandatory,
        methods=frozenset(pack["release"]["methods"]),
        before=timedelta(hours=pack["release"]["hours_before"]),
        after=timedelta(hours=pack["release"]["hours_after"]),
        unverified=_unverified(pack),
    )


@cache
def definitions(disease: str = "covid19") -> tuple[Definition, ...]:
    """Every definition of a case, oldest first."""
    folder = FOLDER / disease / "case"
    common = _read(folder / "common.toml")
    packs = [{**common, **_read(path)} for path in folder.glob("*.toml") if path.stem != "common"]
    return tuple(sorted(map(parse_definition, packs), key=lambda definition: definition.valid_from))


def definition_on(day: date) -> Definition:
    """The definition in force on ``day``; before the first one, the first one."""
    return next((one for one in reversed(definitions()) if one.valid_from <= day), definitions()[0])


def parse_protocol(pack: dict[str, Any]) -> Protocol:
    """A pack as typed values.  Raises KeyError where it is incomplete."""
    return Protocol(
        id=pack["id"],
        source=pack["source"],
        valid_from=pack["valid_from"],
        country=pack["country"],
        pools=pack["pools"],
        two_step=frozenset(pack["release"]["two_step"]),
        backlog=timedelta(days=pack["release"]["backlog_days"]),
        overdue={step: timedelta(hours=hours) for step, hours in pack["overdue_hours"].items()},
        lost=timedelta(hours=pack["lost"]["hours"]),
        single_due=timedelta(hours=pack["orders"]["single_hours"]),
        same_campaign=timedelta(hours=pack["orders"]["same_campaign_hours"]),
        unverified=_unverified(pack),
    )


def parse_definition(pack: dict[str, Any]) -> Definition:
    """A definition as typed values.  Raises KeyError or ValueError where it is incomplete."""
    return Definition(
        id=pack["id"],
        source=pack["source"],
        valid_from=pack["valid_from"],
        country=pack["country"],
        rules=tuple(_rule(rule) for rule in pack["rule"]),
        told=frozenset(pack["told"]),
        factor_reasons=frozenset(pack["factor_reasons"]),
        link_days=pack["link_days"],
        unverified=_unverified(pack),
    )


def _rule(told: dict[str, Any]) -> Rule:
    return Rule(
        name=told["name"],
        verdict=Verdict(told["verdict"]),
        methods=frozenset(told.get("methods", [])),
        link=Link[told.get("link", "none").upper()],
        symptoms=told.get("symptoms", False),
        positives=told.get("positives", 1),
        within=timedelta(hours=told.get("within_hours", 0)),
    )


def _unverified(pack: dict[str, Any]) -> tuple[str, ...]:
    return tuple(item["what"] for item in pack.get("unverified", []))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
