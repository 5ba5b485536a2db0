"""Pages of this room."""

from lachan.accounts.views.codes import certify, my_code, phones, worker
from lachan.accounts.views.consents import consents, give_consent, print_consents, withdraw_consent
from lachan.accounts.views.desk import desk
from lachan.accounts.views.openings import open_record, opened, openings
from lachan.accounts.views.records import add, end_care, guardians, me, record
from lachan.accounts.views.sign_in import code, leave, sign_in, text_state
from lachan.accounts.views.staff import home, second_step, set_up

__all__ = [
    "add",
    "certify",
    "code",
    "consents",
    "desk",
    "end_care",
    "give_consent",
    "guardians",
    "home",
    "leave",
    "me",
    "my_code",
    "open_record",
    "opened",
    "openings",
    "phones",
    "print_consents",
    "record",
    "second_step",
    "set_up",
    "sign_in",
    "text_state",
    "withdraw_consent",
    "worker",
]
