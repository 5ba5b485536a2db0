"""The door of the room: nothing stands above it that would enter."""

__all__: list[str] = []
