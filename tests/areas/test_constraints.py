"""Each numbered promise of the database, broken once."""

from datetime import date

import pytest

from lachan.areas.models import Area
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
