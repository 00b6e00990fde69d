"""Which class a household falls in, and why.

Three-valued throughout: every value that is not known is tried, and the class is
determined exactly when all of them lead to the same one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from households.rules import reasons
from households.rules.facts import AreaKind, HouseholdFacts
from households.rules.outcome import (
    B1Source,
    Decision,
    Finding,
    Judgement,
    PovertyClass,
    Reason,
    State,
)
from households.rules.standards.base import AverageFor, ByArea, Standard, Steps

__all__ = [
    "B1Source",
    "Case",
    "Decision",
    "Finding",
    "Judgement",
    "PovertyClass",
    "Reason",
    "State",
    "class_of",
    "classify",
    "decide",
    "findings_of",
]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a class depends on, once the indicators have been judged."""

    standard: Standard
    area_kind: AreaKind
    agri: bool | None
    findings: tuple[Finding, ...]
    b1: int | None = None
    b1_source: B1Source = B1Source.NONE
    income: int | None = None

    @property
    def by_points(self) -> bool:
        """Whether the B1 total decides, rather than a given income."""
        return self.b1 is not None and self.standard.points is not None

    @property
    def value(self) -> int | None:
        """The number to compare with the lines, or ``None`` when there is none."""
        return self.b1 if self.by_points else self.income

    @property
    def lines(self) -> ByArea:
        points = self.standard.points
        if self.by_points and points is not None:
            return points
        return self.standard.income

    @property
    def deprived(self) -> tuple[int, int]:
        """The least and the greatest number of deprived indicators."""
        states = [finding.state for finding in self.findings]
        low = states.count(State.DEPRIVED)
        return low, low + states.count(State.UNKNOWN)


# What a class is computed from: kind of area, value, farming, deprived indicators.
Cell = tuple[AreaKind, int, bool, int]
AREA, VALUE, AGRI, COUNT = range(4)


def class_of(
    standard: Standard, steps: Steps, value: int, *, deprived: int, agri: bool
) -> PovertyClass:
    """The class once everything is known (law of each standard, see docs/rules.md).

    ``value`` is đồng a person a month, or B1 points, like the numbers of ``steps``.
    """
    if steps.poor_alone is not None and value <= steps.poor_alone.value:
        return PovertyClass.POOR
    if value <= steps.line.value:
        enough = deprived >= standard.deprived_for_poor
        return PovertyClass.POOR if enough else PovertyClass.NEAR_POOR
    counts = agri or standard.average_for is AverageFor.EVERYBODY
    if counts and steps.average is not None and value <= steps.average.value:
        return PovertyClass.AVERAGE
    return PovertyClass.NOT_POOR


def findings_of(facts: HouseholdFacts, standard: Standard) -> tuple[Finding, ...]:
    """Every indicator of the standard, judged."""
    found = []
    for indicator in standard.indicators:
        judged = indicator.judge(facts)
        found.append(
            Finding(
                number=indicator.number,
                code=indicator.code,
                name=indicator.name,
                state=judged.state,
                reason=judged.reason,
                article=indicator.article,
                verified=indicator.verified and judged.verified,
            )
        )
    return tuple(found)


def classify(
    facts: HouseholdFacts,
    standard: Standard,
    b1: int | None,
    b1_source: B1Source = B1Source.NONE,
    *,
    income: int | None = None,
) -> Decision:
    """The outcome of a review under one standard.

    ``b1`` decides where the standard has cut-offs; without it a given ``income``
    (đồng a person a month) does; without both the class is undetermined.
    """
    return decide(
        Case(
            standard=standard,
            area_kind=facts.area_kind,
            agri=facts.agri,
            findings=findings_of(facts, standard),
            b1=b1,
            b1_source=b1_source,
            income=income,
        )
    )


