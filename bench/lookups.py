"""Looking people up by number tells nothing by its time: somebody elsewhere takes as long as nobody."""

import logging
import statistics
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from bench.report import Figure
from bench.world import Built
from lachan.areas import public as areas
from lachan.identity import public as identity
from lachan.identity.models import Phone, Staff

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
ASKED = 300
WITHIN = 0.05  # of the median


def measure(built: Built) -> list[Figure]:
    """Medians of the page of people and of the sign-in of citizens, known and unknown by turns."""
    settings.IDENTITY_LOOKUPS_AN_HOUR, settings.ACCOUNTS_SECOND_FACTOR = 10**9, False
    settings.ACCOUNTS_CODE_CAPS = dict.fromkeys(settings.ACCOUNTS_CODE_CAPS, 10**9)
    settings.ACCOUNTS_DEMO = True
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}  # nothing is collected here
    logging.getLogger("lachan.request").setLevel(logging.WARNING)
    known = phones_of(list(Phone.objects.values_list("person_id", flat=True)[:ASKED]))
    unknown = [f"03{number:08d}" for number in range(10_000_000, 10_000_000 + len(known))]
    staff, url = somewhere_else(), reverse("identity:people")
    page = apart(known, unknown, lambda phone: staff.get(url, {"q": phone}).content)
    citizen, sign_in = Client(SERVER_NAME="localhost"), reverse("accounts:sign_in")
    told = apart(known, unknown, lambda phone: citizen.post(sign_in, {"phone": phone}).content)
    return [
        Figure(
            "look-up by phone, known elsewhere against unknown", page[0], "x apart", WITHIN, detail=page[1]
        ),
        Figure("sign-in, known against unknown", told[0], "x apart", WITHIN, detail=told[1]),
    ]


def phones_of(people: Sequence[int]) -> list[str]:
    found = identity.people(people, identity.Purpose.REGISTER).values()
    return [who.phone for who in found if who.phone]


def somewhere_else() -> Client:
    """Staff of a unit in which none of the people lives."""
    user, _ = User.objects.get_or_create(username="bench-lookups")
    unit = areas.units_at(["country"])[0]
    nowhere = f"{unit.path}999999999."
    Staff.objects.update_or_create(user=user, defaults={"role": "tracer", "area_path": nowhere})
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def apart(
    known: Sequence[str], unknown: Sequence[str], ask: Callable[[str], object]
) -> tuple[float, dict[str, float]]:
    """How far the medians lie apart, as a part of the smaller; both in milliseconds."""
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for pair in zip(known, unknown, strict=True):
        for name, phone in zip(took, pair, strict=True):
            began = time.perf_counter()
            ask(phone)
            took[name].append((time.perf_counter() - began) * 1000)
    medians = {name: statistics.median(some) for name, some in took.items()}
    return max(medians.values()) / min(medians.values()) - 1, medians
