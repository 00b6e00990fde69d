"""The error rate of a commune from a sample of its households, with its interval.

The rate is weighted: each stratum counts by the households it holds, so that drawing
more from where the risk is does not raise it. Its interval is Wilson's (1927) at 95%,
over an effective size: Kish's (the square of the summed weights over their summed
squares), enlarged by the finite population, since a commune visited whole leaves
nothing to chance. With equal weights and a large population this is Wilson's interval
of the plain share. Pure; the formulas are those of docs/inspections.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

# The 97.5th percentile of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class StratumCount:
    """Of one stratum: its households, those that were met, those wrongly classed."""

    population: int
    met: int
    wrong: int


@dataclass(frozen=True)
class Estimate:
    """An error rate (a share of 1) with its interval; None while nobody was met.

    `covered` counts the households of the strata in which somebody was met: the rate
    tells of these alone. `population` are all; `effective` is the effective size,
    None where all were met.
    """

    population: int
    covered: int
    met: int
    wrong: int
    rate: Fraction | None = None
    low: float | None = None
    high: float | None = None
    effective: float | None = None

    @property
    def rate_percent(self) -> Fraction | None:
        """The rate in per cent."""
        return None if self.rate is None else self.rate * 100

    @property
    def low_percent(self) -> float | None:
        """The lower end of the interval in per cent."""
        return None if self.low is None else self.low * 100

    @property
    def high_percent(self) -> float | None:
        """The upper end of the interval in per cent."""
        return None if self.high is None else self.high * 100


def wilson(share: float, size: float) -> tuple[float, float]:
    """Wilson's score interval of a share of 1 found in `size` trials, at 95%."""
    spread = Z95 * Z95 / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * sqrt(share * (1 - share) / size + spread / (4 * size)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def estimate(strata: Sequence[StratumCount]) -> Estimate:
    """The rate and interval of an area from the counts of its strata."""
    told = [each for each in strata if each.met]
    population = sum(each.population for each in strata)
    covered = sum(each.population for each in told)
    met, wrong = sum(each.met for each in told), sum(each.wrong for each in told)
    if not met:
        return Estimate(population, covered, met, wrong)
    weighted = sum(Fraction(each.population * each.wrong, each.met) for each in told)
    rate = Fraction(weighted) / covered
    if met >= covered:
        share = float(rate)
        return Estimate(population, covered, met, wrong, rate, share, share)
    effective = effective_size(told)
    low, high = wilson(float(rate), effective)
    return Estimate(population, covered, met, wrong, rate, low, high, effective)


def effective_size(told: Sequence[StratumCount]) -> float:
    """Kish's effective size of those met, enlarged by the finite population.

    Each household that was met weighs population / met of its stratum.
    """
    covered, met = sum(each.population for each in told), sum(each.met for each in told)
    squares = sum(Fraction(each.population**2, each.met) for each in told)
    kish = Fraction(covered**2) / Fraction(squares)
    return float(kish * Fraction(covered - 1, covered - met))
