"""Law as data: reads ``policies/<disease>/<id>.toml`` into the kernel's frozen values, chooses by date."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lachan.core.errors import PolicyUnknown
from lachan.kernel import matching
from lachan.kernel.consents import ConsentText
from lachan.kernel.exposure import Bluetooth, ExposurePolicy, Grade, PlaceKind, Rule, Source
from lachan.kernel.identifiers import Numbering
from lachan.kernel.permits import Hours, Template, minute_of

FOLDER = Path(__file__).parents[1] / "policies"
LONGEST_DWELL_MINUTES = 12 * 60  # a supposed stay is a short one (places: SHORT_STAY)


@cache
def exposure_policies(disease: str = "covid19") -> dict[str, ExposurePolicy]:
    """Every pack of a disease by id, oldest first."""
    folder = FOLDER / disease
    common = tomllib.loads((folder / "common.toml").read_text("utf-8"))
    packs = [
        tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml") if path.stem != "common"
    ]
    policies = [parse({**common, **pack}) for pack in packs]
    return {policy.id: policy for policy in sorted(policies, key=lambda policy: policy.valid_from)}


def exposure_policy(name: str) -> ExposurePolicy:
    """The pack called ``name``.  Raises :class:`PolicyUnknown`, naming those that exist."""
    known = exposure_policies()
    if name not in known:
        raise PolicyUnknown(name, ", ".join(known))
    return known[name]


def exposure_policy_on(day: date, country: str = "VN") -> ExposurePolicy:
    """The country's pack in force on ``day``; before the first one, the first one."""
    packs = [policy for policy in exposure_policies().values() if policy.country == country]
    return next((policy for policy in reversed(packs) if policy.valid_from <= day), packs[0])


@cache
def numbering() -> Numbering:
    """How numbers of people are built (``policies/identity/numbers.toml``)."""
    pack = tomllib.loads((FOLDER / "identity" / "numbers.toml").read_text("utf-8"))
    return Numbering(frozenset(pack["cccd_provinces"]), pack["phones"]["prefixes"])


@cache
def matching_models() -> tuple[matching.Model, ...]:
    """Every model of matching, oldest first (``policies/identity/matching-….toml``)."""
    files = sorted((FOLDER / "identity").glob("matching-*.toml"))
    return tuple(matching.parse(tomllib.loads(path.read_text("utf-8"))) for path in files)


def matching_model_on(day: date) -> matching.Model:
    """The model in force on ``day``; before the first one, the first one."""
    known = matching_models()
    return next((model for model in reversed(known) if model.valid_from <= day), known[0])


@cache
def consent_texts() -> tuple[ConsentText, ...]:
    """Every version of what people are asked to agree to (``policies/consents/<purpose>-<date>.toml``)."""
    packs = [tomllib.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "consents").glob("*.toml"))]
    return tuple(
        ConsentText(**{**pack, "says": {lang: tuple(told) for lang, told in pack["says"].items()}})
        for pack in packs
    )


@cache
def permit_templates() -> dict[int, Template]:
    """Every version of every template by its number (``policies/permits/<template>-<date>.toml``)."""
    packs = [tomllib.loads(path.read_text("utf-8")) for path in (FOLDER / "permits").glob("*.toml")]
    return {pack["number"]: _template(pack) for pack in sorted(packs, key=lambda pack: pack["number"])}


def _template(pack: dict[str, Any]) -> Template:
    begin, end = map(minute_of, pack["hours"])
    read: dict[str, Any] = {
        "hours": Hours(begin, end),
        "applicants": frozenset(pack["applicants"]),
        "suspend_on": frozenset(pack["suspend_on"]),
        **{name: timedelta(days=pack[f"{name}_days"]) for name in ("longest", "grace", "suspended")},
    }
    return Template(**{**{name: v for name, v in pack.items() if not name.endswith("_days")}, **read})


@cache
def passing_policies() -> tuple[dict[str, Any], ...]:
    """What lets somebody pass a checkpoint, oldest first (``policies/checkpoints/passing-<date>.toml``)."""
    packs = [tomllib.loads(path.read_text("utf-8")) for path in (FOLDER / "checkpoints").glob("*.toml")]
    return tuple(sorted(packs, key=lambda pack: pack["valid_from"]))


def parse(pack: dict[str, Any]) -> ExposurePolicy:
    """A pack as typed values.  Raises KeyError or ValueError where it is incomplete."""
    kinds = {name: PlaceKind(**kind) for name, kind in pack["kinds"].items()}
    if any(kind.dwell_minutes > LONGEST_DWELL_MINUTES for kind in kinds.values()) or "other" not in kinds:
        raise ValueError(f"{pack['id']}: a dwell above {LONGEST_DWELL_MINUTES} minutes, or no kind 'other'")
    return ExposurePolicy(
        id=pack["id"],
        source=pack["source"],
        valid_from=pack["valid_from"],
        country=pack["country"],
        before_onset=timedelta(days=pack["window"]["before_onset_days"]),
        before_sample=timedelta(days=pack["window"]["before_sample_days"]),
        rules=tuple(
            sorted((_rule(rule) for rule in pack["rule"]), key=lambda rule: list(Grade).index(rule.grade))
        ),
        owned=frozenset(Grade(name) for name in pack["owned"]["grades"]),
        kinds=kinds,
        bluetooth=Bluetooth(**pack["bluetooth"]),
        contacts_due=timedelta(hours=pack["due"]["contacts_hours"]),
        points_due=timedelta(hours=pack["due"]["points_hours"]),
        episode=timedelta(days=pack["episode_days"]),
        near_rows=pack["vehicle"]["near_rows"],
        unverified=tuple(item["what"] for item in pack.get("unverified", [])),
    )


def _rule(rule: dict[str, Any]) -> Rule:
    return Rule(
        **{**rule, "grade": Grade(rule["grade"]), "sources": frozenset(Source(s) for s in rule["sources"])}
    )
