"""A database for the gates: people, places, devices."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).parents[1]


def enter_home() -> None:
    """Make this process work with a database of its own, migrated."""
    from lachan.config.start import ready

    home = Path(os.environ.get("LACHAN_BENCH_HOME", ROOT / "var" / "bench")) / "gates"
    os.environ["LACHAN_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    ready()


def devices_and_people(devices: int, people: int) -> tuple[list[tuple[int, str]], list[str]]:
    """New places with a device each (id, token), and new people (codes)."""
    from django.db import connection

    from lachan.places.services.devices import digest

    mark = secrets.token_hex(3)
    tokens = [f"lcd_{secrets.token_urlsafe(24)}" for _ in range(devices)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_person (code, name, sex, area_path)"
            " SELECT %s || n, 'Người ' || n, 'unknown', '1.' FROM generate_series(1, %s) n RETURNING code",
            [f"B{mark}-", people],
        )
        codes = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO places_place (code, name, kind, area_path)"
            " SELECT %s || n, 'Chợ ' || n, 'market', '1.' FROM generate_series(1, %s) n RETURNING id",
            [f"D{mark}-", devices],
        )
        places = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "INSERT INTO places_device (place_id, name, token_digest, made_at, made_by)"
            " SELECT place, 'gate', digest, now(), 'bench'"
            " FROM unnest(%s::bigint[], %s::text[]) AS d(place, digest) RETURNING id",
            [places, [digest(token) for token in tokens]],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("ANALYZE identity_person, places_place, places_device")
    return list(zip(ids, tokens, strict=True)), codes
