"""Who passes has been at the checkpoint, and who passes in one vehicle has sat together: for tracing."""

from collections.abc import Sequence
from datetime import datetime

from lachan.checkpoints.models import Checkpoint, Passage, Passenger
from lachan.core import sealing
from lachan.core.access import system
from lachan.core.batches import origin_of_scans
from lachan.identity import public as identity
from lachan.places import public as places

VEHICLE = "Xe qua chốt kiểm soát"  # a vehicle's place tells no plate


def record_visits(passage: Passage, now: datetime) -> None:
    """Visits of all who passed in this vehicle, from the moment it came.  Twice changes nothing.

    A vehicle with two people or more is a place of its own, known by a keyed digest of its plate: fellow
    passengers are found there, in a closed space, by whatever checkpoint they passed.
    """
    passed = Passenger.objects.filter(passage=passage, decision="passed", person_id__isnull=False)
    people = list(passed.values_list("person_id", flat=True))
    checkpoint = Checkpoint.objects.get(pk=passage.checkpoint_id)
    at = {checkpoint.place_code: checkpoint.place_id}
    if len(people) > 1 and passage.plate:
        at |= _vehicle(passage)
    _store(sorted(person for person in people if person is not None), at, passage.came_at, now)


def _vehicle(passage: Passage) -> dict[str, int]:
    code = "XE" + sealing.mac(passage.plate.encode(), purpose="checkpoints.vehicle").hex()[:24].upper()
    known = places.place_ids([code])
    if code not in known:
        rows = places.PlaceColumns(
            origin_of_scans(1), [code], [VEHICLE], ["vehicle"], [None],
            [None], [None], [None],
        )  # fmt: skip
        places.load_places(system("checkpoints"), rows)
        known = places.place_ids([code])
    return known


def _store(people: Sequence[int], at: dict[str, int], came_at: datetime, now: datetime) -> None:
    codes = identity.person_codes(people)
    pairs = [(codes[person], place) for place in at for person in people if person in codes]
    rows = places.VisitColumns(
        origin_of_scans(len(pairs)),
        [person for person, _ in pairs],
        [place for _, place in pairs],
        [came_at] * len(pairs),
        [None] * len(pairs),
    )
    known = {code: person for person, code in codes.items()}
    places.record_visits(system("checkpoints"), rows, now=now, people=known, places=at)
