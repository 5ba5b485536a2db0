"""Reads of this room."""

from lachan.identity.queries.people import EVIDENCE, HOMES, Who, people, person, person_codes, person_ids

__all__ = ["EVIDENCE", "HOMES", "Who", "people", "person", "person_codes", "person_ids"]
