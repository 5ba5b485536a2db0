"""Run beside a site (``python -m tests.journeys.dividing``): a commune of the demo is divided.

Prints the id of the old commune.
"""

import sys

from lachan.config.start import ready


def main() -> None:
    from datetime import date

    from django.utils import timezone

    from lachan.areas import public as areas
    from lachan.areas.models import Area
    from lachan.core.access import system

    today, actor = timezone.localdate(), system("journey")
    old = (
        Area.objects.filter(level="commune", valid_to=None).exclude(code__startswith="N").order_by("code")[1]
    )
    parent = old.parent
    assert parent is not None
    for name in ("Thôn Đoài", "Thôn Đông"):
        areas.add_hamlet(actor, old.id, name)
    row = areas.AreaRow
    told = [
        row(1, "", old.code, old.name, "commune", parent.code, valid_from=old.valid_from, valid_to=today),
        row(2, "", f"N{old.code}A", "Phường Đông Thịnh Mới", "commune", parent.code, valid_from=today),
        row(3, "", f"N{old.code}B", "Xã Tây Thịnh", "commune", parent.code, valid_from=today),
    ]
    _, rejects = areas.load_areas(actor, told)
    assert rejects == []
    ever = old.valid_from if isinstance(old.valid_from, date) else today
    areas.store_links(
        actor,
        [
            areas.LinkRow(
                old.code, ever, f"N{old.code}A", today, today, "part", 0.62, "km2", True, "journey"
            ),
            areas.LinkRow(
                old.code, ever, f"N{old.code}B", today, today, "part", 0.38, "km2", False, "journey"
            ),
        ],
    )
    sys.stdout.write(f"{old.id}\n")


if __name__ == "__main__":
    ready(migrate=False)
    main()
