"""Policy credit: what a loan of the policy bank may be.

Found: households that left poverty borrow for at most five years, within three years
of leaving the list, at 125% of the poor households' rate (which stands as data).
Ceilings and rates are recalled and stand as editable data in the loan programmes: a
rate that differs is questioned, an amount above a ceiling refused.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from programs.rules.support import ESCAPED, NEAR_POOR, Situation, is_entitled

CITATION = "Quyết định 28/2015/QĐ-TTg"
ESCAPED_LONGEST_MONTHS = 60
ESCAPED_WITHIN_YEARS = 3
ESCAPED_PERCENT = 125  # of the poor households' rate
# --- not verified: recalled --------------------------------------------------------
NEAR_POOR_PERCENT = 120  # of the poor households' rate
# -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a loan programme allows; None where it says nothing. Đồng, % a year."""

    classes: tuple[str, ...] = ()
    ceiling: int | None = None
    rate: Decimal | None = None
    longest_months: int | None = None
    escaped_within_years: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A loan as it is asked for; `owed` is what the household owes there already."""

    amount: int
    rate: Decimal
    months: int
    day: date
    owed: int = 0


def room(terms: Terms, owed: int) -> int | None:
    """What may still be lent under the ceiling; None without one."""
    return None if terms.ceiling is None else max(terms.ceiling - owed, 0)


def above_ceiling(terms: Terms, asked: Asked) -> bool:
    """Whether the loan and what is owed already go beyond the ceiling."""
    left = room(terms, asked.owed)
    return left is not None and asked.amount > left


def too_long(terms: Terms, asked: Asked) -> bool:
    """Whether the term is longer than allowed; of newly escaped never over 60."""
    longest = terms.longest_months
    if terms.escaped_within_years is not None:
        longest = min(longest or ESCAPED_LONGEST_MONTHS, ESCAPED_LONGEST_MONTHS)
    return longest is not None and asked.months > longest


def other_rate(terms: Terms, asked: Asked) -> bool:
    """Whether the rate is not the programme's."""
    return terms.rate is not None and asked.rate != terms.rate


@dataclass(frozen=True, slots=True)
class DueRate:
    """A rate (% a year) as a share of the poor households' one, and who says so."""

    rate: Decimal
    percent: int
    source: str


def due_rate(terms: Terms, poor_rate: Decimal) -> DueRate | None:
    """What a programme's rate follows from the poor households'; None: from nothing.

    That of near-poor households is recalled, that of who escaped found. A programme
    for several kinds of households follows none of the shares.
    """
    if terms.escaped_within_years is not None or terms.classes == (ESCAPED,):
        percent, source = ESCAPED_PERCENT, f" ({CITATION})"
    elif terms.classes == (NEAR_POOR,):
        percent, source = NEAR_POOR_PERCENT, " (tỷ lệ chưa đối chiếu văn bản)"
    else:
        return None
    rate = (poor_rate * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return DueRate(rate, percent, source)


def may_borrow(terms: Terms, situation: Situation, day: date) -> bool | None:
    """Whether the programme is for such a household; None when it is not known."""
    years = terms.escaped_within_years
    if years is None:
        return is_entitled(terms.classes, situation, day)
    return is_entitled(terms.classes, situation, day, escaped_years=years)
