"""FHIR R4 DiagnosticReports, alone or in a Bundle, as what a laboratory says of tubes.

Read is what an answer needs, whatever else a resource holds.  One report, one specimen, one outcome: a report
that leaves a choice is refused, not guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
METHODS = {  # what was done
    (LOINC, "94500-6"): "pcr",  # RNA in respiratory specimen, by NAA
    (LOINC, "94309-2"): "pcr",  # RNA in specimen, by NAA
    (LOINC, "94759-8"): "pcr",  # RNA in nasopharynx, by NAA
    (LOINC, "94558-4"): "antigen",  # rapid immunoassay
}
OUTCOMES = {
    (SNOMED, "260373001"): "positive",  # detected
    (SNOMED, "10828004"): "positive",
    (SNOMED, "260415000"): "negative",  # not detected
    (SNOMED, "260385009"): "negative",
    (SNOMED, "419984006"): "invalid",  # inconclusive
}
FINAL = frozenset({"final", "amended", "corrected"})  # a corrected one is judged as any other answer
MOST_CYCLES, LONGEST_GENE, MOST_GENES = 60, 16, 8


class Coding(msgspec.Struct):
    system: str = ""
    code: str = ""


class Concept(msgspec.Struct):
    coding: list[Coding] = []
    text: str = ""


class Identifier(msgspec.Struct):
    value: str = ""


class Reference(msgspec.Struct):
    reference: str = ""
    identifier: Identifier | None = None


class Quantity(msgspec.Struct):
    value: float | None = None


class Component(msgspec.Struct):
    code: Concept = msgspec.field(default_factory=Concept)
    valueQuantity: Quantity | None = None


class Observation(msgspec.Struct):
    code: Concept = msgspec.field(default_factory=Concept)
    valueCodeableConcept: Concept | None = None
    component: list[Component] = []


class Specimen(msgspec.Struct):
    identifier: list[Identifier] = []
    accessionIdentifier: Identifier | None = None


class Report(msgspec.Struct):
    status: str
    issued: datetime
    specimen: list[Reference]
    code: Concept = msgspec.field(default_factory=Concept)
    result: list[Reference] = []
    conclusionCode: list[Concept] = []
    contained: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class ReportTold:
    """One report: what it says, or why it says nothing (``what``, at ``where``)."""

    tube: str
    outcome: str = ""
    method: str = ""
    issued: datetime | None = None
    ct: Mapping[str, float] | None = None
    where: str = ""
    what: str = ""


def read_reports(body: bytes) -> Iterator[ReportTold]:
    """Every DiagnosticReport of a body.  Raises msgspec.DecodeError, ValueError where it holds none."""
    whole: dict[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
    if whole.get("resourceType") == "DiagnosticReport":
        yield _read(whole, {}, "DiagnosticReport")
        return
    if whole.get("resourceType") != "Bundle":
        raise ValueError("a DiagnosticReport or a Bundle is expected")
    entries = msgspec.convert(whole.get("entry", []), list[dict[str, Any]])
    beside: dict[str, Any] = {}
    for entry in entries:
        resource = entry.get("resource")
        if isinstance(resource, dict):
            beside[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
            beside[str(entry.get("fullUrl"))] = resource
    for place, entry in enumerate(entries):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "DiagnosticReport":
            yield _read(resource, beside, f"Bundle.entry[{place}].resource")


def _read(resource: dict[str, Any], beside: Mapping[str, Any], where: str) -> ReportTold:
    tube = ""
    try:
        report = msgspec.convert(resource, Report, strict=False)
        known = {**beside, **{f"#{one.get('id')}": one for one in report.contained}}
        tube = _tube(report, known)
        _need_final(report)
        observations = [
            msgspec.convert(known[one.reference], Observation)
            for one in report.result
            if one.reference in known
        ]
        told = [*report.conclusionCode, *(o.valueCodeableConcept for o in observations)]
        outcome = _only("outcome", OUTCOMES, told)
        method = _only("method", METHODS, [report.code, *(o.code for o in observations)])
        return ReportTold(tube, outcome, method, report.issued, _cycles(observations))
    except (msgspec.ValidationError, ValueError) as wrong:
        return ReportTold(tube, where=where, what=str(wrong))


def _need_final(report: Report) -> None:
    if report.status not in FINAL:
        raise ValueError(f"status {report.status!r} is not final")


def _tube(report: Report, known: Mapping[str, Any]) -> str:
    if len(report.specimen) != 1:
        raise ValueError("one specimen is expected")
    [named] = report.specimen
    found = [named.identifier] if named.identifier else []
    if named.reference in known:
        specimen = msgspec.convert(known[named.reference], Specimen)
        found += [specimen.accessionIdentifier] if specimen.accessionIdentifier else specimen.identifier[:1]
    tubes = {one.value.strip() for one in found if one.value.strip()}
    if len(tubes) != 1:
        raise ValueError("the specimen has no barcode, or several")
    return tubes.pop()


def _only(what: str, words: Mapping[tuple[str, str], str], told: list[Concept | None]) -> str:
    codes = [(coding.system, coding.code) for one in told if one for coding in one.coding]
    found = {words[code] for code in codes if code in words}
    if len(found) != 1:
        raise ValueError(f"one {what} is expected, by a code of the list; told: {sorted(found) or codes}")
    return found.pop()


def _cycles(observations: list[Observation]) -> dict[str, float]:
    """Cycles by gene, as far as the laboratory names genes."""
    found = {
        part.code.text: part.valueQuantity.value
        for one in observations
        for part in one.component
        if part.valueQuantity and part.valueQuantity.value and 0 < len(part.code.text) <= LONGEST_GENE
    }
    return {gene: value for gene, value in list(found.items())[:MOST_GENES] if 0 < value <= MOST_CYCLES}
