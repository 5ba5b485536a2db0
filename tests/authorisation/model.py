"""Who may see and do what: the plain model against which the site and the database are compared.

Written by hand from docs/reference/roles.md and the rules of the house.  It imports nothing of ours: what it
says must not follow from the code that it judges.
"""

from pathlib import Path
from typing import NamedTuple

# Twin provinces A and B of the country V, each with two communes and a facility (X) below the first one; O:
# people of whom no unit is known.  "*" is the whole country and those too.
HOMES = {"V": "*", "O": "*", "A": "V", "AA": "A", "AB": "A", "AX": "AA"}
HOMES |= {"B": "V", "BA": "B", "BB": "B", "BX": "BA"}
EXPIRED = {"V", "B", "BB", "O"}  # homes whose opening (break-glass) is over
# Lists: of which case, of which team, about whom.  X: what a case of AA gave the team of BA to do.
TASKS = {home: (home, "V" if home == "O" else home, home) for home in HOMES} | {"X": ("AA", "BA", "BA")}

_FOLDER = Path(__file__).parent
RIGHTS: dict[str, frozenset[str]] = {}
for _line in (_FOLDER / "roles.txt").read_text("utf-8").replace("\n  ", " ").splitlines():
    _role, _, _told = _line.partition(":")
    RIGHTS |= {} if _line.startswith("#") else {_role: frozenset(_told.split())}

_LINES = (_FOLDER / "addresses.txt").read_text("utf-8").splitlines()
ROUTES = {name: told for name, *told in map(str.split, _LINES) if name != "#"}
ANY = {"shown", "moved", "told", "not_found", "method", "refused"}  # never: broken
LISTS = tuple(f"{room}:{deed}" for room in ("tracing", "declarations") for deed in ("take", "finish"))
_PAGES = "hand_out labels sample pack intake plate answer take_samples take_answers take_reports"
ANSWERED = {*LISTS, *("testing:" + page for page in _PAGES.split())}  # a form is answered in place too
ANSWERED |= {"identity:print_cards", "permits:organisation", "checkpoints:gate"}

# Which rows a transaction sees: those of a record that is seen, of a case that is seen, and so on.
_KINDS = {
    "record": "identity_person identity_identifier identity_phone identity_card identity_record_view"
    " identity_guardian testing_result testing_member testing_order testing_telling testing_arrival"
    " accounts_consent places_dispute declarations_declaration declarations_alert"
    " permits_application permits_permit permits_suspension permits_double checkpoints_passenger",
    "tube": "testing_tube testing_reading testing_upload",  # seen where its people live, by staff alone
    "case": "tracing_case tracing_contact tracing_exposurepoint tracing_evidence",
    "account": "accounts_account places_ownership",
    "gate": "places_scan places_suspicion permits_organisation checkpoints_passage",
    **{"care": "accounts_care declarations_draft", "opening": "accounts_opening"},
    "nowhere": "accounts_code places_visit places_scan_decision proximity_encounter core_watch"
    " declarations_ride",
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
    if kind == "campaign" and covers(home, a.unit or "*"):  # of a bigger unit
        return True
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
        "tubes": {f"p.{one}.tube" for one in mine},
        "names": {f"p.{one}.name" for one in mine},
        "named": {f"{p}.name"} if home else set(),
        "people": {f"{who}.{one}.name" for one in mine for who in "pq"} if not home else {f"{p}.name"},
        "pair": {f"{who}.{part}" for who in (p, q) for part in ("name", "phone", "number")},
        "inbox": {f"p.{case}.name" for case, _ in lists if case in mine},
        "task": {f"q.{TASKS[home][2]}.{part}" for part in ("name", "phone")} if home in TASKS else set(),
        "case": called | ({f"{p}.name", f"{p}.phone"} if home in mine else set()),
        "contact": {f"{q}.name", f"{q}.phone"},
        "known": {f"{p}.name", f"{p}.phone", f"{q}.name"},  # q speaks for p
        "told": {f"{p}.name", f"{p}.reason", f"{q}.name"},
    }.get(shows, {f"{p}.{part}" for part in shows.split(",") if part != "-"})


def turned(a: Asker, route: str, method: str, path: str) -> set[str] | None:
    """The word for who does not come as far as the object; None for who does."""
    methods, right, *_ = ROUTES[route]
    if right == "device":  # a token of its own
        return ANY
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
    rights = a.rights if a.kind != "citizen" or path.startswith(("/me/", "/places/")) else set()
    held = rights | {"account"} | ({"staff"} if a.kind in ("staff", "programme") else set())
    if right not in held:
        return {"refused"}
    is_machines = path.startswith("/api/") and method == "POST"
    return {"sign_in"} if is_machines and a.kind != "programme" else None


def predict(a: Asker, route: str, method: str, path: str, home: str) -> Expected:
    """``home``: of the object asked for; "" none is named, "?" one that does not exist."""
    if words := turned(a, route, method, path):
        return Expected(words)
    *_, kind, elsewhere, shows = ROUTES[route]
    is_sent, is_asked = method == "POST", home != "" and not (kind[0] == "*" and method == "GET")
    if is_asked and (home == "?" or not reaches(a, kind.strip("*"), home)):
        return Expected({elsewhere})
    if elsewhere == "any":
        return Expected(ANY)
    if route == "accounts:certify":
        return Expected({"shown"}, canaries(a, shows, ""), set(a.cares))
    done = {"moved"} if is_sent or route.endswith((":home", ":own_paper")) else {"shown"}
    done |= {"shown"} if route in ANSWERED else set()
    if shows == "first":
        home, shows = "O" if a.unit == "*" else str(a.unit), "pair"
    shown = canaries(a, shows, home) if route in LISTS or not is_sent else set()
    if route == "checkpoints:gate" and is_sent:
        shown = canaries(a, "name", home)
    changes = is_sent and is_asked and route != "testing:own"
    return Expected(done, shown, {"BA" if home == "X" else home} if changes else set())


def sees(a: Asker, user: str, actor: str, kind: str, row: tuple[str, str]) -> bool:
    """Whether a row is seen; ``row``: whose record, case or account (a home), and by whom it was made."""
    home, by = row
    if kind in ("account", "care"):
        return by == user or (kind == "care" and home in a.cares)
    if kind in ("case", "gate"):  # by: the account that told, or what became of a scan
        return by == user or (reaches(a, kind, home) and by != "stored")
    seen = kind != "nowhere" and (covers(a.unit, home) or (home in a.cares and kind != "tube"))
    return seen or (kind == "opening" and by == actor)
