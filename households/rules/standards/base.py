"""The shape of a poverty standard (chuẩn nghèo đa chiều)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from households.rules.facts import AreaKind
from households.rules.outcome import Judge, PovertyClass


@dataclass(frozen=True, slots=True)
class Step:
    """A number that divides classes: đồng a person a month, or B1 points.

    ``verified`` is false for a number that is only recalled, not read in a source.
    """

    value: int
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Steps:
    """The dividing numbers of one kind of area; each belongs to the class below it.

    ``poor_alone``: poor whatever the deprivations. ``line``: poor with enough
    deprivations, otherwise near-poor. ``average``: average living standard.
    """

    line: Step
    poor_alone: Step | None = None
    average: Step | None = None

    def given(self) -> tuple[Step, ...]:
        """The steps that exist, lowest first."""
        steps = (self.poor_alone, self.line, self.average)
        return tuple(step for step in steps if step is not None)


@dataclass(frozen=True, slots=True)
class ByArea:
    rural: Steps
    urban: Steps

    def of(self, kind: AreaKind) -> Steps:
        """The steps of a known kind of area; ``ValueError`` for an unknown one."""
        if kind is AreaKind.UNKNOWN:
            raise ValueError("The kind of area must be known to choose its line.")
        return self.rural if kind is AreaKind.RURAL else self.urban


class AverageFor(StrEnum):
    """Whose average living standard is a class of its own."""

    NOBODY_KNOWN = "nobody_known"
    EVERYBODY = "everybody"
    FARMERS = "farmers"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A deprivation indicator (chỉ số thiếu hụt), numbered from 1 in decree order."""

    number: int
    code: str
    service: str
    name: str
    threshold: str
    article: str
    verified: bool
    judge: Judge


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard; ``starts``/``ends`` are the first and last day of its lists.

    ``points`` are the B1 cut-offs, ``None`` where no document gives them;
    ``points_per_indicator`` likewise. ``unverified_classes`` rest on a rule that is
    only recalled. ``notes`` say in Vietnamese what is not verified.
    """

    code: str
    prefix: str
    title: str
    citation: str
    points_citation: str
    starts: date
    ends: date
    income: ByArea
    points: ByArea | None
    points_per_indicator: int | None
    deprived_for_poor: int
    average_for: AverageFor
    indicators: tuple[Indicator, ...]
    points_per_indicator_verified: bool = True
    unverified_classes: frozenset[PovertyClass] = frozenset()
    notes: tuple[str, ...] = ()
