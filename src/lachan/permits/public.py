"""The door of the room."""

from lachan.permits.queries import Held, Seen, behind, best, held, trust, units_of
from lachan.permits.services.applying import plain_plate

__all__ = ["Held", "Seen", "behind", "best", "held", "plain_plate", "trust", "units_of"]
