"""Communes whose poor households fell much faster than the others': a sign, no verdict.

Pure. The measure is the share of last year's poor households by which their number
fell; its score says how many standard deviations it lies above the mean of the communes
that are compared. Thresholds are the portal's own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from povertyportal.ui.numbers import round_half_up

LEAST_POOR = 20  # fewer jump by chance
LEAST_COMMUNES = 8  # among fewer no score reaches far
FAST = Decimal(2)
RULE = (
    "mức giảm số hộ nghèo so với năm trước (%) cao hơn mức trung bình của các xã cùng "
    f"tỉnh từ {FAST} độ lệch chuẩn trở lên; chỉ xét xã có từ {LEAST_POOR} hộ "
    f"nghèo năm trước, và khi so được ít nhất {LEAST_COMMUNES} xã"
)


@dataclass(frozen=True)
class Fall:
    """Poor households of a commune (`key`) a year before and now."""

    key: int
    before: int
    now: int

    @property
    def share(self) -> Fraction:
        """What part of them is gone; below zero when there are more."""
        return Fraction(self.before - self.now, self.before)


def scores(falls: Collection[Fall]) -> Mapping[int, Decimal]:
    """The score (two decimals) of each commune that can be compared, by key.

    Empty when there are fewer than LEAST_COMMUNES with LEAST_POOR, or all fell alike.
    """
    compared = [each for each in falls if each.before >= LEAST_POOR]
    if len(compared) < LEAST_COMMUNES:
        return {}
    shares = [each.share for each in compared]
    mean = sum(shares) / len(shares)
    variance = sum((each - mean) ** 2 for each in shares) / (len(shares) - 1)
    if not variance:
        return {}
    deviation = Fraction(sqrt(variance))
    return {
        each.key: round_half_up((each.share - mean) / deviation, 2) for each in compared
    }
