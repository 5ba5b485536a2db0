"""Who acts, and what they may do where.  The actor goes first into every query and every service."""

from dataclasses import dataclass

from django.db.models import Q

from lachan.core.errors import NotAllowed

# Few roles; each is a set of rights.  A right holds in the area of its owner and everything below it.
ROLES: dict[str, frozenset[str]] = {
    "citizen": frozenset(
        {
            "accounts.own",
            "declarations.own",
            "identity.looks",
            "identity.phones",
            "identity.record",
            "permits.own",
            "places.own",
        }
    ),
    "tracer": frozenset(
        {
            "accounts.break_glass",
            "declarations.follow",
            "identity.match",
            "identity.merge",
            "identity.read",
            "tracing.read",
            "tracing.work",
        }
    ),
    "health_worker": frozenset(
        {
            "accounts.assist",
            "accounts.break_glass",
            "declarations.follow",
            "declarations.record",
            "identity.cards",
            "identity.match",
            "identity.read",
            "identity.record",
            "testing.gate",
            "testing.hand_out",
        }
    ),
    # the commune's desk: gives people their cards and permits, keeps the list of its hamlets
    "registrar": frozenset({"areas.hamlets", "identity.cards", "permits.decide"}),
    # at a post on the road: sees whom they scan
    "guard": frozenset({"checkpoints.guard"}),
    "data_protection": frozenset({"accounts.oversee"}),
    "sampler": frozenset({"testing.sample"}),
    "laboratory": frozenset(
        {"identity.match", "testing.handle", "testing.read", "testing.release", "testing.correct"}
    ),
    "manager": frozenset(
        {
            "accounts.break_glass",
            "areas.assign",
            "areas.hamlets",
            "checkpoints.guard",
            "checkpoints.manage",
            "declarations.follow",
            "declarations.record",
            "identity.cards",
            "identity.match",
            "identity.merge",
            "identity.place",
            "identity.read",
            "permits.decide",
            "places.devices",
            "places.inspect",
            "places.load",
            "places.review",
            "testing.campaigns",
            "testing.gate",
            "testing.hand_out",
            "testing.oversee",
            "testing.read",
            "testing.sample",
            "tracing.read",
            "tracing.work",
            "tracing.teams",
        }
    ),
    "kiosk": frozenset({"declarations.send"}),  # a partner's system that sends what people declare
    "device": frozenset({"places.scan"}),  # a scanner at a place: its token is its own (places)
    "operator": frozenset(
        {
            "accounts.assist",
            "accounts.oversee",
            "accounts.services",
            "accounts.staff",
            "areas.assign",
            "areas.hamlets",
            "areas.load",
            "checkpoints.guard",
            "checkpoints.manage",
            "core.retention",
            "declarations.follow",
            "declarations.record",
            "declarations.send",
            "identity.cards",
            "identity.keys",
            "identity.load",
            "identity.match",
            "identity.merge",
            "identity.place",
            "identity.read",
            "identity.looks",
            "identity.record",
            "permits.decide",
            "places.devices",
            "places.inspect",
            "places.load",
            "places.review",
            "places.scan",
            "proximity.load",
            "testing.campaigns",
            "testing.correct",
            "testing.gate",
            "testing.hand_out",
            "testing.handle",
            "testing.oversee",
            "testing.read",
            "testing.release",
            "testing.sample",
            "testing.settle",
            "tracing.read",
            "tracing.work",
            "tracing.teams",
        }
    ),
}
# What an account of the staff or a programme may be given: a citizen's rights come from signing in alone, a
# scanner's from its own token.
STAFF_ROLES = ROLES.keys() - {"citizen", "device"}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or programme that acts.

    ``area_path`` is the unit whose subtree is theirs ("" = everything).
    """

    id: str
    name: str
    role: str
    rights: frozenset[str]
    area_path: str
    area_id: int | None = None

    def may(self, right: str, area_path: str) -> bool:
        return right in self.rights and area_path.startswith(self.area_path)

    def need(self, right: str, area_path: str) -> None:
        """Raise :class:`NotAllowed` unless the right is held for that area."""
        if not self.may(right, area_path):
            raise NotAllowed(right, area_path)

    def need_anywhere(self, right: str) -> None:
        """Raise unless the right is held somewhere; the query that follows narrows by area."""
        if right not in self.rights:
            raise NotAllowed(right, self.area_path)


def end_of(area_path: str) -> str:
    """The first path behind a unit and everything below it.

    >>> end_of("1.5."), end_of("")
    ('1.5/', '~')
    """
    return f"{area_path[:-1]}/" if area_path else "~"


def within(area_path: str, column: str = "area_path") -> Q:
    """Rows of a unit and below it: one range, which an index serves on both sides of the wall.

    For columns of collation "C"; LIKE would not reach the index through row-level security.
    """
    return Q(**{f"{column}__gte": area_path, f"{column}__lt": end_of(area_path)})


def system(name: str = "system") -> Actor:
    """The platform itself: jobs, subscribers and the operator's command line."""
    return Actor(id=name, name=name, role="operator", rights=ROLES["operator"], area_path="")
