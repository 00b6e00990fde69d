"""Whom a support is for, and what looks like the same support twice.

Whom a kind is for and how often is reference data of the portal (editable, marked);
here is only how it is applied. That a household counts as newly escaped for three
years is found for credit (law.md's sources on policy loans) and taken here for every
kind that names such households: not verified.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

POOR, NEAR_POOR = "poor", "near_poor"
LISTED = frozenset({POOR, NEAR_POOR})
# A class that no standing has: who left the lists lately.
ESCAPED = "escaped"
CLASS_CHOICES = (
    (POOR, "Hộ nghèo"),
    (NEAR_POOR, "Hộ cận nghèo"),
    (ESCAPED, "Hộ mới thoát nghèo, thoát cận nghèo"),
)
UNKNOWN = frozenset({"", "undetermined"})
ONCE_IN_ALL = 99

# --- not verified: found for credit alone ------------------------------------------
ESCAPED_YEARS = 3
# -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Situation:
    """What a household was on a day.

    `poverty_class` is empty when nothing is known. `left_on` is the first day after
    its last time as poor or near-poor, None without one or while it lasts.
    """

    poverty_class: str = ""
    left_on: date | None = None


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_newly_escaped(situation: Situation, day: date, years: int) -> bool:
    """Whether it left the lists less than `years` before the day, and is off them."""
    if situation.left_on is None or situation.poverty_class in LISTED:
        return False
    return situation.left_on <= day < years_after(situation.left_on, years)


def is_entitled(
    classes: Collection[str],
    situation: Situation,
    day: date,
    escaped_years: int = ESCAPED_YEARS,
) -> bool | None:
    """Whether what is for `classes` (none: for everybody) is for such a household.

    None when the household's class is not known.
    """
    if not classes or situation.poverty_class in classes:
        return True
    if ESCAPED in classes and is_newly_escaped(situation, day, escaped_years):
        return True
    return None if situation.poverty_class in UNKNOWN else False


@dataclass(frozen=True, slots=True)
class Received:
    """A support of a household as far as repeats are judged: ids, year, day."""

    year: int
    day: date | None = None
    person: int | None = None
    activity: int | None = None


def is_repeat(once_in_years: int, one: Received, other: Received) -> bool:
    """Whether two supports of a kind and a household look like the same one twice.

    `once_in_years` 0: as often as it comes, so only on the same day or in the same
    activity; 99: once in all; else within so many years. Two members are two cases.
    """
    if one.person and other.person and one.person != other.person:
        return False
    if once_in_years >= ONCE_IN_ALL:
        return True
    if once_in_years:
        return abs(one.year - other.year) < once_in_years
    same_day = one.day is not None and one.day == other.day
    return same_day or (one.activity is not None and one.activity == other.activity)
