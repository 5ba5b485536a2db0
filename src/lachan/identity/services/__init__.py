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
from lachan.identity.services.looks import note_view
from lachan.identity.services.people import PersonColumns, copy_people, follow_areas, load_people
from lachan.identity.services.records import PersonTold, record_person
from lachan.identity.services.staff import (
    Member,
    actor_of,
    follow_units,
    place_staff,
    staff_actor,
    staff_members,
)

__all__ = [
    "Issued",
    "Member",
    "PersonColumns",
    "PersonTold",
    "actor_of",
    "card_sheets",
    "copy_people",
    "enrol_device",
    "follow_areas",
    "follow_units",
    "issue_national",
    "load_people",
    "note_view",
    "place_staff",
    "print_cards",
    "record_person",
    "revoke_cards",
    "rotate_key",
    "signing_key",
    "staff_actor",
    "staff_members",
]
