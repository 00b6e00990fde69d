"""The class of a household under another standard than that of its review.

Nothing is computed that no document gives. A B1 total belongs to its own standard, but
that standard equates its cut-offs with incomes: a household's points tell between which
of them its income lies. Where another standard's line cuts through that stretch, or its
indicators cannot be judged, several classes stay possible, and the answer says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from households.rules.classification import (
    AGRI,
    COUNT,
    VALUE,
    Cell,
    class_of,
    findings_of,
    matters,
)
from households.rules.facts import AreaKind, HouseholdFacts
from households.rules.outcome import PovertyClass, State
from households.rules.standards.base import Standard, Steps

ON_LISTS = frozenset({PovertyClass.POOR, PovertyClass.NEAR_POOR})
OFF_LISTS = frozenset({PovertyClass.AVERAGE, PovertyClass.NOT_POOR})


class Result(StrEnum):
    """What can be said of a household under the other standard.

    ``LISTED``: poor or near-poor, which of the two is not known; ``UNLISTED``: neither,
    though perhaps of average living standard.
    """

    POOR = "poor"
    NEAR_POOR = "near_poor"
    LISTED = "listed"
    AVERAGE = "average"
    NOT_POOR = "not_poor"
    UNLISTED = "unlisted"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return RESULT_LABELS[self]


RESULT_LABELS = {
    Result.POOR: "hộ nghèo",
    Result.NEAR_POOR: "hộ cận nghèo",
    Result.LISTED: "hộ nghèo hoặc cận nghèo",
    Result.AVERAGE: "hộ có mức sống trung bình",
    Result.NOT_POOR: "hộ không nghèo",
    Result.UNLISTED: "ngoài danh sách",
    Result.UNKNOWN: "chưa rõ",
}


class Move(StrEnum):
    """From the lists of poor and near-poor households to the other standard's."""

    STAYS = "stays"
    ENTERS = "enters"
    LEAVES = "leaves"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return MOVE_LABELS[self]


MOVE_LABELS = {
    Move.STAYS: "Vẫn trong danh sách",
    Move.ENTERS: "Vào danh sách",
    Move.LEAVES: "Ra khỏi danh sách",
    Move.OUTSIDE: "Vẫn ngoài danh sách",
    Move.UNKNOWN: "Chưa rõ",
}


class Why(StrEnum):
    """What would have to be known. The order is that of the bits that are kept."""

    FORMER = "former"
    NO_POINTS = "no_points"
    LINE_WITHIN = "line_within"
    AREA = "area"
    AGRI = "agri"
    NO_FORM = "no_form"
    INDICATORS = "indicators"

    @property
    def label(self) -> str:
        return WHY_LABELS[self]


WHY_LABELS = {
    Why.FORMER: "Chưa xác định được diện theo chuẩn đang áp dụng",
    Why.NO_POINTS: "Không có điểm B1 để biết khoảng thu nhập",
    Why.LINE_WITHIN: "Chuẩn thu nhập kia nằm giữa khoảng thu nhập ứng với điểm B1",
    Why.AREA: "Chưa rõ khu vực nông thôn hay thành thị",
    Why.AGRI: "Chưa rõ hộ có làm nông, lâm, ngư, diêm nghiệp hay không",
    Why.NO_FORM: "Kết quả nhập từ danh sách, không có phiếu để xét từng chỉ số",
    Why.INDICATORS: "Có chỉ số chưa xét được",
}


