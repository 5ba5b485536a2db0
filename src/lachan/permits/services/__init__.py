"""Writes of this room."""

from lachan.permits.services.applying import (
    LineColumns,
    Wish,
    apply,
    apply_list,
    register_organisation,
    withdraw,
)
from lachan.permits.services.deciding import decide, follow_areas, grant_quota, revoke
from lachan.permits.services.paper import Entered, enter_paper, print_papers
from lachan.permits.services.sheets import Sheet, code_of, paper_sheets, permit_sheets
from lachan.permits.services.suspending import follow_results

__all__ = [
    "Entered",
    "LineColumns",
    "Sheet",
    "Wish",
    "apply",
    "apply_list",
    "code_of",
    "decide",
    "enter_paper",
    "follow_areas",
    "follow_results",
    "grant_quota",
    "paper_sheets",
    "permit_sheets",
    "print_papers",
    "register_organisation",
    "revoke",
    "withdraw",
]
