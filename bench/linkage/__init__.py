"""The public benchmark of matching: made people, told again with the errors that were measured (ADR 0014)."""
