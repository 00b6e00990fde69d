"""What little would change a household's class: some points, or one indicator.

Signs of the portal's own, for those who look again; they decide nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from households.rules.classification import class_of
from households.rules.facts import AreaKind
from households.rules.outcome import PovertyClass
from households.rules.standards.base import Standard, Step, Steps

# How many points from a cut-off a household counts as near it.
NEAR_POINTS = 5
WIDEST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where a household stands under a standard with cut-offs in points.

    ``b2`` is None where some indicator could not be judged, and the masks are 0 where
    a list tells only the total.
    """

    area_kind: AreaKind
    b1: int
    b2: int | None = None
    deprived_mask: int = 0
    known_mask: int = 0


@dataclass(frozen=True, slots=True)
class Flip:
    """A change that gives the household another class.

    By ``points`` more (or, below zero, fewer) of B1; or (``points`` 0) when any one of
    ``indicators`` (numbers of the standard) changes its state; none are named where the
    list does not tell which are deprived.
    """

    former: PovertyClass
    then: PovertyClass
    points: int = 0
    indicators: tuple[int, ...] = ()


def cut_offs(steps: Steps) -> tuple[Step, ...]:
    """The cut-offs that divide the lists of poor and near-poor households."""
    return tuple(each for each in (steps.poor_alone, steps.line) if each is not None)


def distance(standard: Standard, found: Position) -> int | None:
    """B1 less the nearest cut-off (0 and below: under it); None without cut-offs."""
    if standard.points is None or found.area_kind is AreaKind.UNKNOWN:
        return None
    steps = cut_offs(standard.points.of(found.area_kind))
    return min((found.b1 - each.value for each in steps), key=abs)


def flips(standard: Standard, found: Position) -> tuple[Flip, ...]:
    """Every smallest change of one thing alone that gives another class.

    Empty where the standard has no points, or the class is not certain.
    """
    each = standard.points_per_indicator
    if standard.points is None or each is None or found.b2 is None:
        return ()
    if found.area_kind is AreaKind.UNKNOWN:
        return ()
    steps = standard.points.of(found.area_kind)
    count = found.b2 // each
    return (
        *_by_points(standard, steps, found.b1, count),
        *_by_indicator(standard, steps, found, count),
    )


def _listed(standard: Standard, steps: Steps, b1: int, count: int) -> PovertyClass:
    """The class, where what lies above the lists is one: not poor."""
    given = class_of(standard, steps, b1, deprived=count, agri=False)
    return PovertyClass.NOT_POOR if given is PovertyClass.AVERAGE else given


def _by_points(standard: Standard, steps: Steps, b1: int, count: int) -> Iterator[Flip]:
    """The nearest total above and below that gives another class."""
    former = _listed(standard, steps, b1, count)
    lines = [each.value for each in cut_offs(steps)]
    above = (line + 1 for line in lines if b1 <= line)
    below = (line for line in reversed(lines) if line < b1)
    for totals in (above, below):
        for total in totals:
            then = _listed(standard, steps, total, count)
            if then is not former:
                yield Flip(former, then, points=total - b1)
                break


def _by_indicator(
    standard: Standard, steps: Steps, found: Position, count: int
) -> Iterator[Flip]:
    former = _listed(standard, steps, found.b1, count)
    for change in (-1, 1):
        if not 0 <= count + change <= len(standard.indicators):
            continue
        then = _listed(standard, steps, found.b1, count + change)
        if then is not former:
            mask = found.deprived_mask if change < 0 else ~found.deprived_mask
            yield Flip(former, then, indicators=_bits(mask & found.known_mask))


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(at + 1 for at in range(mask.bit_length()) if mask >> at & 1)


def words(found: Flip, standard: Standard) -> str:
    """A change in Vietnamese: "tăng 3 điểm B1: thành hộ không nghèo"."""
    return f"{_change(found, standard)}: thành {found.then.label}"


def _change(found: Flip, standard: Standard) -> str:
    if found.points:
        way = "tăng" if found.points > 0 else "giảm"
        return f"{way} {abs(found.points)} điểm B1"
    fewer = found.former is PovertyClass.POOR
    way = "bớt" if fewer else "thêm"
    return f"{way} một chỉ số thiếu hụt{_which(found, standard)}"


def _which(found: Flip, standard: Standard) -> str:
    """The indicators by name; of many, which ones they are not."""
    if not found.indicators:
        return ""
    names = {each.number: each.name for each in standard.indicators}
    rest = names.keys() - set(found.indicators)
    if 0 < len(rest) < len(found.indicators):
        return f" ngoài {', '.join(names[number] for number in sorted(rest))}"
    return f" ({', '.join(names[number] for number in found.indicators)})"
