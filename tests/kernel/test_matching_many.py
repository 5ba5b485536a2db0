"""Many pairs compared at once: the levels and weights of the plain rule, whatever the records tell."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.core.policies import matching_models
from lachan.kernel.births import Birth
from lachan.kernel.matching import Model, Told, compare, name_level, outcome, verdict
from lachan.kernel.matching_many import compare_many

MODEL = matching_models()[-1]
WORDS = [
    "Nguyễn",
    "Nguyen",
    "NGUYỄN",
    "Nguyễm",
    "Văn",
    "Vân",
    "Van",
    "V",
    "Thị",
    "Hoà",
    "Hòa",
    "Hoa",
    "Hải",
    "Y",
    "Lê",
]
names = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
days = st.sampled_from(
    [date(1984, 2, 5), date(1984, 5, 2), date(1984, 2, 15), date(1948, 2, 5), date(1984, 1, 1)]
)
births = st.none() | st.builds(Birth, days, st.sampled_from(["day", "month", "year"]))
digits = st.sampled_from(["001184000123", "001184000132", "001184000124", "00118400012", "079199000001"])
numbers = st.dictionaries(st.sampled_from(["cccd", "cmnd"]), st.frozensets(digits, min_size=1), max_size=2)
told = st.builds(
    Told,
    names,
    births,
    st.sampled_from(["male", "female", "unknown"]),
    numbers,
    st.frozensets(st.sampled_from(["0912345678", "0382345678"])),
    st.sampled_from(["", "1.", "1.5.", "1.5.77.", "1.5.77.9.", "1.5.78.", "1.6.80."]),
)
people = st.lists(told, min_size=1, max_size=8)


def differences(model: Model, some: list[Told], other_model: Model | None = None) -> int:
    """Pairs to which the two give different levels or weights."""
    one, other = (found.ravel() for found in np.indices((len(some), len(some))))
    many = compare_many(other_model or model, some, one, other)
    wrong = 0
    for pair, (i, j) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        plain, fast = compare(model, some[i], some[j]), many.compared(pair)
        doubtful = any((what, level) in model.doubts for what, level in plain.levels.items())
        wrong += (
            plain.levels != fast.levels
            or abs(plain.weight - fast.weight) > 1e-9
            or doubtful != bool(many.is_doubtful[pair])
        )
    return wrong


@given(people)
def test_many_pairs_at_once_are_judged_as_one_by_one(some: list[Told]) -> None:
    assert differences(MODEL, some) == 0


def test_a_model_that_differs_in_one_weight_is_noticed() -> None:
    levels = {
        **MODEL.levels,
        "sex": {**MODEL.levels["sex"], "same": replace(MODEL.levels["sex"]["same"], m=0.98)},
    }
    woman = Told("Lê Thị Hoa", sex="female")
    assert differences(MODEL, [woman, woman], replace(MODEL, levels=levels)) == 4


@given(told, told)
def test_the_order_of_the_two_does_not_matter(one: Told, other: Told) -> None:
    there, back = compare(MODEL, one, other), compare(MODEL, other, one)
    assert there.levels == back.levels
    assert there.weight == pytest.approx(back.weight)


@given(st.lists(told, max_size=4), told)
def test_the_outcome_of_bare_weights_is_that_of_candidates(some: list[Told], asked: Told) -> None:
    found = sorted((compare(MODEL, asked, one) for one in some), key=lambda one: -one.weight)
    if not found:
        return
    doubtful = any((what, level) in MODEL.doubts for what, level in found[0].levels.items())
    next_best = found[1].weight if len(found) > 1 else None
    assert verdict(MODEL, found[0].weight, next_best, doubtful) is outcome(MODEL, found)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("NguyễnVăn Hoà", "Nguyễn Văn Hoà", "slip"),  # only a space is missing
        ("N V Hoà", "Nguyễn Văn Hoà", "part"),
        ("N Văn Hoà", "Nguyễn V Hoà", "other"),  # each shortens another word
        ("Nguyễn Thanh Thanh Hoà", "Nguyễn Minh Thanh Hoà", "part"),
    ],
)
def test_names_agree_in_one_way_from_both_sides(one: str, other: str, level: str) -> None:
    assert name_level(one, other, MODEL.known) == name_level(other, one, MODEL.known) == level
