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
    "account_login": Route("GET POST", PUBLIC),
    "account_logout": Route("POST", ACCOUNT),
    "account_reauthenticate": Route("GET POST", ACCOUNT),
    "account_change_password": Route("GET POST", ACCOUNT),
    "openid_connect_login": Route("GET POST", PUBLIC),  # 404 without a provider
    "openid_connect_callback": Route("GET", PUBLIC),
    "mfa_authenticate": Route("GET POST", PUBLIC),  # between password and log-in
    "mfa_index": Route("GET", ACCOUNT),
    "mfa_reauthenticate": Route("GET POST", ACCOUNT),
    "mfa_activate_totp": Route("GET POST", ACCOUNT),
    "mfa_deactivate_totp": Route("GET POST", ACCOUNT),
    "mfa_add_webauthn": Route("GET POST", ACCOUNT),
    "mfa_remove_webauthn": Route("GET POST", ACCOUNT),
    "mfa_reauthenticate_webauthn": Route("GET POST", ACCOUNT),
    "mfa_view_recovery_codes": Route("GET", ACCOUNT),
    "mfa_generate_recovery_codes": Route("GET POST", ACCOUNT),
    "usersessions_list": Route("GET POST", ACCOUNT),
    "accounts:home": Route("GET", ACCOUNT),  # leads to tracing:home, or to the citizen's records
    "accounts:sign_in": Route("GET POST", PUBLIC),
    "accounts:code": Route("GET POST", PUBLIC),
    "accounts:leave": Route("POST", ACCOUNT),
    "accounts:me": Route("GET", "accounts.own"),
    "accounts:add": Route("GET POST", "accounts.own"),
    "accounts:record": Route("GET", "accounts.own"),
    "accounts:end_care": Route("POST", "accounts.own"),
    "accounts:desk": Route("GET POST", "accounts.assist"),
    "accounts:open": Route("GET POST", "accounts.break_glass"),
    "accounts:opened": Route("GET", "accounts.break_glass"),
    "accounts:openings": Route("GET", "accounts.oversee"),
    "accounts:set_up": Route("GET POST", PUBLIC),  # behind a link that works once
    "accounts:second_step": Route("GET", ACCOUNT),
    "accounts:whoami": Route("GET", ACCOUNT),
    "areas:options": Route("GET", ACCOUNT),  # units are public knowledge
    "identity:cards": Route("GET", "identity.cards"),
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
    "testing:sample": Route("GET POST", "testing.sample"),
    "testing:pack": Route("GET POST", "testing.sample"),
    "testing:recalls": Route("GET", "testing.sample"),
    "testing:tubes": Route("GET", "testing.read"),
    "testing:intake": Route("GET POST", "testing.handle"),
    "testing:plate": Route("GET POST", "testing.handle"),
    "testing:answer": Route("GET POST", "testing.release"),
    "testing:campaigns": Route("GET POST", "testing.campaigns"),
    "testing:campaign": Route("GET", "testing.campaigns"),
    "testing:alarms": Route("GET", "testing.oversee"),
    "testing:close_alarm": Route("POST", "testing.oversee"),
    "testing:own": Route("GET POST", "accounts.own"),
    "testing:own_paper": Route("GET", "accounts.own"),
    "testing:take_samples": Route("POST", "testing.sample"),
    "testing:take_answers": Route("POST", "testing.release"),
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
