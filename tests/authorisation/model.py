"""Who may see and do what: the plain model against which the site and the database are compared.

Written by hand from docs/reference/roles.md and the rules of the house.  It imports nothing of ours: what it
says must not follow from the code that it judges.
"""

from typing import NamedTuple

# Twin provinces A and B of the country V, each with two communes and a facility (X) below the first one; O:
# people of whom no unit is known.  "*" is the whole country and those too.
HOMES = {"V": "*", "O": "*", "A": "V", "AA": "A", "AB": "A", "AX": "AA"}
HOMES |= {"B": "V", "BA": "B", "BB": "B", "BX": "BA"}
EXPIRED = {"V", "B", "BB", "O"}  # homes whose opening (break-glass) is over
# Lists: of which case, of which team, about whom.  X: what a case of AA gave the team of BA to do.
TASKS = {home: (home, "V" if home == "O" else home, home) for home in HOMES} | {"X": ("AA", "BA", "BA")}

_READ = "identity.match identity.merge identity.read tracing.read tracing.work "
_PLACE = "areas.assign areas.hamlets identity.place "
_TEST = "identity.match testing.read testing.release testing.correct "
DUTIES = {
    "tracer": _READ + "accounts.break_glass",
    "health_worker": "accounts.assist accounts.break_glass identity.cards identity.record",
    "registrar": "identity.cards areas.hamlets",
    "data_protection": "accounts.oversee",
    "laboratory": _TEST,
    "manager": _READ + _PLACE + "accounts.break_glass identity.cards testing.read tracing.teams",
    "operator": _READ
    + _TEST
    + _PLACE
    + "accounts.assist accounts.oversee accounts.services accounts.staff areas.load"
    " core.retention identity.cards identity.keys identity.load identity.looks identity.record places.load"
    " places.scan proximity.load tracing.teams",
    "citizen": "accounts.own identity.record identity.looks",
}
RIGHTS = {role: frozenset(told.split()) for role, told in DUTIES.items()}

# What addresses ask for: methods, right ("account": any log-in, "staff": any place in the house, "library":
# pages of django-allauth about one's own account), the object ("-": none; with "*": named in the form that is
# sent), the answer where that is out of reach, what is shown.  Two addresses may share a line.
_TABLE = """
accounts:home,areas:options GET account - - - ; accounts:leave POST account - - -
accounts:whoami,tracing:home GET staff - - - ; accounts:add GET,POST accounts.own - - -
identity:undo POST identity.merge - - - ; places:divided,places:left GET areas.assign - - -
places:place,places:take_back POST areas.assign - - - ; places:hamlets GET,POST areas.hamlets - - -
places:rename_hamlet,places:end_hamlet POST areas.hamlets - - - ; accounts:me GET accounts.own - - cared
accounts:end_care,accounts:withdraw_consent POST accounts.own care not_found -
accounts:give_consent POST accounts.own care moved - ; accounts:consents GET accounts.own care not_found name
identity:place GET,POST identity.place person not_found name ; identity:reviews GET identity.merge - - first
accounts:print_consents GET accounts.own care not_found - ; accounts:openings GET accounts.oversee - - reasons
accounts:record GET accounts.own care not_found name,reason ; testing:results GET testing.read - - names
identity:review GET identity.merge person not_found pair ; identity:cards GET identity.cards named shown named
accounts:desk GET,POST accounts.assist *anybody told - ; tracing:inbox GET tracing.read - - inbox
accounts:open GET,POST accounts.break_glass *anybody told - ; tracing:cases GET tracing.read - - names
accounts:opened GET accounts.break_glass opening refused name,phone,reason
identity:people GET identity.read searched shown people ; tracing:task GET tracing.read task not_found task
identity:person GET identity.read person not_found name,phone
identity:merge GET,POST identity.merge pair not_found pair ; tracing:case GET tracing.read case not_found case
identity:unmerge,identity:decide POST identity.merge person moved -
identity:print_cards POST identity.cards *person shown -
testing:release GET,POST testing.release *person told -
testing:correct GET,POST testing.correct person not_found name
tracing:take,tracing:finish POST tracing.work task not_found task
tracing:present GET tracing.read point not_found contact
accounts:sign_in,accounts:code,accounts:text_state * public - - -
accounts:set_up,account_login,openid_connect_login * public - - -
mfa_authenticate,openid_connect_callback,ui:frame,ui:theme,ui:language * public - - -
ui:gallery,ui:gallery_rows,ui:gallery_row,ui:gallery_options * public - - -
account_logout,account_reauthenticate,account_change_password,mfa_index,mfa_reauthenticate * library - - -
mfa_activate_totp,mfa_deactivate_totp,mfa_add_webauthn,mfa_remove_webauthn * library - - -
mfa_reauthenticate_webauthn,mfa_view_recovery_codes,mfa_generate_recovery_codes * library - - -
usersessions_list,accounts:second_step * library - - -
"""
_LINES = map(str.split, _TABLE.strip().replace(";", "\n").split("\n"))
ROUTES = {name: t for names, *t in _LINES for name in names.split(",")}
ANY = {"shown", "moved", "told", "not_found", "method", "refused"}  # never: broken
LISTS = ("tracing:take", "tracing:finish")  # answered with the list, in place

# Which rows a transaction sees: those of a record that is seen, of a case that is seen, and so on.
_KINDS = {
    "record": "identity_person identity_identifier identity_phone identity_card identity_record_view"
    " identity_guardian testing_result accounts_consent",
    "case": "tracing_case tracing_contact tracing_exposurepoint tracing_evidence",
    **{"account": "accounts_account", "care": "accounts_care", "opening": "accounts_opening"},
    "nowhere": "accounts_code places_visit proximity_encounter core_watch",
}
ROWS = {table: kind for kind, tables in _KINDS.items() for table in tables.split()}


