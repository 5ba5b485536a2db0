"""The door of the room."""

from lachan.accounts.errors import AccountUnknown, AreaUnknown, NameTaken, TokenRefused
from lachan.accounts.queries import has_consent, is_open, person_in_care
from lachan.accounts.services import (
    actor_with_token,
    add_service,
    add_staff,
    close_staff,
    programmes,
    renew_staff,
    revoke_service,
)

__all__ = [
    "AccountUnknown",
    "AreaUnknown",
    "NameTaken",
    "TokenRefused",
    "actor_with_token",
    "add_service",
    "add_staff",
    "close_staff",
    "has_consent",
    "is_open",
    "person_in_care",
    "programmes",
    "renew_staff",
    "revoke_service",
]
