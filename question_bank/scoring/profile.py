"""Domain scores as a profile with their uncertainty: a description, never a pass or a fail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from question_bank.scoring.decision import Mark

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True)
class DomainScore:
    """One domain: marks reached of items asked, and the 95 % interval of the share (0 to 1)."""

    domain: str
    reached: Fraction
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share reached, 0 to 1."""
        return float(self.reached / self.of)


def profile(marks: Iterable[Mark]) -> tuple[DomainScore, ...]:
    """Score each domain of a paper, in the order of their names."""
    by_domain: dict[str, list[Fraction]] = {}
    for mark in marks:
        by_domain.setdefault(mark.domain, []).append(mark.credit)
    return tuple(_score(domain, earned) for domain, earned in sorted(by_domain.items()))


def _score(domain: str, earned: list[Fraction]) -> DomainScore:
    reached = sum(earned, Fraction(0))
    low, high = wilson(float(reached), len(earned))
    return DomainScore(domain, reached, len(earned), low, high)


def wilson(successes: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927, eq. as in Newcombe 1998, method 3).

    `successes` of `n` trials, n > 0; returns (low, high), each within 0 to 1. ValueError when n is not positive.
    """
    if n <= 0:
        raise ValueError("an interval needs at least one item")
    share = successes / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
