"""Every address of the platform: which methods it answers, and which right it asks for.

``right`` is a right of ``core.access``, PUBLIC (no log-in), or ACCOUNT (any log-in).  The key is the name of
the route, or its path where it has none.  ``purposes`` is what the code behind the address is seen to name.
"""

from dataclasses import dataclass

PUBLIC = "public"
ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Route:
    methods: str
    right: str
    purposes: str = ""  # for which the page shows people (identity.rules.Purpose)


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
    "accounts:text_state": Route("GET", PUBLIC),  # of the code this browser asked for
    "accounts:leave": Route("POST", ACCOUNT),
    "accounts:me": Route("GET", "accounts.own", "own"),
    "accounts:add": Route("GET POST", "accounts.own"),
    "accounts:record": Route("GET", "accounts.own", "own"),
    "accounts:my_code": Route("GET", PUBLIC),  # an empty page: the telephone fills it, without a network too
    "accounts:worker": Route("GET", PUBLIC),  # keeps that page
    "accounts:certify": Route("POST", "accounts.own", "own"),
    "accounts:phones": Route("GET POST", "accounts.own"),
    "accounts:guardians": Route("POST", "accounts.own", "own"),
    "accounts:end_care": Route("POST", "accounts.own"),
    "accounts:consents": Route("GET", "accounts.own", "own"),
    "accounts:print_consents": Route("GET", "accounts.own", "own"),
    "accounts:give_consent": Route("POST", "accounts.own", "own"),
    "accounts:withdraw_consent": Route("POST", "accounts.own", "own"),
    "accounts:desk": Route("GET POST", "accounts.assist", "desk"),
    "accounts:open": Route("GET POST", "accounts.break_glass"),
    "accounts:opened": Route("GET", "accounts.break_glass", "break_glass"),
    "accounts:openings": Route("GET", "accounts.oversee"),
    "accounts:set_up": Route("GET POST", PUBLIC),  # behind a link that works once
    "accounts:second_step": Route("GET", ACCOUNT),
    "accounts:whoami": Route("GET", ACCOUNT),
    "areas:options": Route("GET", ACCOUNT),  # units are public knowledge
    "identity:cards": Route("GET", "identity.cards", "desk"),
    "identity:people": Route("GET", "identity.read", "register_list"),
    "identity:person": Route("GET", "identity.read", "register register_list"),
    "identity:new": Route("GET POST", "identity.record", "desk matching"),
    "identity:add_guardian": Route("POST", "identity.record", "desk"),
    "identity:end_guardian": Route("POST", "identity.record", "desk"),
    "identity:merge": Route("GET POST", "identity.merge", "matching"),
    "identity:unmerge": Route("POST", "identity.merge"),
    "identity:reviews": Route("GET", "identity.merge", "matching"),
    "identity:review": Route("GET", "identity.merge", "matching"),
    "identity:decide": Route("POST", "identity.merge"),
    "identity:undo": Route("POST", "identity.merge"),
    "identity:print_cards": Route("POST", "identity.cards", "desk"),
    "testing:results": Route("GET", "testing.read", "laboratory"),
    "testing:release": Route("GET POST", "testing.release", "laboratory"),
    "testing:correct": Route("GET POST", "testing.correct", "laboratory"),
    "identity:place": Route("GET POST", "identity.place", "desk register"),
    "checkpoints:list": Route("GET", "checkpoints.guard"),
    "checkpoints:new": Route("GET POST", "checkpoints.manage"),
    "checkpoints:staff": Route("GET POST", "checkpoints.manage"),
    "checkpoints:gate": Route("GET POST", "checkpoints.guard", "checkpoint"),
    "checkpoints:decide": Route("POST", "checkpoints.guard"),
    "checkpoints:passages": Route("GET", "checkpoints.guard", "checkpoint"),
    "permits:mine": Route("GET", "permits.own", "own"),
    "permits:ask": Route("GET POST", "permits.own", "own"),
    "permits:withdraw": Route("POST", "permits.own", "own"),
    "permits:own": Route("GET", "permits.own", "own"),
    "permits:print": Route("GET", "permits.own", "own"),
    "permits:organisations": Route("GET POST", "permits.own"),
    "permits:organisation": Route("GET POST", "permits.own"),
    "permits:waiting": Route("GET", "permits.decide", "permit"),
    "permits:decide": Route("POST", "permits.decide", "permit"),
    "permits:issued": Route("GET", "permits.decide", "permit"),
    "permits:permit": Route("GET", "permits.decide", "permit"),
    "permits:reprint": Route("GET", "permits.decide", "permit"),
    "permits:revoke": Route("POST", "permits.decide"),
    "permits:quotas": Route("GET POST", "permits.decide"),
    "permits:papers": Route("GET POST", "permits.decide", "permit"),
    "permits:doubles": Route("GET", "permits.decide", "permit"),
    "permits:print_papers": Route("POST", "permits.decide"),
    "places:divided": Route("GET", "areas.assign"),
    "places:left": Route("GET", "areas.assign", "register_list"),
    "places:place": Route("POST", "areas.assign", "register_list"),
    "places:take_back": Route("POST", "areas.assign"),
    "places:hamlets": Route("GET POST", "areas.hamlets"),
    "places:rename_hamlet": Route("POST", "areas.hamlets"),
    "places:end_hamlet": Route("POST", "areas.hamlets"),
    "testing:sample": Route("GET POST", "testing.sample"),
    "testing:labels": Route("GET POST", "testing.sample"),
    "testing:pack": Route("GET POST", "testing.sample"),
    "testing:recalls": Route("GET", "testing.sample", "sampling"),
    "testing:tubes": Route("GET", "testing.read"),
    "testing:intake": Route("GET POST", "testing.handle"),
    "testing:plate": Route("GET POST", "testing.handle"),
    "testing:answer": Route("GET POST", "testing.release"),
    "testing:files": Route("GET POST", "testing.release"),
    "testing:mapping": Route("GET POST", "testing.release"),
    "testing:file": Route("GET POST", "testing.release"),
    "testing:campaigns": Route("GET POST", "testing.campaigns"),
    "testing:campaign": Route("GET", "testing.campaigns"),
    "testing:alarms": Route("GET", "testing.oversee"),
    "testing:close_alarm": Route("POST", "testing.oversee"),
    "testing:own_all": Route("GET", "accounts.own", "own"),
    "testing:gate": Route("GET POST", "testing.gate", "desk"),
    "testing:gate_queue": Route("GET", "testing.gate", "desk"),
    "testing:arrival": Route("GET", "testing.gate", "desk"),
    "testing:leave": Route("POST", "testing.gate"),
    "testing:papers": Route("GET", "testing.hand_out", "desk"),
    "testing:hand_out": Route("GET POST", "testing.hand_out", "desk handing_out"),
    "testing:own": Route("GET POST", "accounts.own", "own"),
    "testing:own_paper": Route("GET", "accounts.own", "own"),
    "testing:take_samples": Route("POST", "testing.sample"),
    "testing:take_reports": Route("POST", "testing.release"),
    "testing:take_answers": Route("POST", "testing.release"),
    "places:scans": Route("POST", PUBLIC),  # a device's own token
    "places:bundle": Route("GET", PUBLIC),  # the same
    "places:gate": Route("GET", PUBLIC),  # an empty page: the device fills it, without a network too
    "places:gate_worker": Route("GET", PUBLIC),  # keeps that page
    "places:gate_manifest": Route("GET", PUBLIC),  # its name and icons on the home screen
    "places:behind": Route("GET POST", PUBLIC),  # to check in, a citizen signs in
    "places:visits": Route("GET", "places.own", "own"),
    "places:dispute": Route("POST", "places.own", "own"),
    "places:mine": Route("GET", "places.own"),
    "places:new": Route("GET POST", "places.own"),
    "places:kept": Route("GET", "places.own", "host"),
    "places:poster": Route("GET", "places.own"),
    "places:add_zone": Route("POST", "places.own"),
    "places:add_device": Route("POST", "places.own"),
    "places:revoke_device": Route("POST", "places.own"),
    "places:report": Route("POST", "places.own"),
    "places:activity": Route("GET", "places.inspect"),
    "places:unused": Route("GET", "places.inspect"),
    "places:doubtful": Route("GET", "places.review", "visits"),
    "places:decide_scan": Route("POST", "places.review"),
    "places:disputes": Route("GET", "places.review", "visits"),
    "places:decide_dispute": Route("POST", "places.review"),
    "places:settle_suspicion": Route("POST", "places.review"),
    "places:upload": Route("GET POST", "places.load"),
    "declarations:send": Route("POST", "declarations.send"),
    "declarations:forms": Route("GET", "declarations.send"),
    "declarations:mine": Route("GET", "declarations.own", "own"),
    "declarations:sent": Route("GET", "declarations.own", "own"),
    "declarations:ask": Route("GET POST", "declarations.own", "own"),
    "declarations:desk": Route("GET", "declarations.record", "desk"),
    "declarations:desk_ask": Route("GET POST", "declarations.record", "desk"),
    "declarations:alerts": Route("GET", "declarations.follow", "tracing_list"),
    "declarations:alert": Route("GET", "declarations.follow", "tracing"),
    "declarations:take": Route("POST", "declarations.follow", "tracing"),
    "declarations:finish": Route("POST", "declarations.follow", "tracing"),
    "tracing:home": Route("GET", ACCOUNT),  # leads to the first page the role may see
    "tracing:inbox": Route("GET", "tracing.read", "tracing_list"),
    "tracing:task": Route("GET", "tracing.read", "tracing"),
    "tracing:take": Route("POST", "tracing.work", "tracing"),
    "tracing:finish": Route("POST", "tracing.work", "tracing"),
    "tracing:cases": Route("GET", "tracing.read", "tracing_list"),
    "tracing:case": Route("GET", "tracing.read", "tracing"),
    "tracing:present": Route("GET", "tracing.read", "tracing"),
    "ui:gallery": Route("GET", PUBLIC),  # made-up people
    "ui:gallery_rows": Route("GET", PUBLIC),
    "ui:gallery_row": Route("GET", PUBLIC),
    "ui:gallery_options": Route("GET", PUBLIC),
    "ui:frame": Route("GET", PUBLIC),
    "ui:theme": Route("POST", PUBLIC),
    "ui:language": Route("POST", PUBLIC),
}
