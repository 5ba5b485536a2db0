"""What speaks to the outside world, and to the library by which staff sign in."""

from lachan.accounts.adapters.texts import Texts, texts

__all__ = ["Texts", "texts"]
