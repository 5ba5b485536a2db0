"""Where a deed leaves a row, as the owner of the tables finds it afterwards."""

TABLES = (  # where a deed on somebody's record leaves a row, and the column that tells whose
    ("identity_person", "id"),
    ("identity_merge", "person_id"),
    ("identity_review", "person_id"),
    ("identity_card", "person_id"),
    ("identity_guardian", "person_id"),
    ("testing_result", "person_id"),
    ("testing_member", "person_id"),
    ("testing_telling", "person_id"),
    ("testing_arrival", "person_id"),
    ("testing_tube", "(SELECT m.person_id FROM testing_member m WHERE m.tube_id = testing_tube.id)"),
    (
        "testing_alarm",
        "(SELECT m.person_id FROM testing_member m JOIN testing_tube t ON t.id = m.tube_id"
        " WHERE t.code = ref)",
    ),
    ("testing_campaign", "'unit ' || area_id"),
    ("accounts_care", "person_id"),
    ("accounts_consent", "person_id"),
    ("accounts_opening", "person_id"),
    ("tracing_task", "id"),
    ("declarations_alert", "person_id"),
    ("declarations_declaration", "person_id"),
    ("declarations_draft", "person_id"),
    ("checkpoints_passenger", "person_id"),
    ("checkpoints_post", "'checkpoint ' || checkpoint_id"),
    ("permits_application", "person_id"),
    ("permits_permit", "person_id"),
    ("permits_double", "person_id"),
    ("permits_organisation", "'organisation ' || id"),
    ("places_scan", "person_id"),
    ("places_dispute", "person_id"),
    ("places_suspicion", "'place ' || place_id"),
    ("places_device", "'place ' || place_id"),
    ("places_place", "'place ' || coalesce(parent_id, id)"),
)
CHANGED = " UNION ".join(
    f"SELECT ({column})::text FROM {table} WHERE xmin::text::bigint > %(since)s" for table, column in TABLES
)
NEWEST = (
    "SELECT max(newest) FROM ("
    + " UNION ALL ".join(f"SELECT max(xmin::text::bigint) AS newest FROM {table}" for table, _ in TABLES)
    + ") AS all_of_them"
)
