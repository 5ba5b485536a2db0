"""Writes of this room."""

from lachan.identity.queries.codes import CODES
from lachan.identity.services.cards import card_sheets
from lachan.identity.services.codes import (
    BUNDLES,
    Issued,
    bundle,
    enrol_device,
    issue_national,
    print_cards,
    revoke_cards,
    rotate_key,
    signing_key,
)
from lachan.identity.services.guardians import GuardianTold, add_guardian, end_guardian
from lachan.identity.services.linkage import LinkedRegister, estimate_model, link_register
from lachan.identity.services.linking import Linking
from lachan.identity.services.looks import count_lookup, note_listed, note_view
from lachan.identity.services.matching import Linked, link
from lachan.identity.services.merging import merge, unmerge
from lachan.identity.services.people import Loaded, PersonColumns, copy_people, follow_areas, load_people
from lachan.identity.services.phones import Certified, certify_phone, take_back_codes, take_back_phone
from lachan.identity.services.placing import (
    follow_people,
    place_people,
    place_person,
    put_people_back,
)
from lachan.identity.services.records import PersonTold, record_person
from lachan.identity.services.reviews import decide, undo
from lachan.identity.services.staff import (
    Member,
    actor_of,
    follow_units,
    place_staff,
    staff_actor,
    staff_members,
)

__all__ = [
    "BUNDLES",
    "CODES",
    "Certified",
    "GuardianTold",
    "Issued",
    "Linked",
    "LinkedRegister",
    "Linking",
    "Loaded",
    "Member",
    "PersonColumns",
    "PersonTold",
    "actor_of",
    "add_guardian",
    "bundle",
    "card_sheets",
    "certify_phone",
    "copy_people",
    "count_lookup",
    "decide",
    "end_guardian",
    "enrol_device",
    "estimate_model",
    "follow_areas",
    "follow_people",
    "follow_units",
    "issue_national",
    "link",
    "link_register",
    "load_people",
    "merge",
    "note_listed",
    "note_view",
    "place_people",
    "place_person",
    "place_staff",
    "print_cards",
    "put_people_back",
    "record_person",
    "revoke_cards",
    "rotate_key",
    "signing_key",
    "staff_actor",
    "staff_members",
    "take_back_codes",
    "take_back_phone",
    "undo",
    "unmerge",
]
