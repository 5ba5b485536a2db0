"""Every column says how private it is, every table how long it is kept (ADR 0012)."""

import pytest
from django.db import models as m

from tests.laws.house import models

CLASSES = ("public", "internal", "personal", "health", "secret")


def complaints(model: type[m.Model]) -> list[str]:
    """What ``class Privacy`` of a model leaves open, or says twice."""
    privacy = getattr(model, "Privacy", None)
    if privacy is None:
        return ["no class Privacy"]
    told = [column for name in CLASSES for column in getattr(privacy, name, ())]
    columns = {field.name for field in model._meta.local_concrete_fields}
    columns -= {"pk"} if "pk" not in told else set()
    strange = set(vars(privacy)) - {*CLASSES, "keep_days", "keep_from"}
    found = [f"{column} is not classified" for column in sorted(columns - set(told))]
    found += [f"{column} is no column" for column in sorted(set(told) - columns)]
    found += [f"{column} is classified twice" for column in sorted(told) if told.count(column) > 1]
    found += [f"no such class: {name}" for name in sorted(strange) if not name.startswith("__")]
    keep_days = getattr(privacy, "keep_days", 0)
    found += [] if keep_days is None or keep_days > 0 else ["keep_days is not told"]
    from_ = getattr(privacy, "keep_from", "").split("__")[0]
    return found + (["keep_from is no column"] if keep_days and from_ not in columns else [])


@pytest.mark.parametrize("model", models(), ids=lambda model: str(model._meta.label))
def test_every_column_has_a_privacy_class_and_a_time(model: type[m.Model]) -> None:
    assert complaints(model) == []


def test_the_law_sees_a_column_that_nobody_classified() -> None:
    class Meta:
        app_label = "core"
        managed = False

    class Privacy:
        internal = {"id", "ghost"}
        health = {"id"}
        wrong = {"id"}

    body = {"__module__": __name__, "Meta": Meta, "Privacy": Privacy, "note": m.TextField()}
    try:
        model = type("Unclassified", (m.Model,), body)
        assert complaints(model) == [
            "note is not classified",
            "ghost is no column",
            "id is classified twice",
            "id is classified twice",
            "no such class: wrong",
            "keep_days is not told",
        ]
    finally:
        from django.apps import apps

        apps.all_models["core"].pop("unclassified", None)
        apps.clear_cache()
