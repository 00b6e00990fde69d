"""Which areas are like one another: the rule is ours (docs/rules.md)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MOST_TIMES = 2  # as large, or as small
MOST_POINTS = Decimal(2)  # points of per cent between the rates of the year before
MOST = 8  # that are shown of them


@dataclass(frozen=True)
class Traits:
    """What areas are compared by.

    `is_urban` is None where a kind is neither; `households` are all resident ones;
    `rate` is the poverty rate (%) of the year before. None: not known.
    """

    key: int
    level: str
    is_urban: bool | None
    households: int | None
    rate: Decimal | None


def alike(own: Traits, others: Iterable[Traits]) -> list[int]:
    """Keys of the areas like one's own, the nearest first.

    The same level, both urban or both rural, at most MOST_TIMES as large or as small,
    rates of the year before at most MOST_POINTS apart. What is not known of one's own
    area is not asked of others; what is not known of another keeps it out.
    """
    ranked = [
        (distance, other.key)
        for other in others
        if other.key != own.key and (distance := _distance(own, other)) is not None
    ]
    return [key for _, key in sorted(ranked)]


def _distance(own: Traits, other: Traits) -> float | None:
    """How far apart, from 0; None where they are not alike."""
    if (own.level, own.is_urban) != (other.level, other.is_urban):
        return None
    parts = [_by_size(own, other), _by_rate(own, other)]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _by_size(own: Traits, other: Traits) -> float | None:
    if not own.households:
        return 0.0
    if not other.households:
        return None
    times = abs(math.log(other.households / own.households, MOST_TIMES))
    return times if times <= 1 else None


def _by_rate(own: Traits, other: Traits) -> float | None:
    if own.rate is None:
        return 0.0
    if other.rate is None:
        return None
    apart = abs(other.rate - own.rate)
    return float(apart / MOST_POINTS) if apart <= MOST_POINTS else None
