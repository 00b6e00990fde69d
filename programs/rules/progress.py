"""How far a target is: met, on the way, behind, missed, with the arithmetic: pure."""

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")


class Verdict(enum.StrEnum):
    """How a target stands on a day."""

    MET = "met"
    ON_WAY = "on_way"
    BEHIND = "behind"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Progress:
    """A verdict and the numbers that it follows from.

    `target` and `done` are in the target's own unit, `expected` what an even pace
    asks by that day, `elapsed` the part of the year that is over. `done` and
    `expected` are None where they are not known.
    """

    verdict: Verdict
    target: Decimal
    done: Decimal | None
    expected: Decimal | None
    elapsed: Fraction

    @property
    def percent(self) -> Decimal | None:
        """What is done, in per cent of the target; None when it cannot be said."""
        if self.done is None or self.target <= 0:
            return None
        return _rounded(self.done * 100 / self.target)

    @property
    def left(self) -> Decimal | None:
        """What is missing, 0 when nothing is."""
        return None if self.done is None else max(self.target - self.done, Decimal(0))


def elapsed_of_year(year: int, day: dt.date) -> Fraction:
    """The part of the year that is over at the end of `day`, from 0 to 1."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if day < first:
        return Fraction(0)
    whole = (last - first).days + 1
    return Fraction(min((day - first).days + 1, whole), whole)


def judge(
    target: Decimal, done: Decimal | None, elapsed: Fraction, *, is_final: bool
) -> Progress:
    """Portal rule: met when reached; else an even pace over the year is asked for.

    `is_final`: the figures of the whole year are there, nothing will be added. What
    is expected is the target times the part of the year that is over, two decimals.
    """
    expected = _rounded(target * elapsed.numerator / elapsed.denominator)
    if done is None:
        verdict = Verdict.UNKNOWN
    elif done >= target:
        verdict = Verdict.MET
    elif is_final:
        verdict = Verdict.MISSED
    else:
        verdict = Verdict.ON_WAY if done >= expected else Verdict.BEHIND
    return Progress(verdict, target, done, expected, elapsed)


def judge_level(
    target: Decimal,
    start: Decimal | None,
    now: Decimal | None,
    elapsed: Fraction,
    *,
    is_final: bool,
) -> Progress:
    """Portal rule for a rate to come down to: the way from `start` to `target`.

    Met when `now` is at or below the target. Otherwise the even pace is asked of the
    points between; without the rate at the year's start nothing can be said of it.
    The progress is in points come down of points to come down.
    """
    if now is None:
        return Progress(Verdict.UNKNOWN, target, None, None, elapsed)
    if start is None:
        known = Verdict.MISSED if is_final else Verdict.UNKNOWN
        verdict = Verdict.MET if now <= target else known
        return Progress(verdict, target, None, None, elapsed)
    way = judge(start - target, start - now, elapsed, is_final=is_final)
    return way


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
