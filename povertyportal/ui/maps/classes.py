"""Classes of a map: limits in round numbers, words for them, one for each value.

Ours, not a rule of law: a step is one of STEPS times a power of ten.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from povertyportal.ui.numbers import vietnamese

STEPS = tuple(map(Decimal, ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
CLASSES = 5
UNKNOWN_CLASS = 0
_MOST = Decimal("0.9")  # the last class holds what lies beyond nine tenths of the areas


@dataclass(frozen=True)
class Band:
    """A class: its number (which names its fill), its words, what it holds.

    From `least` (None: from below) up to `below`, which it does not hold (None: no
    end).
    """

    number: int
    words: str
    least: Decimal | None
    below: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in the class."""
        return (self.least is None or value >= self.least) and (
            self.below is None or value < self.below
        )


def round_step(wanted: Decimal) -> Decimal:
    """The least round number that is not below `wanted` (above zero)."""
    power = Decimal(1).scaleb(wanted.adjusted())
    return next(step * power for step in STEPS if step * power >= wanted)


def upward(
    values: Collection[Decimal], unit: str, *, whole: bool = False
) -> tuple[Band, ...]:
    """Classes from zero in equal steps, the last one open: of rates and of counts.

    `whole`: values are whole numbers, so a step is at least one.
    """
    known = sorted(values)
    if not known or known[-1] <= 0:
        return (Band(1, f"0{unit}", None, None),)
    high = known[min(len(known) - 1, int(len(known) * _MOST))] or known[-1]
    wanted = high / (CLASSES - 1)
    step = round_step(max(wanted, Decimal(1)) if whole else wanted)
    if whole and step != step.to_integral_value():
        step = step.to_integral_value(ROUND_CEILING)
    return steps([step * n for n in range(1, CLASSES)], unit, known[-1])


def steps(limits: Sequence[Decimal], unit: str, largest: Decimal) -> tuple[Band, ...]:
    """Classes between limits, from below the first to the one `largest` lies in."""
    words = [_words(limit, unit) for limit in limits]
    bands = [Band(1, f"Dưới {words[0]}", None, limits[0])]
    for n in range(1, len(limits)):
        if limits[n - 1] > largest:
            return tuple(bands)
        told = f"Từ {words[n - 1].removesuffix(unit)} đến dưới {words[n]}"
        bands.append(Band(n + 1, told, limits[n - 1], limits[n]))
    if limits[-1] <= largest:
        told = f"Từ {words[-1]} trở lên"
        bands.append(Band(len(limits) + 1, told, limits[-1], None))
    return tuple(bands)


def changes(values: Collection[Decimal], unit: str) -> tuple[Band, ...]:
    """Classes of change: three of falling, none, rising; empty ones at the ends go."""
    falls = [-value for value in values if value < 0]
    step = round_step(max(falls, default=Decimal(1)) / 3)
    two, one = _words(2 * step, unit), _words(step, unit)
    least = Decimal("1e-9")  # values have two decimals: this is "above zero"
    bands = (
        Band(1, f"Giảm từ {two} trở lên", None, -2 * step + least),
        Band(
            2,
            f"Giảm từ {one.removesuffix(unit)} đến dưới {two}",
            -2 * step + least,
            -step + least,
        ),
        Band(3, f"Giảm dưới {one}", -step + least, Decimal(0)),
        Band(4, "Không đổi", Decimal(0), least),
        Band(5, "Tăng", least, None),
    )
    return tuple(band for band in bands if any(band.holds(v) for v in values)) or (
        bands[3],
    )


def _words(limit: Decimal, unit: str) -> str:
    return vietnamese(limit) + unit


def class_of(value: Decimal | None, bands: Sequence[Band]) -> int:
    """The number of a value's class; UNKNOWN_CLASS where there is no value."""
    if value is None:
        return UNKNOWN_CLASS
    return next(band.number for band in bands if band.holds(value))
