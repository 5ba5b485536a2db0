"""Each numbered promise of the database, broken once."""

from datetime import date

import pytest
from django.utils import timezone

from lachan.areas.models import Area, Decision, Denominator, Link, Move
from tests.breaking import refused

pytestmark = pytest.mark.django_db


def test_area_r1_code_from() -> None:
    Area.objects.create(code="01", name="Hà Nội", level="province")
    with refused("area_r1_code_from"):
        Area.objects.create(code="01", name="Another", level="province")
    Area.objects.create(code="01", name="Another", level="province", valid_from=date(2025, 7, 1))


def test_area_r2_ends_after_start() -> None:
    with refused("area_r2_ends_after_start"):
        Area.objects.create(
            code="01", name="Hà Nội", level="province", valid_from=date(2025, 7, 1), valid_to=date(2025, 7, 1)
        )


def two() -> tuple[Area, Area]:
    return (
        Area.objects.create(code="001", name="Ba Đình", level="district"),
        Area.objects.create(code="00004", name="Ba Đình", level="commune"),
    )


def test_link_r1_once() -> None:
    one, other = two()
    Link.objects.create(from_unit=one, to_unit=other, day=date(2025, 7, 1), kind="whole", source="test")
    with refused("link_r1_once"):
        Link.objects.create(from_unit=one, to_unit=other, day=date(2026, 7, 1), kind="part", source="test")


def test_link_r2_two_units() -> None:
    one, _ = two()
    with refused("link_r2_two_units"):
        Link.objects.create(from_unit=one, to_unit=one, day=date(2025, 7, 1), kind="whole", source="test")


@pytest.mark.parametrize(("kind", "share"), [("whole", 0.5), ("part", 0.0), ("part", 1.2)])
def test_link_r3_share(kind: str, share: float) -> None:
    one, other = two()
    with refused("link_r3_share"):
        Link.objects.create(
            from_unit=one, to_unit=other, day=date(2025, 7, 1), kind=kind, share=share, source="test"
        )


def test_denominator_r1_once() -> None:
    one, _ = two()
    Denominator.objects.create(area=one, name="registered", year=2024, persons=5, source="test")
    Denominator.objects.create(area=one, name="present", year=2024, persons=6, source="test")
    with refused("denominator_r1_once"):
        Denominator.objects.create(area=one, name="registered", year=2024, persons=7, source="test")


def test_denominator_r2_persons() -> None:
    one, _ = two()
    with refused("denominator_r2_persons"):
        Denominator.objects.create(area=one, name="registered", year=2024, persons=-1, source="test")


def test_move_r1_once() -> None:
    one, other = two()
    row = {"subject": "identity_person", "subject_id": 1, "from_unit_id": one.id, "moved_at": timezone.now()}
    Move.objects.create(**row, to_unit_id=other.id)
    with refused("move_r1_once"):
        Move.objects.create(**row, to_unit_id=one.id)


def decision(**told: object) -> Decision:
    made: Decision = Decision.objects.create(
        **{"from_unit_id": 1, "to_unit_id": 2, "area_path": "2.", "by": "an", "at": timezone.now()} | told
    )
    return made


def test_decision_r1_two_units() -> None:
    with refused("decision_r1_two_units"):
        decision(to_unit_id=1)


def test_decision_r2_taken_back() -> None:
    decision(taken_back_at=timezone.now(), taken_back_by="an")
    with refused("decision_r2_taken_back"):
        decision(taken_back_at=timezone.now())


def test_move_r2_once_a_decision() -> None:
    row = {"subject": "identity_person", "subject_id": 1, "from_unit_id": 1, "moved_at": timezone.now()}
    one = decision()
    Move.objects.create(**row, to_unit_id=2, decision=one)
    Move.objects.create(**row, to_unit_id=2, decision=decision())
    with refused("move_r2_once_a_decision"):
        Move.objects.create(**row, to_unit_id=3, decision=one)
