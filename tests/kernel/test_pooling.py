"""Sizes of pools after Dorfman: worked by hand for whole percents, and the best of all for any number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lachan.kernel.pooling import advise, effort

# Prevalence, best size, tests in percent of testing everybody alone.
TABLE = [
    (0.01, 11, 20), (0.02, 8, 27), (0.03, 6, 33), (0.04, 6, 38), (0.05, 5, 43), (0.06, 5, 47), (0.07, 4, 50),
    (0.08, 4, 53), (0.09, 4, 56), (0.10, 4, 59), (0.12, 4, 65), (0.13, 3, 67), (0.15, 3, 72), (0.20, 3, 82),
    (0.25, 3, 91), (0.30, 3, 99),
]  # fmt: skip


@pytest.mark.parametrize(("prevalence", "size", "percent"), TABLE)
def test_the_best_size_and_its_cost_are_those_worked_by_hand(
    prevalence: float, size: int, percent: int
) -> None:
    found = advise(prevalence, most=100)
    assert (found.size, round(100 * found.tests_per_person)) == (size, percent)


@given(st.floats(0, 1), st.integers(1, 30))
def test_no_other_size_needs_fewer_tests(prevalence: float, most: int) -> None:
    found = advise(prevalence, most=most)
    assert all(effort(n, prevalence) >= found.tests_per_person for n in range(1, most + 1))
    assert 0 <= found.saving < 1


def test_where_everybody_is_positive_nobody_is_pooled() -> None:
    assert advise(1.0, most=10).size == 1
    with pytest.raises(ValueError, match="prevalence"):
        effort(3, 1.5)
