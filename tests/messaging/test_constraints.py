"""Each numbered promise of the database, broken once."""

import pytest

from lachan.core import ids
from lachan.messaging.models import Notice
from tests.breaking import refused
from tests.make import NOON

pytestmark = pytest.mark.django_db


def test_notice_r1_once() -> None:
    ref, subject = ids.new(), ids.new()
    Notice.objects.create(area_path="1.", template="tracing.new_task", ref=ref, subject=subject, at=NOON)
    with refused("notice_r1_once"):
        Notice.objects.create(area_path="1.", template="tracing.new_task", ref=ref, subject=subject, at=NOON)
    Notice.objects.create(area_path="2.", template="tracing.new_task", ref=ref, subject=subject, at=NOON)
