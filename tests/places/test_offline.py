"""Devices that were offline for three days, with clocks a day off (figures.md R3; the whole in bench)."""

import random

import pytest
from django.utils import timezone

from bench import offline
from lachan.places.models import Device, Scan
from lachan.places.queries.devices import device_lines
from lachan.places.rules import Clock
from tests import make
from tests.places.gates import gate

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_or_doubled_and_times_are_right(seed: int) -> None:
    chance, now = random.Random(seed), timezone.now()
    gates = [gate(make.make_place()) for _ in range(8)]
    people = [make.make_person().code for _ in range(8 * offline.PEOPLE)]
    devices = offline.imagined([(g.device, g.token) for g in gates], people, 60, chance, now)
    found = offline.run(devices, chance, now, size=13)
    assert (found.told, found.lost, found.doubled, found.stays_wrong) == (480, 0, 0, 0)
    assert found.late_s <= offline.WITHIN.total_seconds()
    assert (found.cut > 0, found.uploads > 40) == (True, True)
    assert set(Scan.objects.values_list("status", flat=True)) <= {"stored", "review"}
    assert not Scan.objects.filter(status="review").exclude(reason="scan.out_without_in").exists()
    assert [line.missing for line in device_lines(Device.objects.all())] == [0] * 8


def test_without_the_correction_the_check_would_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "corrected", lambda self, at: at)
    chance, now = random.Random(3), timezone.now()
    one = gate(make.make_place())
    people = [make.make_person().code for _ in range(offline.PEOPLE)]
    devices = offline.imagined([(one.device, one.token)], people, 20, chance, now)
    assert offline.run(devices, chance, now).late_s > offline.WITHIN.total_seconds()
