"""Writes of this room, by subject."""

from lachan.accounts.services.care import DAY, Shown, add_person, assist, end_care
from lachan.accounts.services.codes import Asked, ask_code, citizen, sign_in
from lachan.accounts.services.consents import give_consent, receipt_sheet, withdraw_consent
from lachan.accounts.services.news import Reach, text_carers
from lachan.accounts.services.openings import note_opened, open_record
from lachan.accounts.services.programmes import actor_with_token, add_service, programmes, revoke_service
from lachan.accounts.services.staff import (
    add_staff,
    close_staff,
    end_sessions,
    invited,
    renew_staff,
    set_password,
    set_up_path,
    sign_out_elsewhere,
)

__all__ = [
    "DAY",
    "Asked",
    "Reach",
    "Shown",
    "actor_with_token",
    "add_person",
    "add_service",
    "add_staff",
    "ask_code",
    "assist",
    "citizen",
    "close_staff",
    "end_care",
    "end_sessions",
    "give_consent",
    "invited",
    "note_opened",
    "open_record",
    "programmes",
    "receipt_sheet",
    "renew_staff",
    "revoke_service",
    "set_password",
    "set_up_path",
    "sign_in",
    "sign_out_elsewhere",
    "text_carers",
    "withdraw_consent",
]
