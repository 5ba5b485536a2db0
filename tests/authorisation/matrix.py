"""The matrix over HTTP: every asker, route of the router, method and object; and what is wrong."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from lachan.accounts import services
from lachan.accounts.models import Care
from lachan.core import wall
from lachan.core.access import system
from lachan.identity.models import Staff
from lachan.kernel.signing import new_key
from tests.authorisation import model, travel
from tests.authorisation.answers import word_of
from tests.authorisation.changes import CHANGED, NEWEST
from tests.authorisation.model import Asker, Expected
from tests.authorisation.samples import of_samples
from tests.authorisation.world import (
    AGREED,
    ASKED,
    BREAKER,
    CODES,
    World,
    build,
    care,
    letters,
    make_account,
    own_place,
)
from tests.laws.test_urls import addresses

OF_CARE = (
    "accounts:record", "accounts:guardians", "accounts:end_care", "accounts:consents",
    "accounts:print_consents", "declarations:mine", "places:visits", "places:dispute", "testing:own",
)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
MODES = ("plain", "htmx", "acting")
UNITS = ("*", "V", "A", "AA", "AX", "BA", "BX")  # of the staff: nation to facility, and their twins
WEIGHTS = {"GET": 12, "POST": 8, "HEAD": 1, "OPTIONS": 1, "PUT": 1, "PATCH": 1, "DELETE": 1}
OF_BOTH = ("AA", "BX", "BB")  # an account that acts for people of both provinces, and did for one more
NOWHERE = UUID(int=7)
SCRIPTS = {
    "accounts:certify",
    "testing:take_samples",
    "testing:take_answers",
    "testing:take_reports",
}  # what is sent by a script, as JSON
POINT = new_key().public.point.hex()
KEPT = ("places:kept", "places:poster", "places:report", "places:add_zone", "places:add_device")
ALERTS = ("declarations:alert", "declarations:take", "declarations:finish")


class Case(NamedTuple):
    """``home``: of the object; "": none is named; "?": one that does not exist."""

    asker: str
    route: str
    method: str
    mode: str
    home: str


class Found(NamedTuple):
    word: str
    shown: frozenset[str]
    changed: frozenset[str]


@dataclass
class Visitor:
    """A browser or programme, and what the model knows of it."""

    asker: Asker
    client: Client
    cares: dict[str, Care] = field(default_factory=dict)  # its own; of other homes: those of their accounts
    organisations: dict[str, UUID] = field(default_factory=dict)
    cookies: str = ""

    def __post_init__(self) -> None:
        self.cookies = self.client.cookies.output(header="", sep=";")


def routes() -> dict[str, str]:
    """Every route of the site with an example of its path; fails for one the model does not know."""
    found = {address.name: address.example for address in addresses(get_resolver().url_patterns)}
    unknown = found.keys() - model.ROUTES.keys()
    assert not unknown, f"no entry in tests/authorisation/addresses.txt: {', '.join(sorted(unknown))}"
    gone = model.ROUTES.keys() - found.keys()
    assert not gone, f"no such route any more: {', '.join(sorted(gone))}"
    return found


def every_case(askers: list[str], names: list[str]) -> list[Case]:
    return [
        Case(asker, route, method, mode, home)
        for asker in askers
        for route in names
        for method in METHODS
        for mode in (MODES if method in ("GET", "POST") else MODES[:1])
        for home in homes_of(route)
    ]


def homes_of(route: str) -> list[str]:
    kind = model.ROUTES[route][2].strip("*")
    if kind == "-":
        return [""]
    more = [""] if kind in ("named", "searched") else []
    homes = [home for home in model.HOMES if home != "O" or kind not in ("unit", "campaign")]
    return [*homes, "?", *more, *(["X"] if kind in ("pair", "task") else [])]


def sample(cases: list[Case], size: int, seed: int) -> list[Case]:
    """So many cases, reading and writing more often than strange methods; the same for a seed."""
    rng = Random(seed)
    return rng.choices(cases, weights=[WEIGHTS[case.method] for case in cases], k=size)


@contextmanager
def standing() -> Iterator["Matrix"]:
    """The world in one transaction that is rolled back, seen as the site's own role sees the database."""
    settings = connection.settings_dict
    user = settings["USER"]
    logging.disable(logging.CRITICAL)  # a line for each refusal tells nothing here
    try:
        with transaction.atomic():
            matrix = Matrix(build())
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL SESSION AUTHORIZATION lachan_site")
            settings["USER"] = wall.SITE
            yield matrix
            transaction.set_rollback(True)
    finally:
        settings["USER"] = user
        logging.disable(logging.NOTSET)


