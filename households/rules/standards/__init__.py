"""The standards, and which of them governs a list."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from households.rules.standards.base import Indicator, Standard
from households.rules.standards.nd07_2022 import ND07_2022
from households.rules.standards.nd351_2027 import ND351_2027
from households.rules.standards.qd59_2016 import QD59_2016

__all__ = [
    "STANDARDS",
    "Indicator",
    "NoStandard",
    "Standard",
    "standard",
    "standard_in_force",
    "standards_for",
]

STANDARDS: Mapping[str, Standard] = MappingProxyType(
    {each.code: each for each in (QD59_2016, ND07_2022, ND351_2027)}
)


class NoStandard(LookupError):
    """No standard of ours governs lists of that day."""


def standard(code: str) -> Standard:
    """The standard of that code; ``KeyError`` for any other code."""
    return STANDARDS[code]


def standard_in_force(day: date) -> Standard:
    """The standard that governs lists valid on that day; else ``NoStandard``."""
    for each in STANDARDS.values():
        if each.starts <= day <= each.ends:
            return each
    raise NoStandard(f"Chưa có chuẩn nghèo cho danh sách ngày {day:%d/%m/%Y}.")


def standards_for(list_valid_from: date) -> tuple[Standard, ...]:
    """The standards of a round: the one that governs its list comes first.

    A list that starts with a new standard is reviewed while the old one is still in
    force (autumn 2021, autumn 2026), so that round applies both. ``NoStandard``
    outside 2016-2030.
    """
    governing = standard_in_force(list_valid_from)
    if list_valid_from != governing.starts:
        return (governing,)
    before = [each for each in STANDARDS.values() if each.ends < governing.starts]
    return (governing, *before[-1:])
