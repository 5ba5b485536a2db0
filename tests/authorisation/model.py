"""Who may see and do what: the plain model against which the site and the database are compared.

Written by hand from docs/reference/roles.md and the rules of the house.  It imports nothing of ours: what it
says must not follow from the code that it judges.
"""

from typing import NamedTuple

# Twin provinces A and B of the country V, each with two communes and a facility (X) below the first one; O:
# people of whom no unit is known.  "*" is the whole country and those too.
HOMES = {"V": "*", "A": "V", "AA": "A", "AB": "A", "AX": "AA", "O": "*", "B": "V", "BA": "B", "BB": "B", "BX": "BA"}
EXPIRED = {"V", "B", "BB", "O"}  # homes whose opening (break-glass) is over
TASKS = {home: (home, "V" if home == "O" else home, home) for home in HOMES}  # of which case, whose, whom
TASKS["X"] = ("AA", "BA", "BA")  # what a case of AA gave the team of BA to do

_LEAD = "identity.match identity.merge identity.read tracing.read tracing.work "
_TEST = "identity.match testing.read testing.release testing.correct "
RIGHTS = {role: frozenset(told.split()) for role, told in {
    "tracer": _LEAD + "accounts.break_glass",
    "health_worker": "accounts.assist accounts.break_glass identity.cards identity.record",
    "registrar": "identity.cards",
    "data_protection": "accounts.oversee",
    "laboratory": _TEST,
    "manager": _LEAD + "accounts.break_glass identity.cards testing.read tracing.teams",
    "operator": _LEAD + _TEST + "accounts.assist accounts.oversee accounts.services accounts.staff areas.load"
    " core.retention identity.cards identity.keys identity.load identity.looks identity.record places.load"
    " places.scan proximity.load tracing.teams",
    "citizen": "accounts.own identity.record identity.looks",
}.items()}  # fmt: skip

# What addresses ask for: methods, right ("account": any log-in, "staff": any place in the house, "library":
# pages of django-allauth about one's own account), the object ("-": none; with "*": named in the form that is
# sent), the answer where that is out of reach, what is shown.
ROUTES = {name: told for line in """
accounts:home,accounts:leave,areas:options  GET,POST account              -         -          -
accounts:me                                 GET      accounts.own         -         -          cared
accounts:add                                GET,POST accounts.own         -         -          -
accounts:record                             GET      accounts.own         care      not_found  name,reason
accounts:end_care                           POST     accounts.own         care      not_found  -
accounts:desk                               GET,POST accounts.assist      *anybody  told       -
accounts:open                               GET,POST accounts.break_glass *anybody  told       -
accounts:opened                             GET      accounts.break_glass opening   refused    name,phone,reason
accounts:openings                           GET      accounts.oversee     -         -          reasons
accounts:whoami,tracing:home                GET      staff                -         -          -
identity:cards                              GET      identity.cards       named     shown      named
identity:people                             GET      identity.read        searched  shown      people
identity:person                             GET      identity.read        person    not_found  name,phone
identity:merge                              GET,POST identity.merge       pair      not_found  pair
identity:unmerge,identity:decide            POST     identity.merge       person    moved      -
identity:reviews                            GET      identity.merge       -         -          first
identity:review                             GET      identity.merge       person    not_found  pair
identity:undo                               POST     identity.merge       -         -          -
identity:print_cards                        POST     identity.cards       *person   shown      -
testing:results                             GET      testing.read         -         -          names
testing:release                             GET,POST testing.release      *person   told       -
testing:correct                             GET,POST testing.correct      person    not_found  name
tracing:inbox                               GET      tracing.read         -         -          inbox
tracing:task                                GET      tracing.read         task      not_found  task
tracing:take,tracing:finish                 POST     tracing.work         task      not_found  task
tracing:cases                               GET      tracing.read         -         -          names
tracing:case                                GET      tracing.read         case      not_found  case
tracing:present                             GET      tracing.read         point     not_found  contact
accounts:sign_in,accounts:code,accounts:set_up,account_login,openid_connect_login,mfa_authenticate,\
openid_connect_callback,ui:gallery,ui:gallery_rows,ui:gallery_row,ui:gallery_options,ui:frame,ui:theme,\
ui:language * public - - -
account_logout,account_reauthenticate,account_change_password,mfa_index,mfa_reauthenticate,mfa_activate_totp,\
mfa_deactivate_totp,mfa_add_webauthn,mfa_remove_webauthn,mfa_reauthenticate_webauthn,mfa_view_recovery_codes,\
mfa_generate_recovery_codes,usersessions_list,accounts:second_step * library - - -
""".split("\n") if line for names, *told in [line.split()] for name in names.split(",")}  # fmt: skip
ONE_METHOD = {"accounts:home": "GET", "accounts:leave": "POST", "areas:options": "GET"}
ANY = frozenset({"shown", "moved", "told", "not_found", "method", "refused"})  # never: broken

