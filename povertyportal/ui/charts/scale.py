"""From values to places: per cent of the width, px of the height, round ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from povertyportal.ui.charts.model import Measure
from povertyportal.ui.charts.svg import NARROW, SIZE, per_cent, width_of
from povertyportal.ui.numbers import Number, to_decimal

_GAP = 10  # px between a bar and its value
_LEAST = 40.0  # per cent that the longest bar has at the least
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def known(values: Iterable[Number | None]) -> list[float]:
    """Values that are known, as floats: places need no more."""
    return [float(to_decimal(value)) for value in values if value is not None]


@dataclass(frozen=True)
class Across:
    """Turns a value, from zero, into per cent of the drawing's width.

    `longest` per cent belong to `largest`; the rest is for words after the bar.
    """

    largest: float
    longest: float

    @classmethod
    def of(
        cls, values: Iterable[Number | None], measure: Measure, more: Iterable[str] = ()
    ) -> "Across":
        """Room for each value's words after the longest bar; `more` are other words.

        Raises ValueError for a negative value, which a bar from zero cannot show.
        """
        given = list(values)
        found = known(given)
        if any(value < 0 for value in found):
            raise ValueError("a bar from zero cannot show a negative value")
        words = [*(measure.words(value) for value in given), *more]
        widest = max(
            (width_of(each, size=SIZE, bold=True) for each in words), default=0
        )
        room = 100 - (widest + _GAP) / NARROW * 100
        return cls(max(found, default=0), max(room, _LEAST))

    def share(self, value: Number) -> float:
        """Per cent of the width."""
        found = float(to_decimal(value))
        return found / self.largest * self.longest if self.largest else 0.0

    def at(self, value: Number) -> str:
        """Per cent of the width, as an attribute."""
        return per_cent(self.share(value))


def round_ticks(largest: float, most: int = 5, *, whole: bool = False) -> list[float]:
    """Round values from zero to at least `largest`, at most `most` steps of them.

    `whole`: of things that are counted, no half of one.

    >>> round_ticks(4.7)
    [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    """
    if largest <= 0:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(largest / most))
    steps = [each * power for each in (*_STEPS, 20.0, 50.0, 100.0)]
    step = next(
        each
        for each in steps
        if each * most >= largest * (1 - 1e-9) and (each % 1 == 0 or not whole)
    )
    count = math.ceil(largest / step - 1e-9)
    return [round(step * place, 10) for place in range(count + 1)]