def decide(case: Case) -> Decision:
    """The class of a judged case, with its reasons and what is missing for it."""
    cells = _classes(case)
    possible = frozenset(cells.values())
    found = next(iter(possible)) if len(possible) == 1 else PovertyClass.UNDETERMINED
    low, high = case.deprived
    each = case.standard.points_per_indicator
    return Decision(
        standard=case.standard.code,
        area_kind=case.area_kind,
        agri=case.agri,
        b1=case.b1,
        b1_source=case.b1_source,
        income=case.income,
        b2=low * each if each is not None and low == high else None,
        b2_min=None if each is None else low * each,
        b2_max=None if each is None else high * each,
        deprived_min=low,
        deprived_max=high,
        findings=case.findings,
        poverty_class=found,
        reasons=tuple(_reasons(case, found, possible)),
        missing=tuple(_missing(case, cells)),
        deprived_mask=_mask(case.findings, State.DEPRIVED),
        known_mask=_mask(case.findings, State.DEPRIVED, State.NOT_DEPRIVED),
    )


def _classes(case: Case) -> dict[Cell, PovertyClass]:
    """The class in every combination that what is known leaves open."""
    return {
        (kind, value, agri, count): class_of(
            case.standard, case.lines.of(kind), value, deprived=count, agri=agri
        )
        for kind, value, agri, count in _cells(case)
    }


def _without_recall(case: Case) -> Case:
    """The case as if no finding that rests on recalled law had been made."""
    doubted = (
        each if each.verified else replace(each, state=State.UNKNOWN)
        for each in case.findings
    )
    return replace(case, findings=tuple(doubted))


def _cells(case: Case) -> Iterator[Cell]:
    low, high = case.deprived
    agri = (True, False) if case.agri is None else (case.agri,)
    values = _open_values(case) if case.value is None else (case.value,)
    return product(case.area_kind.possible(), values, agri, range(low, high + 1))


def _open_values(case: Case) -> tuple[int, ...]:
    """One value for each stretch between the lines, for a value that is not known."""
    lines = {
        step.value
        for kind in case.area_kind.possible()
        for step in case.lines.of(kind).given()
    }
    return (*sorted(lines), max(lines) + 1)


def matters(cells: dict[Cell, PovertyClass], dimension: int) -> bool:
    """Whether some change in that dimension (AREA, …) alone changes the class."""
    groups: dict[tuple[object, ...], set[PovertyClass]] = {}
    for cell, found in cells.items():
        rest = (*cell[:dimension], *cell[dimension + 1 :])
        groups.setdefault(rest, set()).add(found)
    return any(len(classes) > 1 for classes in groups.values())


def _missing(case: Case, cells: dict[Cell, PovertyClass]) -> Iterator[str]:
    """What would have to be known, in Vietnamese, for the class to be determined."""
    if len(set(cells.values())) == 1:
        return
    if matters(cells, VALUE):
        yield _missing_value(case)
    if matters(cells, AREA):
        yield "Khu vực nông thôn hay thành thị tại ngày rà soát."
    if matters(cells, AGRI):
        yield "Hộ có làm nông, lâm, ngư, diêm nghiệp hay không."
    if matters(cells, COUNT):
        for finding in case.findings:
            if finding.state is State.UNKNOWN:
                yield f"Chỉ số {finding.number} ({finding.name}): {finding.reason}"


def _missing_value(case: Case) -> str:
    if case.standard.points is not None:
        return "Điểm B1 của hộ."
    return (
        "Chưa có văn bản quy định điểm B1 tương ứng chuẩn thu nhập của "
        f"{case.standard.citation}."
    )


def _reasons(
    case: Case, found: PovertyClass, possible: frozenset[PovertyClass]
) -> Iterator[Reason]:
    value = case.value
    if value is not None:
        for kind in case.area_kind.possible():
            yield reasons.position(case.standard, kind, value, case.by_points)
    sure = frozenset(_classes(_without_recall(case)).values()) == possible
    yield reasons.deprivations(
        case.standard, case.deprived, by_points=case.by_points, sure=sure
    )
    yield reasons.conclusion(case.standard, found, possible, case.deprived)


def _mask(findings: tuple[Finding, ...], *states: State) -> int:
    return sum(1 << (each.number - 1) for each in findings if each.state in states)
