"""A rotation: every old value is sealed anew, bound or not, none is lost, and the old key is free to go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from pytest_django import Settings

from lachan.core import keys, resealing, sealing
from lachan.core.sealing import SealedField
from tests.make import NOON

pytestmark = pytest.mark.django_db
COUNT = 300


@pytest.fixture(params=[False, True], ids=["of the column", "bound to the row"])
def field(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[SealedField]:
    """A sealed column of a table of its own, under a ring of its own."""
    settings.KEYS, settings.KEYS_FILE = "", tmp_path / "ring"
    meta = type("Meta", (), {"app_label": "core", "db_table": "core_sample"})
    sealed = SealedField(null=True, bound=request.param)
    key = models.BigIntegerField(primary_key=True)
    body = {"__module__": __name__, "Meta": meta, "id": key, "value": sealed}
    type("Sample", (models.Model,), body)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE core_sample (id bigint PRIMARY KEY, value bytea)")
    yield sealed
    apps.all_models["core"].pop("sample")
    apps.clear_cache()


def stored() -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, value FROM core_sample ORDER BY id")
        return cursor.fetchall()


def test_after_a_rotation_nothing_is_sealed_by_the_old_key_and_all_opens(
    field: SealedField, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH_ROWS", 32)  # many batches
    ids, rows = range(COUNT), range(COUNT) if field.bound else None
    plains = [None if i % 7 == 0 else str(i).encode() for i in ids]
    with connection.cursor() as cursor:
        values = zip(ids, sealing.seal_many(plains, context=field.context, rows=rows), strict=True)
        cursor.executemany("INSERT INTO core_sample VALUES (%s, %s)", values)
    filled = sum(plain is not None for plain in plains)
    old, fresh = keys.ring().newest.id.hex(), keys.add(NOON.date()).id.hex()
    assert resealing.uses() == {old: filled, fresh: 0}
    assert resealing.reseal(field) == filled
    assert resealing.uses() == {old: 0, fresh: filled}
    assert sealing.unseal_many([value for _, value in stored()], context=field.context, rows=rows) == plains
    assert resealing.reseal(field) == 0
