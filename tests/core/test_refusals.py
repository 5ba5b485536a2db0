"""Whoever is turned away reads why, in Vietnamese, also where Django alone would say nothing."""

import pytest
from django.test import Client

from tests.make import make_areas, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def tracer() -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_staff(make_areas()["00001"], "tracer")[0])
    return client


@pytest.mark.parametrize(
    ("method", "path", "status", "why"),
    [
        ("GET", "/nowhere/", 404, "Không có trang nào ở địa chỉ này."),
        ("GET", "/people/nobody/", 404, "hoặc người đó thuộc địa bàn khác"),
        ("GET", "/tests/", 403, "thuộc địa bàn hoặc vai trò khác"),
        ("GET", "/people/review/undo/", 405, "không phải là một trang để mở"),
        ("POST", "/people/review/undo/", 403, "Biểu mẫu này đã mở quá lâu"),
        ("GET", "/tracing/tasks/00000000-0000-0000-0000-000000000001/", 404, "hoặc thuộc địa bàn khác"),
    ],
)
def test_a_refusal_tells_why(tracer: Client, method: str, path: str, status: int, why: str) -> None:
    answer = tracer.generic(method, path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert why in page
    assert '<html lang="vi"' in page


def test_what_is_not_there_is_told_without_a_log_in_too() -> None:
    answer = Client().get("/nowhere/")
    assert answer.status_code == 404
    assert "Không có trang nào" in answer.content.decode()


def test_the_methods_that_are_answered_are_still_told(tracer: Client) -> None:
    assert tracer.get("/people/review/undo/").headers["Allow"] == "POST"
