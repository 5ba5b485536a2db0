"""A campaign in a bad week: teams with phones that lose the network, mixed tubes, double scans, a lost box,
and a laboratory that imports the wrong file.  It drives the platform through its doors and keeps, apart from
it, what happened in the world (``bench.accounts``)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.test import Client

from bench.accounts import Happened, TubeHappened
from lachan.core.access import Actor, system
from lachan.testing import services
from lachan.testing.rules import Reason

BATCH = 40
PREVALENCE, INVALID, LEAKED, FELL_OUT = 0.03, 0.01, 0.01, 0.005
NEVER_SENT, ANSWER_LOST = 0.2, 0.15  # of all requests of a phone
MIXED, TWICE_IN_TUBE, TWICE_IN_CAMPAIGN, BY_HAND = 0.06, 0.05, 0.05, 0.1
HOUR = timedelta(hours=1)
Item = dict[str, Any]


@dataclass
class Plan:
    """Who takes part: people by team (codes), and the doors."""

    teams: Sequence[Sequence[str]]
    sampler: str  # tokens
    laboratory: str
    staff: Actor
    begins: datetime
    campaign: str
    seed: int = 1


@dataclass
class Campaign:
    """The state of the world."""

    plan: Plan
    rng: Random = field(init=False)
    happened: Happened = field(default_factory=Happened)
    infected: set[str] = field(init=False)
    told: dict[str, int] = field(default_factory=dict)  # what the doors refused, by code
    count: int = 0

    def __post_init__(self) -> None:
        self.rng = Random(self.plan.seed)  # noqa: S311 - the same each time
        people = [person for team in self.plan.teams for person in team]
        self.infected = {person for person in people if self.rng.random() < PREVALENCE}

    # --- the doors

    def send(self, door: str, items: Sequence[Item], *, steady: bool = False) -> None:
        """What a phone does: sends until it is answered; what it sent may have been stored before."""
        shown = self.plan.sampler if door == "samples" else self.plan.laboratory
        for start in range(0, len(items), BATCH):
            body = json.dumps({door: items[start : start + BATCH]}, default=datetime.isoformat)
            while True:
                if not steady and self.rng.random() < NEVER_SENT:
                    continue
                answer = Client().post(
                    f"/api/v1/{door}", body, content_type="application/json",
                    headers={"Authorization": f"Bearer {shown}"},
                )  # fmt: skip
                assert answer.status_code == 200, answer.content
                if steady or self.rng.random() >= ANSWER_LOST:
                    break
            for one in answer.json()["results"]:
                if one["status"] == "refused":
                    self.told[one["code"]] = self.told.get(one["code"], 0) + 1

    # --- sampling

    def tube(self, people: Sequence[str], at: datetime) -> tuple[str, Item]:
        self.count += 1
        code = f"V{self.plan.seed:02}{self.count:08}"
        self.happened.tubes[code] = TubeHappened(tuple(people))
        item = {"tube": code, "people": list(people), "taken_at": at, "campaign": self.plan.campaign}
        return code, item

    def pools(self, people: Sequence[str]) -> Iterator[Sequence[str]]:
        """Households: mostly several people in one tube."""
        start = 0
        while start < len(people):
            size = self.rng.choice([1, 1, 2, 3, 4, 5])
            yield people[start : start + size]
            start += size

    def sample(self, team: Sequence[str], begins: datetime) -> tuple[list[str], list[Item]]:
        """One team's round: its tubes, and everything its phone has to tell, mistakes included."""
        tubes, items, at = [], [], begins
        for people in self.pools(team):
            at += timedelta(seconds=self.rng.randint(20, 60))
            code, item = self.tube(people, at)
            if self.rng.random() < TWICE_IN_TUBE:
                items.append({**item, "people": [*people, people[0]]})  # refused at once, scanned again
            items.append(item)
            if (
                self.rng.random() < MIXED and len(tubes) > 1
            ):  # the wrong tube in the hand: told, a new one taken
                items.append({**item, "tube": tubes[-1], "taken_at": at + timedelta(seconds=5)})
            if self.rng.random() < TWICE_IN_CAMPAIGN:
                items.append({**item, "tube": f"{code}X", "taken_at": at + timedelta(minutes=30)})
            tubes.append(code)
        return tubes, items

    # --- boxes

    def travel(self, tubes: Sequence[str], team: int, at: datetime, *, is_lost: bool) -> list[str]:
        """A box on its way; returns the tubes that reach the bench of the laboratory."""
        box = f"H{self.plan.seed:02}{team:04}"
        packed = services.pack(self.plan.staff, box, tubes, now=at)
        assert all(one.status == "stored" for one in packed), packed
        self.happened.boxes[box] = list(tubes)
        if is_lost:
            self.happened.lost_boxes.add(box)
            return []
        out = [tube for tube in tubes if self.rng.random() < FELL_OUT]
        if out:
            self.happened.fell_out[box] = out
        leaked = {tube for tube in tubes if tube not in out and self.rng.random() < LEAKED}
        good = [tube for tube in tubes if tube not in {*out, *leaked}]
        services.unpack(self.plan.staff, box, good, dict.fromkeys(leaked, Reason.LEAKED), now=at + HOUR)
        for tube in leaked:
            self.happened.tubes[tube].fate = "rejected"
        return good

    # --- the laboratory

    def measure(self, tubes: Sequence[str], at: datetime) -> None:
        items = []
        for code in tubes:
            tube = self.happened.tubes[code]
            tube.fate = "answered"
            tube.outcome = "positive" if self.infected.intersection(tube.people) else "negative"
            item = {"tube": code, "outcome": tube.outcome, "method": "pcr", "measured_at": at}
            if self.rng.random() < INVALID:
                items.append({**item, "outcome": "invalid", "measured_at": at - timedelta(minutes=5)})
            items.append(item)
        first = [item for item in items if item["outcome"] == "invalid"]
        rest = [item for item in items if item["outcome"] != "invalid"]
        self.send("results", first, steady=True)
        self.rng.shuffle(rest)
        self.send("results", rest)

    def import_wrongly(self, at: datetime) -> None:
        """Yesterday's file turned around, and a file of tubes that nobody has."""
        answered = [(c, t) for c, t in self.happened.tubes.items() if t.fate == "answered"][:200]
        turned = {"positive": "negative", "negative": "positive"}
        self.send(
            "results",
            [
                {"tube": c, "outcome": turned[t.outcome], "method": "pcr", "measured_at": at}
                for c, t in answered
            ],
        )
        ghosts = [f"GHOST{self.plan.seed:02}{i}" for i in range(7)]
        self.happened.ghosts.update(ghosts)
        item = {"outcome": "negative", "method": "pcr", "measured_at": at}
        self.send("results", [{**item, "tube": ghost} for ghost in ghosts])

    # --- the week

    def run(self, due: Any, lost: Any) -> Happened:
        """``due()``: codes of people who are called again; ``lost()``: tubes that alarms call lost."""
        begins = self.plan.begins
        for number, team in enumerate(self.plan.teams):
            tubes, items = self.sample(team, begins)
            if self.rng.random() < BY_HAND:  # the phone found no network before the laboratory was done
                self.measure(tubes, begins + 4 * HOUR)
                self.send("samples", items)
            else:
                self.send("samples", items)
                here = self.travel(tubes, number, begins + HOUR, is_lost=number == 1)
                self.measure(here, begins + 4 * HOUR)
        self.import_wrongly(begins + 5 * HOUR)
        services.watch(system("testing"), now=begins + 30 * HOUR)
        gone = lost()
        services.give_up(self.plan.staff, gone)
        for tube in gone:
            self.happened.tubes[tube].fate = "lost"
        for turn in range(2):  # the second for whoever is called again by the first
            self.again(due(), begins + (26 + 2 * turn) * HOUR)
        services.watch(system("testing"), now=begins + 80 * HOUR)
        return self.happened

    def again(self, people: Sequence[str], at: datetime) -> None:
        """Everybody who is called, alone in a tube."""
        tubes, items = [], []
        for seconds, person in enumerate(people):
            code, item = self.tube([person], at + timedelta(seconds=seconds))
            tubes.append(code)
            items.append({**item, "campaign": None})
        self.send("samples", items)
        self.measure(tubes, at + HOUR)