@dataclass(frozen=True, slots=True)
class Band:
    """Income a person a month in đồng: more than `over`, at most `upto`; None: open."""

    over: int | None = None
    upto: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing at all is known."""
        return self.over is None and self.upto is None

    def meets(self, over: int | None, upto: int | None) -> bool:
        """Whether some income lies both in here and in the other stretch."""
        lower = over is None or self.upto is None or over < self.upto
        upper = upto is None or self.over is None or self.over < upto
        return lower and upper


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review found of a household under its own standard.

    ``facts`` is None where only a list tells of it, without answers.
    """

    standard: Standard
    poverty_class: PovertyClass
    area_kind: AreaKind
    b1: int | None
    facts: HouseholdFacts | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The answer; ``unknown_mask`` has bit i-1 for an indicator i that is missing."""

    result: Result
    move: Move
    why: tuple[Why, ...] = ()
    unknown_mask: int = 0


def under(found: Reviewed, other: Standard) -> Hypothesis:
    """What the household would be under another standard, as far as facts allow it."""
    states, agri = _judged(found, other)
    low = states.count(State.DEPRIVED)
    high = low + states.count(State.UNKNOWN)
    bands = {kind: band_of(found, kind) for kind in found.area_kind.possible()}
    cells = _cells(other, bands, agri, range(low, high + 1))
    result = result_of(frozenset(cells.values()))
    move = move_of(found.poverty_class, result)
    why = tuple(_why(found, cells, bands))
    unsure = Why.INDICATORS in why
    mask = sum(1 << at for at, each in enumerate(states) if each is State.UNKNOWN)
    return Hypothesis(result, move, why, mask if unsure else 0)


def decided(found: PovertyClass, other: PovertyClass) -> Hypothesis:
    """The same where the review itself gave a class under the other standard."""
    result = Result(other.value)
    why = (Why.FORMER,) if found is PovertyClass.UNDETERMINED else ()
    return Hypothesis(result, move_of(found, result), why)


def result_of(possible: frozenset[PovertyClass]) -> Result:
    """The classes that stay possible in one word."""
    if len(possible) == 1:
        return Result(next(iter(possible)).value)
    if possible <= ON_LISTS:
        return Result.LISTED
    return Result.UNLISTED if possible <= OFF_LISTS else Result.UNKNOWN


def move_of(former: PovertyClass, result: Result) -> Move:
    """Which way a household goes between the lists of the two standards."""
    if former is PovertyClass.UNDETERMINED or result is Result.UNKNOWN:
        return Move.UNKNOWN
    was = former in ON_LISTS
    is_on = result in {Result.POOR, Result.NEAR_POOR, Result.LISTED}
    if was:
        return Move.STAYS if is_on else Move.LEAVES
    return Move.ENTERS if is_on else Move.OUTSIDE


def band_of(found: Reviewed, kind: AreaKind) -> Band:
    """Where the income lies, by the B1 total, else by the class itself."""
    steps, points = found.standard.income.of(kind), found.standard.points
    if found.b1 is not None and points is not None:
        return _band_of_points(steps, points.of(kind), found.b1)
    return _band_of_class(found.standard, steps, found.poverty_class)


def _band_of_points(income: Steps, points: Steps, b1: int) -> Band:
    """Between the incomes that the standard equates with the cut-offs around B1."""
    over: int | None = None
    for name in ("poor_alone", "line", "average"):
        money, cut = getattr(income, name), getattr(points, name)
        if money is None or cut is None:
            continue
        if b1 <= cut.value:
            return Band(over, money.value)
        over = money.value
    return Band(over, None)


def _band_of_class(law: Standard, steps: Steps, found: PovertyClass) -> Band:
    """The stretches of income from which some household has the class."""
    fitting = [
        (over, upto)
        for over, upto in _stretches(steps)
        if found in _classes_at(law, steps, over, upto)
    ]
    return Band(fitting[0][0], fitting[-1][1]) if fitting else Band()


def _classes_at(
    law: Standard, steps: Steps, over: int | None, upto: int | None
) -> set[PovertyClass]:
    value = _inside(over, upto)
    return {
        class_of(law, steps, value, deprived=count, agri=agri)
        for count in (0, law.deprived_for_poor)
        for agri in (True, False)
    }


def _stretches(steps: Steps) -> list[tuple[int | None, int | None]]:
    """(over, upto) of every stretch between the lines, lowest first."""
    ends: list[int | None] = [None, *(each.value for each in steps.given()), None]
    return list(zip(ends, ends[1:], strict=False))


def _inside(over: int | None, upto: int | None) -> int:
    """An income within a stretch: its end, which belongs to it."""
    return upto if upto is not None else (over or 0) + 1


def _judged(found: Reviewed, other: Standard) -> tuple[list[State], bool | None]:
    """The other standard's indicators, and whether the household farms."""
    if found.facts is None:
        return [State.UNKNOWN] * len(other.indicators), None
    judged = findings_of(found.facts, other)
    return [each.state for each in judged], found.facts.agri


def _cells(
    other: Standard,
    bands: Mapping[AreaKind, Band],
    agri: bool | None,
    counts: Iterable[int],
) -> dict[Cell, PovertyClass]:
    """The class in every combination that what is known leaves open."""
    farming = (True, False) if agri is None else (agri,)
    found = list(counts)
    cells = {}
    for kind, band in bands.items():
        steps = other.income.of(kind)
        for over, upto in _stretches(steps):
            if not band.meets(over, upto):
                continue
            value = _inside(over, upto)
            for farms in farming:
                for count in found:
                    cells[kind, value, farms, count] = class_of(
                        other, steps, value, deprived=count, agri=farms
                    )
    return cells


def _why(
    found: Reviewed, cells: dict[Cell, PovertyClass], bands: Mapping[AreaKind, Band]
) -> Iterable[Why]:
    """What is missing, for a class that is not known or a former one that was not."""
    if found.poverty_class is PovertyClass.UNDETERMINED:
        yield Why.FORMER
    if len(set(cells.values())) == 1:
        return
    if matters(cells, VALUE):
        is_open = any(band.is_open for band in bands.values())
        yield Why.NO_POINTS if is_open else Why.LINE_WITHIN
    if _area_matters(cells):
        yield Why.AREA
    if matters(cells, AGRI):
        yield Why.AGRI
    if matters(cells, COUNT):
        yield Why.NO_FORM if found.facts is None else Why.INDICATORS


def _area_matters(cells: dict[Cell, PovertyClass]) -> bool:
    """Whether the kinds of area, each with its own lines, allow different classes."""
    by_kind: dict[AreaKind, set[PovertyClass]] = {}
    for (kind, *_), found in cells.items():
        by_kind.setdefault(kind, set()).add(found)
    return len({frozenset(classes) for classes in by_kind.values()}) > 1
