"""Every address of the platform: which methods it answers, and which right it asks for.

``right`` is a right of ``core.access``, PUBLIC (no log-in), or ACCOUNT (any log-in).  The key is the name of
the route, or its path where it has none.
"""

from dataclasses import dataclass

PUBLIC = "public"
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Route:
    methods: str
    right: str


ROUTES: dict[str, Route] = {
    "home": Route("GET", ACCOUNT),  # leads to tracing:home
    "areas:options": Route("GET", ACCOUNT),  # units are public knowledge
    "identity:cards": Route("GET", "identity.cards"),
    "identity:login": Route("GET POST", PUBLIC),
    "identity:logout": Route("POST", ACCOUNT),
    "identity:people": Route("GET", "identity.read"),
    "identity:person": Route("GET", "identity.read"),
    "identity:merge": Route("GET POST", "identity.merge"),
    "identity:unmerge": Route("POST", "identity.merge"),
    "identity:reviews": Route("GET", "identity.merge"),
    "identity:review": Route("GET", "identity.merge"),
    "identity:decide": Route("POST", "identity.merge"),
    "identity:undo": Route("POST", "identity.merge"),
    "identity:print_cards": Route("POST", "identity.cards"),
    "testing:results": Route("GET", "testing.read"),
    "testing:release": Route("GET POST", "testing.release"),
    "testing:correct": Route("GET POST", "testing.correct"),
    "tracing:home": Route("GET", ACCOUNT),  # leads to the first page the role may see
    "tracing:inbox": Route("GET", "tracing.read"),
    "tracing:task": Route("GET", "tracing.read"),
    "tracing:take": Route("POST", "tracing.work"),
    "tracing:finish": Route("POST", "tracing.work"),
    "tracing:cases": Route("GET", "tracing.read"),
    "tracing:case": Route("GET", "tracing.read"),
    "tracing:present": Route("GET", "tracing.read"),
    "ui:gallery": Route("GET", PUBLIC),  # made-up people
    "ui:gallery_rows": Route("GET", PUBLIC),
    "ui:gallery_row": Route("GET", PUBLIC),
    "ui:gallery_options": Route("GET", PUBLIC),
    "ui:frame": Route("GET", PUBLIC),
    "ui:theme": Route("POST", PUBLIC),
    "ui:language": Route("POST", PUBLIC),
}
