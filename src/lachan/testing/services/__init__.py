"""Writes of this room: every change of what stands is announced."""

from lachan.testing.services.alarms import close_alarm
from lachan.testing.services.answers import Measured, Told, foresee_answers, settle, take_answers
from lachan.testing.services.campaigns import CampaignTold, plan_campaign
from lachan.testing.services.certificate import Certified, certificate_pdf, certificate_text, count_guess
from lachan.testing.services.custody import WELLS, Opened, fill_plate, give_up, pack, receive, reject, unpack
from lachan.testing.services.files import (
    FileRead,
    MappingTold,
    foresee_file,
    keep_file,
    save_mapping,
    take_file,
)
from lachan.testing.services.gate import arrive, leave, release_arrivals
from lachan.testing.services.labels import MOST_SHEETS, label_sheets, print_labels
from lachan.testing.services.release import release_tubes
from lachan.testing.services.results import (
    Answer,
    ResultColumns,
    correct_result,
    follow_areas,
    follow_people,
    load_results,
    release_result,
)
from lachan.testing.services.samples import Taken, take_samples
from lachan.testing.services.telling import hand_out, tell
from lachan.testing.services.watching import watch

__all__ = [
    "MOST_SHEETS",
    "WELLS",
    "Answer",
    "CampaignTold",
    "Certified",
    "FileRead",
    "MappingTold",
    "Measured",
    "Opened",
    "ResultColumns",
    "Taken",
    "Told",
    "arrive",
    "certificate_pdf",
    "certificate_text",
    "close_alarm",
    "correct_result",
    "count_guess",
    "fill_plate",
    "follow_areas",
    "follow_people",
    "foresee_answers",
    "foresee_file",
    "give_up",
    "hand_out",
    "keep_file",
    "label_sheets",
    "leave",
    "load_results",
    "pack",
    "plan_campaign",
    "print_labels",
    "receive",
    "reject",
    "release_arrivals",
    "release_result",
    "release_tubes",
    "save_mapping",
    "settle",
    "take_answers",
    "take_file",
    "take_samples",
    "tell",
    "unpack",
    "watch",
]
