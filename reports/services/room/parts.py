"""Deprivations with their change, causes and groups of people, from kept figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from programs.services.need_topics import CAUSE_NAMES
from reports.figures import (
    BROKEN_DOWN,
    GROUPS,
    UNKNOWN_OF,
    Cell,
    Rate,
    part_label,
)
from reports.services.overview import Overview


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
    return tuple(
        Deprived(
            each.number,
            each.name,
            each.poor,
            each.near_poor,
            each.both,
            _points(each.both, found.change.deprivation(each.number)),
        )
        for each in found.deprivations
    )


def _points(now: Rate, before: Rate | None) -> Decimal | None:
    then = before.value if before else None
    return None if now.value is None or then is None else now.value - then


def causes(found: Overview) -> tuple[Part, ...]:
    """Causes of poverty that anybody has, the most frequent first."""
    codes = (f"cause-{n}" for n in range(1, len(CAUSE_NAMES) + 1))
    rows = [each for each in _parts(codes, found) if each.both]
    return tuple(sorted(rows, key=lambda each: -each.both))


def groups(found: Overview) -> tuple[Part, ...]:
    """Groups of people, in the order of the forms, empty ones too.

    None at all while nobody's class is known: noughts would be no finding.
    """
    if found.total.is_unjudged:
        return ()
    return tuple(_parts(GROUPS, found))


def _parts(codes: Iterable[str], found: Overview) -> Iterable[Part]:
    for code in codes:
        label = part_label(code, found.period.standard)
        cells = [Cell(kind, code) for kind in BROKEN_DOWN]
        counts = [found.total.number(cell) for cell in cells]
        former = [_before(cell, found) for cell in cells]
        yield Part(code, label[:1].upper() + label[1:], *counts, *former)


def _before(cell: Cell, found: Overview) -> int | None:
    """Last year's count; None too while in either year nobody knows of some."""
    if unknown := UNKNOWN_OF.get(cell.part):
        unsure = Cell(cell.kind, unknown)
        if found.total.number(unsure) or found.change.number(unsure):
            return None
    return found.change.number(cell)