class Asker(NamedTuple):
    """``kind``: anonymous, nobody (no place in the house), citizen, staff, programme, or turned_away."""

    kind: str
    rights: frozenset[str] = frozenset()
    unit: str | None = None
    cares: frozenset[str] = frozenset()  # homes of the people an account acts for
    opened: frozenset[str] = frozenset()  # homes of the records opened in need, within the hour


class Expected(NamedTuple):
    """Words for the answer, the canaries that stand in it, and homes whose rows are changed by it."""

    words: set[str]
    shown: set[str] = set()
    changed: set[str] = set()


def covers(unit: str | None, home: str) -> bool:
    while home not in (unit, "*"):
        home = HOMES[home]
    return home == unit


def acting(own: Asker, other: Asker) -> Asker:
    """A programme that acts for somebody: what both may, where both may; nothing where they share nothing."""
    up, down = (own, other) if covers(own.unit, other.unit or "*") else (other, own)
    shared = down._replace(kind="programme", rights=own.rights & other.rights)
    return shared if covers(up.unit, down.unit or "*") else Asker("turned_away")


def reaches(a: Asker, kind: str, home: str) -> bool:
    """Whether the object of this home is one of the asker's."""
    if kind in ("care", "opening"):
        return home in (a.cares if kind == "care" else a.opened)
    if home == "X" and kind == "pair":  # one person of each
        return covers(a.unit, "AA") and covers(a.unit, "BA")
    units = [] if kind == "task" else [home]
    if kind in ("case", "point", "task"):
        units += [team for key, (of, team, _) in TASKS.items() if home == (of if kind == "case" else key)]
    return kind == "anybody" or any(covers(a.unit, unit) for unit in units)


def canaries(a: Asker, shows: str, home: str) -> set[str]:
    """What is shown, as "p.AA.name": the name of the person p of home AA."""
    mine = [one for one in HOMES if covers(a.unit, one)]
    lists = [(case, whom) for case, team, whom in TASKS.values() if covers(a.unit, team)]
    p, q = ("p.AA", "p.BA") if home == "X" else (f"p.{home}", f"q.{home}")
    called = {f"q.{whom}.{part}" for case, whom in lists if case == home for part in ("name", "phone")}
    return {
        "cared": {f"p.{one}.name" for one in a.cares},
        "reasons": {f"p.{one}.reason" for one in mine},
        "names": {f"p.{one}.name" for one in mine},
        "named": {f"{p}.name"} if home else set(),
        "people": {f"{who}.{one}.name" for one in mine for who in "pq"} if not home else {f"{p}.name"},
        "pair": {f"{who}.{part}" for who in (p, q) for part in ("name", "phone", "number")},
        "inbox": {f"p.{case}.name" for case, _ in lists if case in mine},
        "task": {f"q.{TASKS[home][2]}.{part}" for part in ("name", "phone")} if home in TASKS else set(),
        "case": called | ({f"{p}.name", f"{p}.phone"} if home in mine else set()),
        "contact": {f"{q}.name", f"{q}.phone"},
    }.get(shows, {f"{p}.{part}" for part in shows.split(",") if part != "-"})


def turned(a: Asker, route: str, method: str, path: str) -> set[str] | None:
    """The word for who does not come as far as the object; None for who does."""
    methods, right, *_ = ROUTES[route]
    if a.kind == "turned_away" or (a.kind == "programme" and path.startswith(("/account/", "/me/"))):
        return {"refused"}
    if a.kind == "anonymous" and right != "public":
        return {"sign_in"}
    if a.kind == "citizen" and path.startswith("/account/"):
        return {"moved"}
    if methods == "*":
        return ANY
    if method not in methods.split(","):
        return {"method"}
    held = a.rights | {"account"} | ({"staff"} if a.kind in ("staff", "programme") else set())
    return None if right in held else {"refused"}


def predict(a: Asker, route: str, method: str, path: str, home: str) -> Expected:
    """``home``: of the object asked for; "" none is named, "?" one that does not exist."""
    if words := turned(a, route, method, path):
        return Expected(words)
    *_, kind, elsewhere, shows = ROUTES[route]
    is_sent, is_asked = method == "POST", home != "" and not (kind[0] == "*" and method == "GET")
    if is_asked and (home == "?" or not reaches(a, kind.strip("*"), home)):
        return Expected({elsewhere})
    if route == "accounts:add" or route.startswith("places:"):  # no unit of this world is divided
        return Expected(ANY)
    done = {"moved"} if is_sent or route.endswith(":home") else {"shown"}
    done |= {"shown"} if route in (*LISTS, "identity:print_cards") else set()
    if shows == "first":
        home, shows = "O" if a.unit == "*" else str(a.unit), "pair"
    shown = canaries(a, shows, home) if route in LISTS or not is_sent else set()
    return Expected(done, shown, {"BA" if home == "X" else home} if is_sent and is_asked else set())


def sees(a: Asker, user: str, actor: str, kind: str, row: tuple[str, str]) -> bool:
    """Whether a row is seen; ``row``: whose record, case or account (a home), and by whom it was made."""
    home, by = row
    if kind in ("account", "care"):
        return by == user or (kind == "care" and home in a.cares)
    if kind == "case":
        return reaches(a, "case", home)
    seen = kind != "nowhere" and (covers(a.unit, home) or home in a.cares)
    return seen or (kind == "opening" and by == actor)
