"""Người lao động có thu nhập thấp: a status of a person, judged by his household.

Nghị định 07/2021/NĐ-CP as amended by Nghị định 30/2025/NĐ-CP: a member of a household
that is neither poor nor near-poor and whose income is at most the bound of the average
living standard, whatever it lives on.
"""

from dataclasses import dataclass
from datetime import date

from households.rules.facts import AreaKind, PartialDate, possible_ages
from households.rules.logic import agreed, all3
from households.rules.outcome import PovertyClass
from households.rules.reasons import grouped
from households.rules.standards.base import ByArea, Standard, Step

CITATION = "Nghị định 07/2021/NĐ-CP, sửa đổi bởi Nghị định 30/2025/NĐ-CP"

# The standards under which the status exists. What the decree of 2025 for the lists
# of 2027-2030 says of it was not found.
KNOWN_UNDER = frozenset({"ND07_2022"})
LISTED = frozenset({PovertyClass.POOR, PovertyClass.NEAR_POOR})

# --- Recalled, not verified against the gazette ------------------------------------
# Bộ luật Lao động 2019: nobody younger counts as a worker.
WORKER_FROM = 15
# -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Situation:
    """What the status depends on: the household's result under one standard.

    ``b1`` decides where income was not collected, as it does for the class;
    ``income`` is đồng a person a month.
    """

    standard: Standard
    area_kind: AreaKind
    poverty_class: PovertyClass
    b1: int | None = None
    income: int | None = None

    @property
    def by_points(self) -> bool:
        """Whether the B1 total is compared rather than an income."""
        return self.b1 is not None and self.standard.points is not None

    @property
    def value(self) -> int | None:
        """The number to compare, or ``None``."""
        return self.b1 if self.by_points else self.income

    @property
    def lines(self) -> ByArea:
        """The dividing numbers of the same kind as the value."""
        points = self.standard.points
        return points if self.by_points and points else self.standard.income


@dataclass(frozen=True, slots=True)
class WorkerJudgement:
    """Whether the person has the status (``None``: not known), and why in Vietnamese.

    ``verified`` is false when a recalled number decided.
    """

    qualifies: bool | None
    reason: str
    verified: bool
    citation: str = CITATION


def too_young(born: PartialDate, on: date) -> bool:
    """Bộ luật Lao động 2019: whether somebody is surely too young to be a worker."""
    return max(possible_ages(born, on)) < WORKER_FROM


def judge(case: Situation) -> WorkerJudgement:
    """Ask both conditions; one that fails decides, both must hold."""
    if case.standard.code not in KNOWN_UNDER:
        return WorkerJudgement(
            None,
            "Chưa có văn bản quy định người lao động có thu nhập thấp theo "
            f"{case.standard.citation}.",
            verified=False,
        )
    if case.poverty_class in LISTED:
        label = case.poverty_class.label
        return WorkerJudgement(
            False, f"Hộ của người này là {label}: không thuộc diện này.", verified=True
        )
    qualifies = all3((_not_listed(case), _within_bound(case)))
    return WorkerJudgement(qualifies, _reason(case, qualifies), _verified(case))


def _not_listed(case: Situation) -> bool | None:
    if case.poverty_class is not PovertyClass.UNDETERMINED:
        return case.poverty_class not in LISTED
    value = case.value
    if value is None:
        return None
    kinds = case.area_kind.possible()
    return agreed(value > case.lines.of(kind).line.value for kind in kinds)


def _within_bound(case: Situation) -> bool | None:
    if case.poverty_class is PovertyClass.AVERAGE:
        return True
    value, bounds = case.value, _bounds(case)
    if value is None:
        return None
    return agreed(value <= bound.value for bound in bounds)


def _bounds(case: Situation) -> list[Step]:
    """The bound of the average living standard in each possible kind of area."""
    steps = (case.lines.of(kind).average for kind in case.area_kind.possible())
    return [step for step in steps if step is not None]


def _verified(case: Situation) -> bool:
    return all(bound.verified for bound in _bounds(case))


def _reason(case: Situation, qualifies: bool | None) -> str:
    if case.value is None:
        if qualifies:
            return "Hộ có mức sống trung bình: thu nhập không quá mức quy định."
        return "Chưa có điểm B1 hoặc thu nhập của hộ để so với mức quy định."
    unit = "điểm B1" if case.by_points else "đồng/người/tháng"
    given = f"{grouped(case.value)} {unit}"
    bounds = " hoặc ".join(grouped(bound.value) for bound in _bounds(case))
    if qualifies is None:
        return f"Hộ có {given}: chưa rõ diện của hộ hoặc khu vực để so với {bounds}."
    if qualifies:
        return (
            f"Hộ không thuộc hộ nghèo, hộ cận nghèo và có {given}, không quá {bounds}."
        )
    return f"Hộ có {given}: không thuộc khoảng của người lao động có thu nhập thấp."
