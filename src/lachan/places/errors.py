"""What may go wrong at places and gates, and is expected."""

from dataclasses import dataclass
from typing import ClassVar

from lachan.core.errors import DomainError


@dataclass(eq=False)
class PlaceUnknown(DomainError):
    """No place has this code, or it lies outside what the actor may see."""

    code: ClassVar[str] = "places.place_unknown"
    status: ClassVar[int] = 404
    place: str


@dataclass(eq=False)
class DeviceUnknown(DomainError):
    """No such device, or it stands at somebody else's place."""

    code: ClassVar[str] = "places.device_unknown"
    status: ClassVar[int] = 404
    device: str


@dataclass(eq=False)
class DeviceRefused(DomainError):
    """The token opens nothing: unknown and revoked look alike."""

    code: ClassVar[str] = "places.device_refused"
    status: ClassVar[int] = 401
