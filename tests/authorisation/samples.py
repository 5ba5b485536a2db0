"""What is sent to the pages and doors of testing."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.authorisation.world import World

FILE = "tube,outcome,measured_at"


def of_samples(world: World, home: str, code: str, born: date) -> dict[str, dict[str, Any]]:
    """By route, about the person and the tubes of a home; ``code``: of the person."""
    unit, tube = world.units.get(home), world.tubes.get(f"p.{home}", "")
    other = world.people.get(f"q.{home}")
    received = world.tubes.get(f"q.{home}", "")
    at, hour = timezone.now(), timedelta(hours=1)
    measured = {"tube": tube or "new", "outcome": "negative", "method": "pcr"}
    sampled = {"sampled_at": f"{timezone.localtime():%d/%m/%Y} 00:00", "test_type": "antigen"}
    return {
        "testing:release": {"person": code, "outcome": "negative", **sampled},
        "testing:sample": {"tube": "new", "people": code, "campaign": ""},
        "testing:pack": {"box": "new", "tubes": tube},
        "testing:intake": {"box": "", "tubes": tube},
        "testing:plate": {"plate": "new", "first": "A1", "tubes": received},
        "testing:answer": {"tube": tube, "method": "pcr", "outcome": "negative"},
        "testing:campaigns": {
            "code": "new",
            "name": "new",
            "area": unit.code if unit else "none",
            "reason": "periodic",
            "days": 1,
        },
        "testing:files": {"file": SimpleUploadedFile("new.csv", f"{FILE}\nA,negative,{at}".encode())},
        "testing:mapping": {"name": "new", "tube": "A", "outcome": "B", "method": "pcr"},
        "testing:file": {"take": "yes"},
        "testing:close_alarm": {"because": "found"},
        "testing:labels": {"sheets": 1, "symbol": "datamatrix"},
        "testing:gate": {"code": other.code if other else "nobody", "symptoms": ["fever"]},
        "testing:hand_out": {"birth_date": f"{born:%d/%m/%Y}"},
        "testing:own": {"birth_date": f"{born:%d/%m/%Y}"},
        "testing:take_samples": {
            "samples": [{"tube": "new", "people": [code], "taken_at": (at - hour).isoformat()}]
        },
        "testing:take_reports": {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "issued": at.isoformat(),
            "specimen": [{"identifier": {"value": tube or "new"}}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
            "conclusionCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "260415000"}]}],
        },
        "testing:take_answers": {"results": [measured | {"measured_at": at.isoformat()}]},
        "testing:correct": {"outcome": "negative", "sure": "on"},
    }
