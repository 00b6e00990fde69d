"""Sharing a target of an area among the units below it: pure."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def apportion(total: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Portal rule: in proportion to whole weights, by largest remainder.

    The parts add up to `total`; equal remainders go to the heavier unit, then to the
    earlier one. Without any weight nothing can be proposed: every part is 0.
    Raises ValueError for a total or a weight below 0.
    """
    if total < 0 or any(each < 0 for each in weights.values()):
        raise ValueError("Chỉ phân bổ được số không âm.")
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    fair = {key: Fraction(total * each, whole) for key, each in weights.items()}
    parts = {key: int(share) for key, share in fair.items()}
    left = total - sum(parts.values())
    by_claim = sorted(
        weights, key=lambda key: (fair[key] - parts[key], weights[key]), reverse=True
    )
    for key in by_claim[:left]:
        parts[key] += 1
    return parts
