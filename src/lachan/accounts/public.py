"""The door of the room."""

from lachan.accounts.errors import AccountUnknown, AreaUnknown, NameTaken, TokenRefused
from lachan.accounts.queries import CareLine, account_of, care_line, cares, has_consent, is_open
from lachan.accounts.services import (
    Reach,
    actor_with_token,
    add_service,
    add_staff,
    citizen,
    close_staff,
    programmes,
    renew_staff,
    revoke_service,
    text_carers,
)

__all__ = [
    "AccountUnknown",
    "AreaUnknown",
    "CareLine",
    "NameTaken",
    "Reach",
    "TokenRefused",
    "account_of",
    "actor_with_token",
    "add_service",
    "add_staff",
    "care_line",
    "cares",
    "citizen",
    "close_staff",
    "has_consent",
    "is_open",
    "programmes",
    "renew_staff",
    "revoke_service",
    "text_carers",
]
