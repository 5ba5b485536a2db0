"""Answers are kept sealed: names, telephones and addresses stand among them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lachan.core import sealing
from lachan.declarations.models import Declaration, Draft


def sealed(kept: type[Declaration] | type[Draft], told: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """As a table keeps them."""
    texts = [json.dumps(one, ensure_ascii=False).encode() for one in told]
    return [one or b"" for one in sealing.seal_many(texts, context=_context(kept))]


def answers_of(row: Declaration | Draft) -> dict[str, Any]:
    """Opened: for the person, for whoever follows it up, and nobody else."""
    told: dict[str, Any] = json.loads(sealing.unseal(bytes(row.sealed), context=_context(type(row))))
    return told


def _context(kept: type[Declaration] | type[Draft]) -> str:
    field: Any = kept._meta.get_field("sealed")
    return str(field.context)