# Which rows a transaction sees: those of a record that is seen, of a case that is seen, and so on.
ROWS = {table: kind for kind, tables in {
    "record": "identity_person identity_identifier identity_phone identity_card identity_record_view",
    "either": "identity_guardian", "case": "tracing_case tracing_contact tracing_exposurepoint tracing_evidence",
    "result": "testing_result", "account": "accounts_account", "care": "accounts_care",
    "opening": "accounts_opening", "nowhere": "accounts_code places_visit proximity_encounter core_watch",
}.items() for table in tables.split()}  # fmt: skip


class Asker(NamedTuple):
    """``kind``: anonymous, nobody (no place in the house), citizen, staff, programme, or turned_away."""

    kind: str
    rights: frozenset[str] = frozenset()
    unit: str | None = None
    cares: frozenset[str] = frozenset()  # homes of the people an account acts for
    opened: frozenset[str] = frozenset()  # homes of the records opened in need, within the hour


class Expected(NamedTuple):
    """Words for the answer, the canaries that stand in it, and homes whose rows are changed by it."""

    words: frozenset[str]
    shown: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


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
    if kind in ("anybody", "care", "opening"):
        return kind == "anybody" or home in {"care": a.cares, "opening": a.opened}[kind]
    if home == "X":  # the list of BA from a case of AA; the pair of one person of each
        return covers(a.unit, "BA") and (kind == "task" or covers(a.unit, "AA"))
    teams = [team for key, (case, team, _) in TASKS.items() if case == home and (kind == "case" or key == home)]
    at_home = [] if kind == "task" else [home]
    return any(covers(a.unit, unit) for unit in at_home + (teams if kind in ("case", "point", "task") else []))


def canaries(a: Asker, shows: str, home: str) -> set[str]:
    """What is shown, as "p.AA.name": the name of the person p of home AA."""
    mine = [one for one in HOMES if covers(a.unit, one)]
    lists = [(case, whom) for case, team, whom in TASKS.values() if covers(a.unit, team)]
    first, second = ("p.AA", "p.BA") if home == "X" else (f"p.{home}", f"q.{home}")
    called = {f"q.{whom}.{part}" for case, whom in lists if case == home for part in ("name", "phone")}
    return {
        "cared": {f"p.{one}.name" for one in a.cares},
        "reasons": {f"p.{one}.reason" for one in mine},
        "names": {f"p.{one}.name" for one in mine},
        "named": {f"{first}.name"} if home else set(),
        "people": {f"{who}.{one}.name" for one in mine for who in "pq"} if not home else {f"{first}.name"},
        "pair": {f"{who}.{part}" for who in (first, second) for part in ("name", "phone", "number")},
        "inbox": {f"p.{case}.name" for case, _ in lists if case in mine},
        "task": {f"q.{TASKS[home][2]}.{part}" for part in ("name", "phone")} if home in TASKS else set(),
        "case": called | ({f"{first}.name", f"{first}.phone"} if home in mine else set()),
        "contact": {f"{second}.name", f"{second}.phone"},
    }.get(shows, {f"{first}.{part}" for part in shows.split(",") if part != "-"})


def predict(a: Asker, route: str, method: str, path: str, home: str) -> Expected:
    """``home``: of the object asked for; "" none is named, "?" one that does not exist."""
    methods, right, kind, elsewhere, shows = ROUTES[route]
    held = a.rights | {"account"} | ({"staff"} if a.kind in ("staff", "programme") else set())
    is_asked = home != "" and not (kind[0] == "*" and method == "GET")
    is_list = route in ("tracing:take", "tracing:finish")
    words = ANY
    if a.kind == "turned_away" or (a.kind == "programme" and path.startswith(("/account/", "/me/"))):
        words = frozenset({"refused"})
    elif a.kind == "anonymous" and right != "public":
        words = frozenset({"sign_in"})
    elif a.kind == "citizen" and path.startswith("/account/"):
        words = frozenset({"moved"})
    elif methods != "*" and method not in ONE_METHOD.get(route, methods).split(","):
        words = frozenset({"method"})
    elif methods != "*" and right not in held:
        words = frozenset({"refused"})
    elif is_asked and (home == "?" or not reaches(a, kind.strip("*"), home)):
        words = frozenset({elsewhere})
    elif methods != "*" and route != "accounts:add":
        done = {"moved"} if method == "POST" or route.endswith(":home") else {"shown"}
        if shows == "first":
            home, shows = "O" if a.unit == "*" else a.unit or "", "pair"
        shown = canaries(a, shows, home) if (method == "GET" and (is_asked or kind[0] != "*")) or is_list else set()
        changed = {"BA" if home == "X" else home} if method == "POST" and is_asked else set()
        more = {"shown"} if is_list or route == "identity:print_cards" else set()
        return Expected(frozenset(done | more), frozenset(shown), frozenset(changed))
    return Expected(words)


def sees(a: Asker, user: str, actor: str, kind: str, row: tuple[str, str]) -> bool:
    """Whether a row is seen: ``row`` is whose record, case or account (a home), and by whom it was made."""
    home, by = row
    if kind == "nowhere":
        return False
    if kind in ("account", "care"):
        return by == user or (kind == "care" and home in a.cares)
    if kind == "case":
        return reaches(a, "case", home)
    return covers(a.unit, home) or home in a.cares or (kind == "opening" and by == actor)
