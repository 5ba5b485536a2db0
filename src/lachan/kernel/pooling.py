"""How many swabs go into one tube: Dorfman's two-stage pooling.

R. Dorfman, The detection of defective members of large populations, Annals of Mathematical Statistics 14
(1943) 436-440: a pool of n is tested once, and each of its members again where it is positive.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """The best size of a pool, tests per person with it, and the share of tests it saves."""

    size: int
    tests_per_person: float

    @property
    def saving(self) -> float:
        return max(0.0, 1 - self.tests_per_person)


def effort(size: int, prevalence: float) -> float:
    """Expected tests per person: 1/n for the pool, and one more with the chance that the pool is positive.

    >>> round(effort(5, 0.05), 3), effort(1, 0.05)
    (0.426, 1.0)
    """
    if not 0 <= prevalence <= 1 or size < 1:
        raise ValueError(f"size {size}, prevalence {prevalence}")
    return 1.0 if size == 1 else 1 / size + 1 - (1 - prevalence) ** size


def advise(prevalence: float, *, most: int) -> Advice:
    """The size from 1 to ``most`` that needs the fewest tests; of two that are equal the smaller.

    >>> advise(0.01, most=10)
    Advice(size=10, tests_per_person=0.1956179249911955)
    >>> advise(0.4, most=10).size
    1
    """
    best = min(range(1, most + 1), key=lambda size: (effort(size, prevalence), size))
    return Advice(best, effort(best, prevalence))
