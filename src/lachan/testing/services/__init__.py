"""Writes of this room: every change of what stands is announced."""

from lachan.testing.services.alarms import close_alarm
from lachan.testing.services.answers import Measured, Told, settle, take_answers
from lachan.testing.services.campaigns import CampaignTold, plan_campaign
from lachan.testing.services.certificate import Certified, certificate_pdf, certificate_text, count_guess
from lachan.testing.services.custody import WELLS, Opened, fill_plate, give_up, pack, receive, reject, unpack
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
from lachan.testing.services.watching import watch

__all__ = [
    "WELLS",
    "Answer",
    "CampaignTold",
    "Certified",
    "Measured",
    "Opened",
    "ResultColumns",
    "Taken",
    "Told",
    "certificate_pdf",
    "certificate_text",
    "close_alarm",
    "correct_result",
    "count_guess",
    "fill_plate",
    "follow_areas",
    "follow_people",
    "give_up",
    "load_results",
    "pack",
    "plan_campaign",
    "receive",
    "reject",
    "release_result",
    "release_tubes",
    "settle",
    "take_answers",
    "take_samples",
    "unpack",
    "watch",
]
