"""Cần quan tâm: what needs a decision, ranked by the portal's own rule.

Pure: signs in, a short list out. Every sign has a kind with a base weight and a degree
between 0 (just worth saying) and 1 (as bad as it gets), which adds up to 10 points; so
a kind may pass the next one only where it is much worse. The weights are the portal's
own, no regulation: first what a day or a decision has set, then money, then people.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

MOST = 10
MOST_OF_A_KIND = 2
DEGREE_POINTS = 10


class Sign(StrEnum):
    """What kind of thing needs a decision."""

    LATE_COMMUNE = "late_commune"
    MISSED_TARGET = "missed_target"
    LATE_TASK = "late_task"
    BEHIND_TARGET = "behind_target"
    NO_FIGURES = "no_figures"
    SLOW_MONEY = "slow_money"
    RISING_AREA = "rising_area"
    UNFINISHED_HOUSES = "unfinished_houses"
    IMPROBABLE = "improbable"
    UNCOVERED = "uncovered"
    RELAPSE = "relapse"
    RISING_DEPRIVATION = "rising_deprivation"
    UNDETERMINED = "undetermined"
    ODD_SURVEYOR = "odd_surveyor"
    NEAR_LINE = "near_line"


WEIGHTS = {
    Sign.LATE_COMMUNE: 90,
    Sign.MISSED_TARGET: 86,
    Sign.LATE_TASK: 82,
    Sign.BEHIND_TARGET: 78,
    Sign.NO_FIGURES: 74,
    Sign.SLOW_MONEY: 70,
    Sign.RISING_AREA: 66,
    Sign.UNFINISHED_HOUSES: 62,
    Sign.IMPROBABLE: 58,
    Sign.UNCOVERED: 54,
    Sign.RELAPSE: 50,
    Sign.RISING_DEPRIVATION: 46,
    Sign.UNDETERMINED: 42,
    Sign.ODD_SURVEYOR: 36,
    Sign.NEAR_LINE: 30,
}


@dataclass(frozen=True)
class Matter:
    """One thing: what it is, why it is said, the number behind it and where it leads.

    `number` with its `unit` ("hộ", "xã", "%") is what the link shows; `act` is the code
    of the act that opens the link.
    """

    sign: Sign
    title: str
    reason: str
    number: int | Decimal | None
    unit: str
    url: str
    act: str
    degree: Fraction = Fraction(0)

    @property
    def weight(self) -> Fraction:
        """What it is ranked by."""
        held = min(max(self.degree, Fraction(0)), Fraction(1))
        return WEIGHTS[self.sign] + DEGREE_POINTS * held


def rank(matters: Iterable[Matter]) -> tuple[Matter, ...]:
    """At most MOST, the weightiest first, and MOST_OF_A_KIND of a kind.

    Alike ones stay in the order given.
    """
    seen: Counter[Sign] = Counter()
    found = []
    for each in sorted(matters, key=lambda matter: -matter.weight):
        if seen[each.sign] < MOST_OF_A_KIND:
            seen[each.sign] += 1
            found.append(each)
    return tuple(found[:MOST])


def share(part: int | Decimal, whole: int | Decimal) -> Fraction:
    """A degree: what part of a whole is concerned; nothing of nothing."""
    return Fraction(part) / Fraction(whole) if whole else Fraction(0)
