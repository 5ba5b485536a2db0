"""Devices from the command line, and two gates of one place at the same time."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from lachan.places import services
from lachan.places.models import Device, Scan, Visit
from tests import make
from tests.places.gates import Gate, gate
from tests.tracing.conftest import committed

__all__ = ["committed"]  # a fixture


def lachan(*words: str, **options: object) -> object:
    out = StringIO()
    call_command("device", *words, as_json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_device_is_added_listed_and_revoked_at_the_command_line() -> None:
    place = make.make_place()
    made = lachan("add", place=place.code, name="Cổng 1")
    assert isinstance(made, dict)
    assert set(made) == {"device", "token"}
    token = str(made["token"])
    assert token not in str(list(Device.objects.values()))
    assert services.take_scans(token, services.Upload(timezone.now(), []), now=timezone.now()) == []
    [line] = lachan("list", place=place.code)  # type: ignore[misc]
    assert (line["device"], line["state"], line["name"]) == (made["device"], "live", "Cổng 1")
    lachan("revoke", device=made["device"])
    assert lachan("list")[0]["state"] == "revoked"  # type: ignore[index]
    with pytest.raises(CommandError, match="device_unknown"):
        lachan("revoke", device=made["device"])
    with pytest.raises(CommandError, match="place_unknown"):
        lachan("add", place="nowhere")


PAIRS = 12


def told_by_two_gates(moment: datetime) -> int:
    """Entries by one gate and exits by the other, sent at the same time; stays left open."""
    place = make.make_place()
    gates = [gate(place), gate(place)]
    people = [make.make_person().code for _ in range(PAIRS)]

    def send(door: Gate, items: list[tuple[int, str, datetime, str]]) -> None:
        try:
            for number, code, at, way in items:
                scan = services.Told(number, code, way == "out", at)
                services.take_scans(door.token, services.Upload(moment, [scan]), now=moment)
        finally:
            connection.close()

    ins = [(n, code, moment - timedelta(minutes=30), "in") for n, code in enumerate(people, 1)]
    outs = [(n, code, moment - timedelta(minutes=5), "out") for n, code in enumerate(people, 1)]
    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(send, gates[0], ins), threads.submit(send, gates[1], outs)]:
            one.result()
    return Visit.objects.filter(place_id=place.id, left_at=None).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_an_entry_and_an_exit_sent_by_two_gates_at_once_find_each_other() -> None:
    assert told_by_two_gates(timezone.now()) == 0
    assert Visit.objects.count() == PAIRS
    assert Scan.objects.filter(status__in=["stored", "review"]).count() == 2 * PAIRS


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_one_device_that_sends_the_same_upload_twice_at_once_stores_it_once() -> None:
    door, now = gate(make.make_place()), timezone.now()
    people = [make.make_person().code for _ in range(20)]
    scans = [services.Told(n, code, False, now) for n, code in enumerate(people, 1)]

    def send(_: int) -> list[str]:
        try:
            upload = services.Upload(now, scans)
            return [one.status for one in services.take_scans(door.token, upload, now=now)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert sorted(answers) == [["duplicate"] * 20] * 3 + [["stored"] * 20]
    assert (Scan.objects.count(), Visit.objects.count()) == (20, 20)
