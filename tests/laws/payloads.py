"""A stored payload of every version of every event: what is queued today is read after an upgrade."""

PAYLOADS: dict[str, dict[str, object]] = {
    "areas.reorganised.v1": {"changed": 3},
    "areas.rows_placed.v1": {"decision": "0195d3a4-0000-7000-8000-000000000003"},
    "declarations.watched_rides_landed.v1": {"refs": ["0195d3a4-0000-7000-8000-000000000001"]},
    "identity.persons_merged.v1": {"people": [17, 4]},
    "identity.persons_unmerged.v1": {"people": [17, 4]},
    "places.watched_visits_landed.v1": {"refs": ["0195d3a4-0000-7000-8000-000000000001"]},
    "proximity.watched_encounters_landed.v1": {"refs": ["0195d3a4-0000-7000-8000-000000000001"]},
    "testing.results_released.v1": {"people": [17, 4], "at": "2022-03-10T05:00:00+00:00"},
    "tracing.cases_opened.v1": {"cases": ["0195d3a4-0000-7000-8000-000000000002"]},
    "tracing.contacts_found.v1": {"cases": ["0195d3a4-0000-7000-8000-000000000002"]},
    "tracing.cases_withdrawn.v1": {"cases": ["0195d3a4-0000-7000-8000-000000000002"]},
}
