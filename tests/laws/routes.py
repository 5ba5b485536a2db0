"""Every address of the platform: which methods it answers, and which right it asks for.

``right`` is a right of ``core.access``, PUBLIC (no log-in), or ACCOUNT (any log-in).  The key is the name of the
route, or its path where it has none.
"""

from dataclasses import dataclass

PUBLIC = "public"
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Route:
    methods: str
    right: str


ROUTES: dict[str, Route] = {}