class Matrix:
    """The world with everybody who may ask."""

    def __init__(self, world: World) -> None:
        self.world, self.routes = world, routes()
        self.by_token = {text: key for key, text in world.canaries.items()}
        self.tokens = re.compile("|".join(self.by_token), re.IGNORECASE)
        self.home_of = {person.id: key[2:] for key, person in world.people.items()}
        self.visitors: dict[str, Visitor] = {}
        self._staff()
        self._programmes()
        self._citizens()
        self.cases = every_case(list(self.visitors), list(self.routes))
        self.since = self._newest()

    # --- who asks

    def _staff(self) -> None:
        for role in sorted(model.RIGHTS.keys() - {"citizen", "device"}):
            for unit in UNITS:
                self._member(f"{role}-{unit}", role, unit)
        self._member(BREAKER, "tracer", "BA", opened=frozenset(model.HOMES.keys() - model.EXPIRED))
        self._member("no-role", "citizen", "A")
        User.objects.create(username="nobody")
        self._visit("nobody", Asker("nobody"), "nobody")
        self.visitors["no-role"].asker = Asker("nobody")
        self.visitors["anonymous"] = Visitor(Asker("anonymous"), Client(raise_request_exception=False))

    def _member(self, name: str, role: str, unit: str, opened: frozenset[str] = frozenset()) -> None:
        user, found = User.objects.create(username=name), self.world.units.get(unit)
        Staff.objects.create(
            user=user, role=role, area_id=found.id if found else None, area_path=found.path if found else ""
        )
        self._visit(name, Asker("staff", model.RIGHTS[role], unit, opened=opened), name)

    def _visit(self, name: str, asker: Asker, username: str, **more: Any) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=username))
        session = client.session
        session.update({"began": time.time(), "seen": time.time(), **more})
        session.save()
        self.visitors[name] = Visitor(asker, client)

    def _programmes(self) -> None:
        for role in sorted(model.RIGHTS.keys() - {"citizen", "device"}):
            for unit in ("*", "A", "BA"):
                own = Asker("programme", model.RIGHTS[role], unit)
                token = services.add_service(
                    system(), f"p-{role}-{unit}", role, CODES.get(unit, ""), ends_at=None, now=timezone.now()
                )
                self._token(f"p-{role}-{unit}", own, token)
                for person in ("manager-AA", "tracer-*", "operator-BA"):
                    other = self.visitors[person].asker
                    self._token(f"p-{role}-{unit}/{person}", model.acting(own, other), token, person)
                self._token(f"p-{role}-{unit}/nobody", Asker("turned_away"), token, "nobody")
        self._token("p-wrong", Asker("turned_away"), "lcs_wrong")

    def _token(self, name: str, asker: Asker, token: str, person: str = "") -> None:
        headers = {"authorization": f"Bearer {token}"} | ({"x-acting-for": person} if person else {})
        client = Client(raise_request_exception=False, headers=headers)
        self.visitors[name] = Visitor(asker, client)

    def _citizens(self) -> None:
        own, is_citizen = model.RIGHTS["citizen"], {"citizen": True}
        for home, one in self.world.cares.items():
            asker = Asker("citizen", own, cares=frozenset({home}))
            self._visit(f"citizen-{home}", asker, one.account.user.username, **is_citizen)
        both = make_account("both")
        held = {home: care(both, self.world.people[f"p.{home}"], ended=home == "BB") for home in OF_BOTH}
        make_account("without"), make_account("closed", closed=True)
        for name, cares in (("both", {"AA", "BX"}), ("without", set()), ("closed", set())):
            asker = Asker("citizen", frozenset() if name == "closed" else own, cares=frozenset(cares))
            self._visit(f"citizen-{name}", asker, f"citizen {name}", **is_citizen)
        self.visitors["citizen-both"].cares = held
        for home in held:
            own_place(both, self.world.places[home], ended=home == "BB")
        self.visitors["citizen-both"].organisations = {
            home: travel.own_organisation(both, self.world.people[f"p.{home}"], self.world.path(home)).id
            for home in ("AA", "BX")
        }

    # --- what is asked, and what comes back

    def expected(self, case: Case) -> Expected:
        path = self.routes[case.route]
        return model.predict(self.visitors[case.asker].asker, case.route, case.method, path, case.home)

    def found(self, case: Case) -> Found:
        """Send it, look at the answer and at the database, and take everything back."""
        visitor = self.visitors[case.asker]
        path, data = self.path(case), self.data(case)
        headers = {"htmx": {"hx-request": "true"}, "acting": {"x-acting-for": "operator-*"}}.get(
            case.mode, {}
        )
        if case.mode == "acting" and visitor.asker.kind in ("programme", "turned_away"):
            headers = {}  # whom a programme acts for is part of who it is
        visitor.client.cookies = SimpleCookie(visitor.cookies)
        with transaction.atomic():
            ask = getattr(visitor.client, case.method.lower())
            kind = {"content_type": "application/json"} if case.route in SCRIPTS and data else {}
            response = ask(path, data, headers=headers, **kind) if data else ask(path, headers=headers)
            changed = self._changed() if case.method not in ("GET", "HEAD", "OPTIONS") else frozenset()
            transaction.set_rollback(True)
        shown = self.canaries(response.content.decode("utf-8", "replace"))
        return Found(word_of(response), shown - self.canaries(str(data)), changed)  # what is typed comes back

    def canaries(self, text: str) -> frozenset[str]:
        return frozenset(self.by_token[token.lower()] for token in self.tokens.findall(text))

    def differs(self, case: Case) -> str:
        """What is wrong with the answer to a case; "" where nothing is."""
        expected, found = self.expected(case), self.found(case)
        wrong = []
        if found.word not in expected.words:
            wrong.append(f"{found.word}, not {'/'.join(sorted(expected.words))}")
        if more := found.shown - expected.shown:
            wrong.append(f"shows {', '.join(sorted(more))}")
        if found.word == "shown" and expected.words == {"shown"} and (less := expected.shown - found.shown):
            wrong.append(f"hides {', '.join(sorted(less))}")
        if found.changed != expected.changed:
            wrong.append(f"changes {sorted(found.changed)}, not {sorted(expected.changed)}")
        return f"{case}: {'; '.join(wrong)}" if wrong else ""

    def path(self, case: Case) -> str:
        """The address of a case; a list is narrowed by what is asked for."""
        w, home = self.world, case.home
        kind = model.ROUTES[case.route][2]
        if kind in ("named", "searched"):
            word = letters(w.canaries.get(f"p.{home}.name", "nobody"))  # the other word of the name
            return reverse(case.route) + (f"?q={word}" if home else "")
        if kind == "-" or kind[0] == "*":
            return self.routes[case.route]
        return reverse(case.route, args=self.arguments(case, "" if home == "?" else home))

    def arguments(self, case: Case, home: str) -> list[Any]:
        w = self.world
        pair = ("p.AA", "p.BA") if home == "X" else (f"p.{home}", f"q.{home}")
        codes = [w.people[key].code if home else "nobody" for key in pair]
        visitor = self.visitors[case.asker]
        held = visitor.cares.get(home) or w.cares.get(home)
        care_id = held.id if held else NOWHERE
        return {
            **{route: [care_id] for route in OF_CARE},
            "accounts:give_consent": [care_id, ASKED],
            "accounts:withdraw_consent": [care_id, AGREED],
            "declarations:ask": [care_id, "health", "symptoms"],
            "declarations:sent": [care_id, w.declared.get(home, NOWHERE)],
            "declarations:desk": codes[:1],
            "declarations:desk_ask": [*codes[:1], "health", "symptoms"],
            **{route: [w.alerts.get(home, NOWHERE)] for route in ALERTS},
            "accounts:opened": [w.openings.get(home, NOWHERE)],
            "identity:person": codes[:1],
            "identity:place": codes[:1],
            "identity:add_guardian": codes[:1],
            "identity:end_guardian": [codes[0], w.guardians.get(home, 0)],
            "identity:merge": codes,
            "identity:unmerge": [w.people[f"m.{home}"].code if home in w.cares else "nobody"],
            "identity:review": [w.reviews.get(home, NOWHERE)],
            "identity:decide": [w.reviews.get(home, NOWHERE)],
            **travel.arguments(w, visitor.organisations, home),
            **{route: [code_of(w, home)] for route in KEPT},
            "places:revoke_device": [code_of(w, home), w.devices.get(home, 0)],
            "places:decide_dispute": [w.disputes.get(home, NOWHERE)],
            "places:settle_suspicion": [w.suspicions.get(home, NOWHERE)],
            "testing:correct": [w.results.get(home, NOWHERE)],
            "testing:own_paper": [care_id, NOWHERE],
            "testing:arrival": [w.arrivals.get(home, NOWHERE)],
            "testing:leave": [w.arrivals.get(home, NOWHERE)],
            "testing:hand_out": [w.results.get(home, NOWHERE)],
            "testing:campaign": [w.campaigns[home].code if home in w.campaigns else "none"],
            "testing:file": [w.uploads.get(home, NOWHERE)],
            "testing:close_alarm": [w.alarms.get(home, NOWHERE)],
            "tracing:task": [w.tasks.get(home, NOWHERE)],
            "tracing:take": [w.tasks.get(home, NOWHERE)],
            "tracing:finish": [w.tasks.get(home, NOWHERE)],
            "tracing:case": [w.cases.get(home, NOWHERE)],
            "tracing:present": w.points.get(home, [NOWHERE, 1, timezone.now().isoformat()]),
        }[case.route]

    def data(self, case: Case) -> dict[str, Any]:
        """What is sent with a form."""
        if case.method != "POST":
            return {}
        person = self.world.people.get(f"p.{case.home}")
        code = person.code if person else "nobody"
        number, born = self.world.numbers.get(f"p.{case.home}", ("001099999999", timezone.localdate()))
        _, at_place, entered = self.world.points.get(case.home, (None, 0, ""))
        reason = "Mê man, cần biết bệnh nền"
        desk = {"document": number, "birth_date": f"{born:%d/%m/%Y}", "phone": "0912345678"}
        near = "BA" if (self.visitors[case.asker].asker.unit or "").startswith("B") else "AA"
        speaker = self.world.people.get(f"m.{case.home}")
        return {
            **travel.data(self.world, case.home, code, (number, born)),
            "accounts:certify": {"point": POINT},
            "accounts:guardians": {"end": self.world.guardians.get(case.home, 0)},
            "accounts:desk": desk | {"relation": "other", "seen": "on"},
            "accounts:open": {"person": code, "case_ref": "F0", "reason": reason},
            "identity:new": {
                "name": "Người Mới",
                "sex": "female",
                "birth_date": "01/02/1999",
                "unit": CODES[near],
            },
            "identity:add_guardian": {
                "guardian": speaker.code if speaker else "nobody",
                "relation": "sibling",
                "basis": "paper",
            },
            "identity:decide": {"decision": "same"},
            "identity:place": {"unit": (self.world.units.get(case.home) or self.world.units["V"]).id},
            "identity:print_cards": {"pick": [code]},
            "declarations:ask": {"answer": ["cough"]},
            "declarations:desk_ask": {"answer": ["cough"]},
            "places:dispute": {"visit": f"{at_place}_{entered}"},
            "places:report": {"text": "Có người ho nhiều"},
            "places:add_zone": {"name": "Tầng 2"},
            "places:add_device": {"name": "Cổng 2"},
            "places:decide_scan": {"scan": f"{self.world.devices.get(case.home, 0)}_1", "decision": "counts"},
            "places:decide_dispute": {"decision": "agree"},
            **of_samples(self.world, case.home, code, born),
        }.get(case.route, {})

    # --- the database behind the answer

    def _changed(self) -> frozenset[str]:
        """Homes whose rows are new or other than before the case."""
        rows = self._rows(self.since)
        tasks = {str(task): "BA" if key == "X" else key for key, task in self.world.tasks.items()}
        units = {f"unit {unit.id}": home for home, unit in self.world.units.items()}
        named = tasks | units | travel.named(self.world)
        named |= {f"place {place.id}": home for home, place in self.world.places.items()}
        return frozenset(named[key] if key in named else self.home_of[int(key)] for key in rows)

    def _rows(self, since: int) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE; SET LOCAL SESSION AUTHORIZATION DEFAULT")
            cursor.execute(CHANGED, {"since": since})
            return {key for (key,) in cursor.fetchall() if not key.isdecimal() or int(key) in self.home_of}

    def _newest(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(NEWEST)
            return int(cursor.fetchone()[0])


def code_of(world: World, home: str) -> str:
    return world.places[home].code if home in world.places else "nobody"
