"""Fixtures of this room."""

from tests.identity.conftest import committed

__all__ = ["committed"]
