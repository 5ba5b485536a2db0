"""``python -m bench.gatepages``: pages of owners, visitors and communes: 100,000 places, 10 million visits.

By Django's own client, middleware and templates included, without the network.  The world is made by sets in
the bench's own database: a province of 100 communes, seven days.
"""

import argparse
import secrets
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.gates import enter_home
from bench.report import Figure, keep, percentile, say, show

RESULTS = Path(__file__).parent / "results"
PLACES, PEOPLE, COMMUNES, DAYS, ROUNDS, BOUND_MS = 100_000, 300_000, 100, 7, 30, 150
MAKE_PLACES = """
    INSERT INTO places_place (code, name, kind, area_id, area_path)
    SELECT %s || n, 'Quán ' || n, 'cafe', (%s::int[])[1 + n %% %s], (%s::text[])[1 + n %% %s]
    FROM generate_series(1, %s) n RETURNING id
"""
MAKE_PEOPLE = """
    INSERT INTO identity_person (code, name, sex, area_path)
    SELECT %s || n, 'Nguyễn Thị Bình ' || n, 'unknown', '1.' FROM generate_series(1, %s) n RETURNING id
"""
# A few places are full, most are nearly empty, a third is never used.
VISIT = """
    INSERT INTO places_visit (place_id, entered_at, person_id, left_at)
    SELECT %(place)s + floor(power(random(), 3) * %(places)s)::bigint, moment,
           %(person)s + floor(random() * %(people)s)::bigint,
           CASE WHEN random() < 0.5 THEN moment + interval '40 minutes' END
    FROM (SELECT %(day)s::timestamptz + random() * interval '14 hours' AS moment
          FROM generate_series(1, %(visits)s)) t
    ON CONFLICT DO NOTHING
"""
COUNT = """
    INSERT INTO places_day (place_id, begins_at, area_path, entries)
    SELECT v.place_id, date_trunc('day', v.entered_at, 'Asia/Ho_Chi_Minh'), p.area_path, count(*)
    FROM places_visit v JOIN places_place p ON p.id = v.place_id WHERE v.place_id >= %s
    GROUP BY 1, 2, 3 ON CONFLICT DO NOTHING
"""


def filled(visits: int) -> dict[str, Any]:
    """Places, people, visits of a week; the fullest place belongs to an account."""
    from django.db import connection
    from django.utils import timezone

    from lachan.accounts import services as accounting
    from lachan.accounts.adapters.texts import OnScreen
    from lachan.accounts.rules import Relation
    from lachan.areas import public as areas
    from lachan.core import partitions
    from lachan.core.access import system
    from lachan.identity import public as identity
    from lachan.places.models import Ownership, Place

    rows = [("BP", "Tỉnh", "province", None)] + [
        (f"BC{n:03d}", f"Xã {n}", "commune", "BP") for n in range(COMMUNES)
    ]
    areas.load_areas(system(), [areas.AreaRow(i, "", *row) for i, row in enumerate(rows, 1)])
    units = areas.units_by_code([row[0] for row in rows], timezone.localdate())
    communes = [units[row[0]] for row in rows[1:]]
    mark, today = secrets.token_hex(3), timezone.localdate()
    ids, paths = [u.id for u in communes], [u.path for u in communes]
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PLACES, [f"G{mark}", ids, COMMUNES, paths, COMMUNES, PLACES])
        place = min(row[0] for row in cursor.fetchall())
        cursor.execute(MAKE_PEOPLE, [f"Q{mark}", PEOPLE])
        person = min(row[0] for row in cursor.fetchall())
        days = [today - timedelta(days=n) for n in range(DAYS)]
        partitions.ensure("places_visit", [*days, days[-1] - timedelta(days=1)])
        for day in days:
            begins = datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=3)  # 04:00 to 18:00
            cursor.execute(
                VISIT,
                {
                    "place": place, "places": PLACES * 2 // 3, "person": person, "people": PEOPLE,
                    "day": begins, "visits": visits // DAYS,
                },
            )  # fmt: skip
            say(f"visits of {day}")
        cursor.execute(COUNT, [place])
        cursor.execute("ANALYZE places_place, places_visit, places_day, identity_person")
    asked = accounting.ask_code(
        f"09{secrets.randbelow(10**8):08d}", "203.0.113.7", OnScreen(), now=timezone.now()
    )
    code = "".join(c for c in asked.shown.split(" ")[0] if c.isdecimal())
    account = accounting.sign_in(asked.code_id, code, now=timezone.now())
    told = identity.PersonTold("Trần Thị Hoa", today, "female", "", None)
    care = accounting.add_person(account, Relation.SELF, told, now=timezone.now())
    full = Place.objects.get(pk=place)
    Ownership.objects.create(place=full, account_id=account.id, since_at=timezone.now(), since_by="bench")
    return {"account": account, "care": care, "place": full, "province": units["BP"], "commune": communes[0]}


