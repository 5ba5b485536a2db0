"""Who is a case: the definition in force as a function of what was found, felt and known of the person.

Plain Python, as the letters of the ministry put it.  The rules come in as a dated :class:`Definition`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

ANY = "*"


class Verdict(StrEnum):
    """What somebody is, strongest first."""

    CONFIRMED = "confirmed"
    SUSPECTED = "suspected"
    NOT_A_CASE = "not_a_case"


class Link(IntEnum):
    """What is known of where somebody may have been infected; each includes those before."""

    NONE = 0
    FACTOR = 1  # an epidemiological factor, such as living in an area with an outbreak
    CONTACT = 2  # an F1


@dataclass(frozen=True, slots=True)
class Finding:
    """A positive answer that stands.

    ``is_told``: it came by file, as its laboratory had released it, and nothing more is known about it.
    """

    method: str
    sampled_at: datetime
    link: Link = Link.NONE
    has_symptoms: bool = False
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the definition.

    ``methods`` empty: without any positive test.  ``positives``: so many by these methods, none further than
    ``within`` from another of them.
    """

    name: str
    verdict: Verdict
    methods: frozenset[str] = frozenset()
    link: Link = Link.NONE
    symptoms: bool = False
    positives: int = 1
    within: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of a case of one disease, from a day on."""

    id: str
    source: str
    valid_from: date
    country: str
    rules: tuple[Rule, ...]
    told: frozenset[str]  # methods whose answers confirm where they came by file; ANY = all
    factor_reasons: frozenset[str]  # reasons of a test that tell of an epidemiological factor
    link_days: int  # how long before a sample a contact counts
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the name of the rule that gave it ("" where none did)."""

    verdict: Verdict
    rule: str = ""


def judge(finding: Finding, others: Sequence[Finding], definition: Definition) -> Judged:
    """What one positive answer makes of its person, beside the other positive answers that stand."""
    if finding.is_told and definition.told & {ANY, finding.method}:
        return Judged(Verdict.CONFIRMED, "told")
    met = [rule for rule in definition.rules if rule.methods and _is_met(rule, finding, others)]
    return _strongest(met)


def judge_untested(definition: Definition, *, has_symptoms: bool, link: Link) -> Judged:
    """What somebody is before any test."""
    rules = [rule for rule in definition.rules if not rule.methods]
    return _strongest([rule for rule in rules if link >= rule.link and (has_symptoms or not rule.symptoms)])


def _strongest(met: Sequence[Rule]) -> Judged:
    order = list(Verdict)
    best = min(met, key=lambda rule: order.index(rule.verdict), default=None)
    return Judged(best.verdict, best.name) if best else Judged(Verdict.NOT_A_CASE)


def _is_met(rule: Rule, finding: Finding, others: Sequence[Finding]) -> bool:
    if finding.method not in rule.methods or finding.link < rule.link:
        return False
    if rule.symptoms and not finding.has_symptoms:
        return False
    moments = {finding.sampled_at} | {o.sampled_at for o in others if o.method in rule.methods}
    near = [at for at in moments if abs(at - finding.sampled_at) <= rule.within]
    return len(near) >= rule.positives
