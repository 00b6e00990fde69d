"""Whether the rates of two years may be told against each other as a success.

A rate falls as well when its denominator grows: 56 poor of 3,542 resident households
are more per cent than 55 of 4,634, though one household is all that got out. So whoever
is named for a fall has about as many resident households as the year before. The
threshold is ours (docs/decisions/0027-comparison-and-suppression.md), no rule of law.
"""

from decimal import Decimal

MOST_CHANGE = 10  # per cent of the resident households of the year before


def residents_alike(before: int | None, now: int | None) -> bool:
    """Whether an area has about as many resident households as the year before.

    No more than MOST_CHANGE per cent more or fewer. False where either is not known.
    """
    if not before or now is None:
        return False
    return abs(now - before) * 100 <= MOST_CHANGE * before


def residents_change(before: int | None, now: int | None) -> Decimal | None:
    """Per cent more (or, below zero, fewer) resident households than the year before.

    None where either is not known.
    """
    if not before or now is None:
        return None
    return Decimal(now - before) * 100 / before
