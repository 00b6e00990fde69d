"""Classes of a map: limits in round numbers, words for them, one for each value.

Ours, not a rule of law: a step is one of STEPS times a power of ten.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from povertyportal.ui.numbers import vietnamese

STEPS = tuple(map(Decimal, ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
CLASSES = 5
UNKNOWN_CLASS = 0
LEAST = Decimal("1e-9")  # values have two decimals: this is "above zero"
_MOST = Decimal("0.9")  # the last class holds what lies beyond nine tenths of the areas
# The numbers (fills) of so many classes: far apart, 1 left to zero where it can be.
SPREAD: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {1: (3,), 2: (2, 4), 3: (2, 3, 5), 4: (2, 3, 4, 5), 5: (1, 2, 3, 4, 5)}
)


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
    """Classes from the lowest value to the highest: of rates and of counts.

    In equal steps, the last one open where a tenth lies far beyond. Zero, where it is
    a value, is a class of its own. `whole`: values are whole numbers, so is a step.
    """
    above = sorted(value for value in values if value > 0)
    if not above:
        return (Band(1, f"0{unit}", None, None),)
    zero = [Band(1, f"0{unit}", None, LEAST)] if len(above) < len(values) else []
    low, top = above[0], above[-1]
    if low == top:
        least = LEAST if zero else None
        return (*zero, Band(SPREAD[1][0], _words(low, unit), least, None))
    high = above[min(len(above) - 1, int(len(above) * _MOST))]
    high = top if high == low else high
    most = min(CLASSES - len(zero), len(set(above)))
    step = _step(low, high, most, whole=whole)
    first, many = low // step, int(high // step - low // step) + 1
    limits = [step * (first + n) for n in range(many + 1)]
    is_open = top >= limits[-1]
    names = _named(limits, unit, is_open=is_open, is_one=whole and step == 1)
    if zero and not limits[0]:
        names[0] = f"Trên 0 đến dưới {_words(limits[1], unit)}"
    ends: list[Decimal | None] = [*limits[1:]]
    if is_open:
        ends[-1] = None
    starts = [limits[0] or (LEAST if zero else None), *limits[1:-1]]
    return (*zero, *map(Band, SPREAD[many], names, starts, ends))


def _step(low: Decimal, high: Decimal, most: int, *, whole: bool) -> Decimal:
    """The least round step that needs no more classes than `most` (two or more)."""
    wanted = (high - low) / most
    step = round_step(max(wanted, Decimal(1)) if whole else wanted)
    while high // step - low // step >= most or (whole and step % 1):
        step = round_step(step * Decimal("1.01"))
    return step


def _named(
    limits: Sequence[Decimal], unit: str, *, is_open: bool, is_one: bool
) -> list[str]:
    """What classes between limits are called; `is_one`: each holds one number."""
    words = [_words(limit, unit) for limit in limits]
    bare = [vietnamese(limit) for limit in limits]
    names = [
        words[n] if is_one else f"Từ {bare[n]} đến dưới {words[n + 1]}"
        for n in range(len(limits) - 1)
    ]
    if not limits[0]:
        names[0] = f"Dưới {words[1]}"
    if is_open:
        names[-1] = f"Từ {words[-2]} trở lên"
    return names


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
    least = LEAST
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
