"""Writes of this room."""

from lachan.identity.services.cards import card_sheets
from lachan.identity.services.codes import (
    Issued,
    enrol_device,
    issue_national,
    print_cards,
    revoke_cards,
    rotate_key,
    signing_key,
)
from lachan.identity.services.matching import Linked, link
from lachan.identity.services.merging import merge, unmerge
from lachan.identity.services.people import Loaded, PersonColumns, copy_people, follow_areas, load_people
from lachan.identity.services.reviews import decide, undo
from lachan.identity.services.staff import actor_of, follow_units

__all__ = [
    "Issued",
    "Linked",
    "Loaded",
    "PersonColumns",
    "actor_of",
    "card_sheets",
    "copy_people",
    "decide",
    "enrol_device",
    "follow_areas",
    "follow_units",
    "issue_national",
    "link",
    "load_people",
    "merge",
    "print_cards",
    "revoke_cards",
    "rotate_key",
    "signing_key",
    "undo",
    "unmerge",
]
