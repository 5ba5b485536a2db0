"""Run beside a site (``python -m tests.journeys.settling CODE``): a person lives where the demo's desk is.

With ``hours`` behind the code: the errand's hours are others than now; prints the code of that permit.
"""

import sys

from lachan.config.start import ready


def main(code: str, what: str = "home") -> None:
    from datetime import timedelta

    from django.utils import timezone

    from lachan.identity.models import Person, Staff
    from lachan.permits.models import Permit
    from lachan.permits.services import code_of

    person = Person.objects.get(code=code)
    if what == "home":
        desk = Staff.objects.get(user__username="registrar")
        Person.objects.filter(pk=person.pk).update(area_id=desk.area_id, area_path=desk.area_path)
        return
    permit = Permit.objects.get(person_id=person.id, reason="food")
    soon = timezone.localtime() + timedelta(hours=2)
    permit.hours_begin, permit.hours_end = soon.hour * 60, soon.hour * 60 + 59
    permit.save()
    sys.stdout.write(f"{code_of(permit)}\n")


if __name__ == "__main__":
    ready(migrate=False)
    main(*sys.argv[1:])