def clients(made: dict[str, Any]) -> dict[str, Any]:
    """Who looks: the owner, a commune, the province."""
    from django.contrib.auth.models import User
    from django.test import Client

    from lachan.identity.models import Staff

    owner = Client()
    owner.force_login(made["account"].user)
    session = owner.session
    session["citizen"] = True
    session.save()
    found = {"owner": owner}
    for name in ("commune", "province"):
        user = User.objects.create_user(f"{name}{secrets.token_hex(4)}")
        unit = made[name]
        Staff.objects.create(user=user, role="manager", area_id=unit.id, area_path=unit.path)
        found[name] = Client()
        found[name].force_login(user)
    return found


def measure(visits: int) -> list[Figure]:
    from django.conf import settings
    from django.utils import timezone

    from lachan.identity import public as identity
    from lachan.kernel import qr

    settings.ACCOUNTS_SECOND_FACTOR, settings.ALLOWED_HOSTS = False, ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    made = filled(visits)
    who, place, today = clients(made), made["place"], timezone.localdate()
    [code] = qr.place_codes(identity.signing_key(), [place.id])
    pages = {
        "owner, my places": ("owner", "/places/"),
        "owner, the fullest place": ("owner", f"/places/of/{place.code}/"),
        "visitor, the place behind a code": ("owner", f"/p/{code}"),
        "visitor, my visits": ("owner", f"/me/{made['care'].id}/visits/"),
        "commune, use of places": ("commune", f"/places/activity/?day={today}"),
        "commune, unused places": ("commune", "/places/unused/"),
        "commune, doubtful scans": ("commune", "/places/doubtful/"),
        "commune, disputes": ("commune", "/places/disputes/"),
        "province, use of places": ("province", f"/places/activity/?day={today}"),
        "province, unused places": ("province", "/places/unused/"),
        "province, doubtful scans": ("province", "/places/doubtful/"),
    }
    figures = []
    for name, (role, path) in pages.items():
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            answer = who[role].get(path)
            times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        ordered = sorted(times)
        detail = {"p50": statistics.median(ordered)}
        figures.append(Figure(f"{name}, p95", percentile(ordered, 0.95), "ms", BOUND_MS, detail=detail))
        say(f"{name}: p50 {detail['p50']:.0f} p95 {figures[-1].value:.0f} ms")
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.gatepages")
    parser.add_argument("--visits", type=int, default=10_000_000)
    visits = parser.parse_args().visits
    enter_home()
    from bench import machine

    began, where = datetime.now(UTC), machine.described()
    figures = measure(visits)
    told = {
        "scale": "gatepages", "measured_at": began.isoformat(timespec="seconds"), "machine": where,
        "sizes": {"places": PLACES, "visits": visits},
    }  # fmt: skip
    keep(RESULTS / f"gatepages-{began:%Y%m%d-%H%M%S}.json", told, figures)
    show("gatepages", figures)


if __name__ == "__main__":
    main()
