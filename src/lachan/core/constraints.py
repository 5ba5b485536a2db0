"""Constraints that many tables need, said once."""

from django.db.models import CheckConstraint, Q


def both_or_neither(one: str, other: str, *, name: str) -> CheckConstraint:
    """Two columns that are known together or not at all, such as ``done_at`` and ``done_by``."""
    return CheckConstraint(
        condition=Q(**{f"{one}__isnull": True, f"{other}__isnull": True})
        | Q(**{f"{one}__isnull": False, f"{other}__isnull": False}),
        name=name,
    )
