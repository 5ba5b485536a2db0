"""Linkage of the whole register: one model with look-ups, no number in clear, twice like once."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlglot
from django.core.management import call_command
from splink import SettingsCreator
from sqlglot import expressions as exp

from bench.linkage.__main__ import world
from lachan.areas.public import Unit
from lachan.core.access import system
from lachan.core.policies import matching_model_on, matching_models
from lachan.identity import public as identity
from lachan.identity.models import Alias, Decision, Merge, Person, Review
from lachan.identity.queries import linkage as whole
from lachan.identity.queries import register
from lachan.identity.queries.matching import judged, records
from lachan.identity.services import decide, estimate_model, link, link_register, load_people, unmerge
from lachan.kernel import linkage, matching
from lachan.kernel.matching import Model
from tests import make
from tests.identity.test_matching import AN, Row, store

pytestmark = pytest.mark.django_db
MODEL = matching_models()[-1]
TRICKY: list[Row] = [
    ("T01", "Nguyễn Thị Hoà", "1984-02-05", "female", "0912345678", "001184000123"),
    ("T02", "NGUYEN THI HOA", "1984-05-02", "female", "0912345678", "001184000132"),
    ("T03", "Hòa Nguyễn Thị", "1984-02-15", "unknown", "", "001184000124"),
    ("T04", "Nguyễn ThịHoà", "1984", "female", "0382345678", "012345678"),
    ("T05", "N T Hoà", "02/1984", "male", "01682345678", "012345679"),
    ("T06", "Nguyễn Thị Hoa", "1984-02-05", "female", "0912345678", "B1234567"),
    ("T07", "Nguyễn Thị Hải", "1984-02-05", "female", "", "B123456"),
    ("T08", "Nguyễm Thị Hoà", "1990-11-30", "", "", "DN4010123456789"),
    ("T09", "Nguyễn Hoà", "1984-11-30", "female", "0912345678", "0123456789"),
    ("T10", "Nguyễn Thị Bích Hoà", "", "female", "0912345678", ""),
    ("T11", "Nguyexn Thị Hoà", "1984-02-06", "female", "", "001184000123"),
    ("T12", "Ngyuxn Thị Hoà", "1948-02-05", "female", "", "001184000213"),
    ("T13", "Ý", "1984-02-05", "female", "", ""),
    ("T14", "Lê Y Phương", "1984-02-05", "female", "", ""),
    ("T15", "Lê Yến Phương", "1984-02-05", "female", "", ""),
    ("T16", "Lê Yến Phưongn", "1984-12-05", "female", "", "101184000123"),
]


@pytest.fixture
def units() -> dict[str, Unit]:
    return make.make_areas()


def differences(tmp_path: Path, splink_model: Model) -> tuple[int, int]:
    """Pairs that Splink weighs or doubts otherwise than the rule, and how many there are in all."""
    register.write(tmp_path, splink_model, lambda *_: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linkage, "BLOCKING", ({"blocking_rule": "1 = 1"},))
        engine = whole.engine(tmp_path, splink_model)
    found = list(whole.likely(engine, -1e6))
    one, other = (np.array([row[i] for row in found]) for i in (0, 1))
    plain = judged(MODEL, records({*one.tolist(), *other.tolist()}), one, other)
    weight, doubtful = (np.array([row[i] for row in found]) for i in (2, 3))
    return int(((abs(plain.weights - weight) > 1e-6) | (plain.is_doubtful != doubtful)).sum()), len(found)


def test_splink_weighs_every_pair_as_the_look_ups_do(units: dict[str, Unit], tmp_path: Path) -> None:
    store(*TRICKY[::2])
    store(*TRICKY[1::2], area="09163")
    load_made(150)
    wrong, pairs = differences(tmp_path, MODEL)
    people = Person.objects.count()
    assert (wrong, pairs) == (0, people * (people - 1) // 2)


def test_a_weight_changed_in_one_of_the_two_is_noticed(units: dict[str, Unit], tmp_path: Path) -> None:
    store(*TRICKY)
    names = MODEL.levels["name"]
    levels = {**MODEL.levels, "name": {**names, "slip": replace(names["slip"], m=names["slip"].m * 1.01)}}
    wrong, pairs = differences(tmp_path, replace(MODEL, levels=levels))
    assert 0 < wrong < pairs


def load_made(count: int, seed: int = 1) -> list[int]:
    """A made register and people told again with errors, as the benchmark makes them; ids of the latter."""
    made = world(count, seed)
    rows = [(f"R{i}", row) for i, row in made.register.items()]
    again = [(f"N{i}", row) for i, (_, row) in enumerate(made.again)]
    return [new for part in (rows, again) for new in _load(part)][len(rows) :]


def _load(rows: list[tuple[str, object]]) -> list[int]:
    from lachan.core.batches import origin_of_scans

    columns = identity.PersonColumns(
        origin_of_scans(len(rows)),
        [code for code, _ in rows],
        *([getattr(row, name) for _, row in rows] for name in ("name", "birth", "sex")),
        *([getattr(row, name) or None for _, row in rows] for name in ("phone", "number")),
        ["00001" if row.commune % 2 else "09163" for _, row in rows],  # type: ignore[attr-defined]
        [None] * len(rows),
    )
    return load_people(system(), columns).new


def filed() -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    return (
        set(Merge.objects.filter(undone_at=None).values_list("person_id", "into_id")),
        set(Review.objects.values_list("person_id", "other_id")),
    )


def test_the_whole_register_is_linked_as_an_import_links_it(units: dict[str, Unit]) -> None:
    later = load_made(600)
    link(system(), later)
    by_import = filed()
    Merge.objects.all().delete()
    Review.objects.all().delete()
    Alias.objects.all().delete()
    told = link_register(system())
    merges, reviews = filed()
    among_told = {pair for pair in merges if pair[0] in set(later)}
    assert len(by_import[0]) > 50
    assert among_told == by_import[0]
    assert {pair for pair in reviews if pair[0] in set(later)} == by_import[1]
    assert (told.records, told.merged, told.reviews_opened) == (
        Person.objects.count(),
        len(merges),
        len(reviews),
    )


def test_linking_the_register_twice_changes_nothing(units: dict[str, Unit]) -> None:
    load_made(600)
    link_register(system())
    before = filed(), list(Alias.objects.order_by("person").values_list())
    again = link_register(system())
    assert (again.merged, again.reviews_opened) == (0, 0)
    assert before == (filed(), list(Alias.objects.order_by("person").values_list()))


def test_what_somebody_kept_apart_stays_apart(units: dict[str, Unit]) -> None:
    store(AN)
    [taken_back] = store(("N1", "NGUYEN THI HOA", "1984-02-05", "female", "0912345678", ""))
    [twin] = store(("N2", "Nguyễn Thị Hà", "1984-02-05", "female", "0912345678", "001184000124"))
    assert link_register(system()).merged == 1
    unmerge(system(), taken_back)
    decide(system(), Review.objects.get(person=twin).id, Decision.DIFFERENT)
    for again in (link_register(system()).merged, link(system(), [taken_back, twin]).same):
        assert again == 0
    assert not Alias.objects.exists()


def test_the_files_hold_no_number_in_clear_and_are_gone_afterwards(
    units: dict[str, Unit], tmp_path: Path, settings: object
) -> None:
    settings.HOME = tmp_path / "home"  # type: ignore[attr-defined]
    store(AN)
    seen: list[bytes] = []
    folders: list[int] = []

    def look(what: str, share: float) -> None:
        for path in (tmp_path / "home" / "linkage").rglob("*"):
            if path.is_dir():
                folders.append(path.stat().st_mode & 0o777)
            elif what != "export":
                seen.append(path.read_bytes())

    link_register(system(), say=look)
    written = b"".join(seen)
    assert b"001184000123" not in written
    assert b"912345678" not in written
    assert b"nguyen thi hoa" in written  # the control: what is written is found so
    assert set(folders) == {0o700}
    assert list((tmp_path / "home" / "linkage").iterdir()) == []


def test_an_estimated_model_is_a_model_and_in_force_nowhere(units: dict[str, Unit], tmp_path: Path) -> None:
    import tomllib

    link(system(), load_made(1500))
    path = estimate_model(system(), tmp_path / "candidate.toml", most_pairs=2e5, seed=1)
    found = matching.parse(tomllib.loads(path.read_text("utf-8")))
    assert found.source.startswith("estimated by Splink on 18")
    assert all(
        0 < level.m <= 1 and 0 < level.u <= 1 for some in found.levels.values() for level in some.values()
    )
    assert found.levels["sex"]["same"].u == pytest.approx(0.5, abs=0.03)  # men and women are as many
    assert found.levels["sex"]["same"].m > 0.95
    assert found.levels["number"]["same"].u < 1e-4  # people told twice are not taken for strangers
    assert found.frequencies["nguyen"] == pytest.approx(0.38, abs=0.05)
    assert found.levels != MODEL.levels
    assert matching_model_on(found.valid_from.replace(year=2999)).id == MODEL.id


SPARK = {
    "ARRAYS_OVERLAP",
    "ARRAY_OVERLAPS",
    "SIZE",
    "ARRAY_SIZE",
    "ARRAY_INTERSECT",
    "LEFT",
    "LENGTH",
    "LEAST",
}
SPARK |= {"LIKE", "CASE", "DAMERAU_LEVENSHTEIN", "AND", "OR", "IF"}  # the distance comes with Splink's jar


def unknown_to_spark(settings: dict[str, object]) -> set[str]:
    """Functions in the statements made for Spark that it does not have."""
    made = SettingsCreator.from_path_or_dict(settings).get_settings("spark")
    conditions = [
        level.sql_condition
        for comparison in made.core_model_settings.comparisons
        for level in comparison.comparison_levels
        if level.sql_condition != "ELSE"
    ]
    conditions += [rule.blocking_rule_sql for rule in made._blocking_rules_to_generate_predictions]
    trees = [sqlglot.parse_one(condition, read="spark") for condition in conditions]
    used = {node.name.upper() if isinstance(node, exp.Anonymous) else node.sql_name() for tree in trees
            for node in tree.find_all(exp.Func)}  # fmt: skip
    return used - SPARK


def test_the_same_settings_make_statements_for_spark() -> None:
    assert unknown_to_spark(linkage.settings(MODEL)) == set()


def test_a_function_that_only_duckdb_has_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    of_duckdb = {"same": "list_has_any(phones_l, phones_r)", "other": ""}
    monkeypatch.setattr(linkage, "CONDITIONS", {**linkage.CONDITIONS, "phone": of_duckdb})
    assert unknown_to_spark(linkage.settings(MODEL)) == {"LIST_HAS_ANY"}


def test_the_command_tells_what_it_did(units: dict[str, Unit], capsys: pytest.CaptureFixture[str]) -> None:
    store(AN, ("N1", "NGUYEN THI HOA", "1984-02-05", "female", "0912345678", ""))
    call_command("link_register", as_json=True, verbosity=0)
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["pairs"], told["merged"], told["reviews"]) == (2, 1, 1, 0)
    call_command("link_register", verbosity=0)
    assert capsys.readouterr().out.startswith("2 records, 1 pairs, 0 merged, 0 to decide")
