"""Reads of this room."""

from lachan.permits.models import Application, Organisation, Permit
from lachan.permits.queries.deciding import (
    DoubleLine,
    PermitPage,
    WaitingLine,
    double_lines,
    issued,
    listed_organisations,
    papers_left,
    permit_page,
    waiting,
)
from lachan.permits.queries.holding import (
    Held,
    Seen,
    behind,
    best,
    held,
    standings,
    terms_of,
    trust,
    units_of,
)
from lachan.permits.queries.own import (
    OwnApplication,
    OwnPermit,
    organisation_lines,
    own_organisations,
    own_papers,
    own_permit,
)

__all__ = [
    "Application",
    "DoubleLine",
    "Held",
    "Organisation",
    "OwnApplication",
    "OwnPermit",
    "Permit",
    "PermitPage",
    "Seen",
    "WaitingLine",
    "behind",
    "best",
    "double_lines",
    "held",
    "issued",
    "listed_organisations",
    "organisation_lines",
    "own_organisations",
    "own_papers",
    "own_permit",
    "papers_left",
    "permit_page",
    "standings",
    "terms_of",
    "trust",
    "units_of",
    "waiting",
]
