"""When a right holds, case by case: the rule in Python and the SQL must both say so."""

import datetime as dt
from dataclasses import dataclass, field


def day(text):
    """A date as these tables write it: 2024-02-29; nothing for an open end."""
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Case:
    """Classes held, what the rule asks, the person's birth; the times of the right."""

    held: tuple
    right: tuple
    terms: dict = field(default_factory=dict)
    birth: tuple | None = (1980, 2, 5)


POOR_2024 = (("poor", "2024-01-01", "2025-01-01"),)
LEFT_FOR_NEAR = (*POOR_2024, ("near_poor", "2025-01-01", "2026-01-01"))
AFTER = {"months_after_leaving": 60, "after_classes": ("near_poor",)}
PUPIL = {"age_from": 6, "age_to": 18}
CASES = {
    "never in a class asked for": Case((("near_poor", "2024-01-01", ""),), ()),
    "as long as the standing": Case(POOR_2024, (("2024-01-01", "2025-01-01"),)),
    "still open": Case((("poor", "2024-01-01", ""),), (("2024-01-01", ""),)),
    "two lists that touch are one time": Case(
        (*POOR_2024, ("poor", "2025-01-01", "2026-01-01")),
        (("2024-01-01", "2026-01-01"),),
    ),
    "a year between two lists": Case(
        (*POOR_2024, ("poor", "2026-01-01", "2027-01-01")),
        (("2024-01-01", "2025-01-01"), ("2026-01-01", "2027-01-01")),
    ),
    "the rule begins later": Case(
        POOR_2024, (("2024-07-01", "2025-01-01"),), {"starts": "2024-07-01"}
    ),
    "the rule has ended": Case(
        POOR_2024,
        (("2024-01-01", "2024-09-01"),),
        {"starts": "2016-01-01", "ends": "2024-09-01"},
    ),
    "the rule ended before": Case(POOR_2024, (), {"ends": "2024-01-01"}),
    "months after leaving": Case(
        POOR_2024, (("2024-01-01", "2025-04-01"),), {"months_after_leaving": 3}
    ),
    "months after a day that a month lacks": Case(
        (("poor", "2024-01-01", "2024-01-31"),),
        (("2024-01-01", "2024-02-29"),),
        {"months_after_leaving": 1},
    ),
    "months after, only in a class": Case(
        LEFT_FOR_NEAR, (("2024-01-01", "2026-01-01"),), AFTER
    ),
    "months after, in no such class": Case(
        (*POOR_2024, ("average", "2025-01-01", "2026-01-01")),
        (("2024-01-01", "2025-01-01"),),
        AFTER,
    ),
    "months after are over": Case(
        (*POOR_2024, ("near_poor", "2029-01-01", "2031-01-01")),
        (("2024-01-01", "2025-01-01"), ("2029-01-01", "2030-01-01")),
        AFTER,
    ),
    "from a birthday": Case(
        POOR_2024, (("2024-05-02", "2025-01-01"),), PUPIL, (2018, 5, 2)
    ),
    "to a birthday": Case(
        POOR_2024, (("2024-01-01", "2024-05-02"),), PUPIL, (2006, 5, 2)
    ),
    "born on the 29th of February": Case(
        POOR_2024, (("2024-01-01", "2024-02-29"),), {"age_to": 16}, (2008, 2, 29)
    ),
    "of age on the 28th in other years": Case(
        POOR_2024, (("2024-02-28", "2025-01-01"),), {"age_from": 13}, (2011, 2, 28)
    ),
    "only the year of birth: from its first day": Case(
        POOR_2024, (("2024-01-01", "2025-01-01"),), PUPIL, (2018, None, None)
    ),
    "only the year of birth: to its last day": Case(
        POOR_2024, (("2024-01-01", "2024-12-31"),), PUPIL, (2006, None, None)
    ),
    "only the month of birth": Case(
        POOR_2024, (("2024-01-01", "2024-02-29"),), {"age_to": 16}, (2008, 2, None)
    ),
    "no year of birth, ages asked": Case(POOR_2024, (), PUPIL, (None, None, None)),
    "no year of birth, no ages asked": Case(
        POOR_2024, (("2024-01-01", "2025-01-01"),), {}, (None, None, None)
    ),
    "too old all the time": Case(POOR_2024, (), PUPIL, (1950, 1, 1)),
}
