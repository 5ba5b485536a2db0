"""One human being under two records is one person to whoever takes the swabs."""

from datetime import timedelta

import pytest

from lachan.core.access import system
from lachan.identity import public as identity
from lachan.identity.models import Person
from lachan.testing import services
from lachan.testing.services import Taken
from tests import make
from tests.testing.lab import actor, ago, barcode, make_campaign

pytestmark = pytest.mark.django_db


def code_of(taken: Taken) -> str:
    return services.take_samples(actor("sampler"), [taken])[0].code


@pytest.fixture
def records() -> list[Person]:
    unit = make.make_areas()["00001"]
    return [make.make_person(unit) for _ in range(3)]


def merged(records: list[Person]) -> None:
    identity.merge(system(), records[0].id, records[1].id)
    identity.merge(system(), records[0].id, records[2].id)


@pytest.mark.parametrize("is_merged", [False, True])
def test_twice_in_one_tube_is_told(records: list[Person], is_merged: bool) -> None:
    if is_merged:
        merged(records)
    told = code_of(Taken(barcode(), tuple(one.code for one in records[1:]), ago(1)))
    assert told == ("sample.double_person" if is_merged else "")


@pytest.mark.parametrize("is_merged", [False, True])
def test_in_two_tubes_at_the_same_moment_is_told(records: list[Person], is_merged: bool) -> None:
    if is_merged:
        merged(records)
    at = ago(1)
    assert code_of(Taken(barcode(), (records[1].code,), at)) == ""
    told = code_of(Taken(barcode(), (records[2].code,), at))
    assert told == ("sample.person_elsewhere" if is_merged else "")


@pytest.mark.parametrize("is_merged", [False, True])
@pytest.mark.parametrize("is_one_batch", [False, True])
def test_twice_in_one_campaign_is_told(records: list[Person], is_merged: bool, is_one_batch: bool) -> None:
    if is_merged:
        merged(records)
    make_campaign(make.make_areas()["00001"], "CHO")
    at = ago(2)
    both = [
        Taken(barcode(), (records[1].code,), at, "CHO"),
        Taken(barcode(), (records[2].code,), at + timedelta(minutes=20), "CHO"),
    ]
    if is_one_batch:
        told = [one.code for one in services.take_samples(actor("sampler"), both)]
    else:
        told = [code_of(one) for one in both]
    assert told == ["", "sample.sampled_already" if is_merged else ""]


def test_the_same_tube_told_again_is_the_same_also_after_a_merge(records: list[Person]) -> None:
    taken = Taken(barcode(), (records[1].code,), ago(1))
    assert code_of(taken) == ""
    merged(records)
    assert services.take_samples(actor("sampler"), [taken])[0].status == "duplicate"
