"""Deprivations with their change, causes and groups of people, from kept figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.figures import (
    BROKEN_DOWN,
    CAUSE_NAMES,
    GROUPS,
    Cell,
    Figures,
    Rate,
    part_label,
)
from reports.services.overview import Deprivation, Overview, deprivations


@dataclass(frozen=True)
class Deprived:
    """An indicator: who is deprived in it, of whom that is known.

    `change` is the change of the share of both classes against last year, in points
    of per cent; None where it cannot be compared.
    """

    number: int
    name: str
    poor: Rate
    near_poor: Rate
    both: Rate
    change: Decimal | None


@dataclass(frozen=True)
class Part:
    """A group or cause: households of each class in it, and last year's.

    `code` is the part of a cell (figures.PARTS). `poor_before` and `near_poor_before`
    are None where the years cannot be compared.
    """

    code: str
    name: str
    poor: int
    near_poor: int
    poor_before: int | None
    near_poor_before: int | None

    @property
    def both(self) -> int:
        """Poor and near-poor households together."""
        return self.poor + self.near_poor


def deprived(found: Overview) -> tuple[Deprived, ...]:
    """Indicators of the standard, the most widespread first, unknown ones last."""
    before: dict[int, Deprivation] = {}
    if found.change.before is not None:
        former = deprivations(found.change.before, found.period.standard)
        before = {each.number: each for each in former}
    return tuple(
        Deprived(
            each.number,
            each.name,
            each.poor,
            each.near_poor,
            each.both,
            _points(each.both, before.get(each.number)),
        )
        for each in found.deprivations
    )


def _points(now: Rate, before: Deprivation | None) -> Decimal | None:
    if before is None or now.value is None or before.both.value is None:
        return None
    return now.value - before.both.value


def causes(found: Overview) -> tuple[Part, ...]:
    """Causes of poverty that anybody has, the most frequent first."""
    codes = (f"cause-{n}" for n in range(1, len(CAUSE_NAMES) + 1))
    rows = [each for each in _parts(codes, found) if each.both]
    return tuple(sorted(rows, key=lambda each: -each.both))


def groups(found: Overview) -> tuple[Part, ...]:
    """Groups of people, in the order of the forms, empty ones too."""
    return tuple(_parts(GROUPS, found))


def _parts(codes: Iterable[str], found: Overview) -> Iterable[Part]:
    now, before = found.total, found.change.before
    for code in codes:
        label = part_label(code, found.period.standard)
        counts = [now.number(Cell(kind, code)) for kind in BROKEN_DOWN]
        former = [_of(before, kind, code) for kind in BROKEN_DOWN]
        yield Part(code, label[:1].upper() + label[1:], *counts, *former)


def _of(figures: Figures | None, kind: str, code: str) -> int | None:
    return None if figures is None else figures.number(Cell(kind, code))
