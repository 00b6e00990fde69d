"""The shapes of a decision: states, classes, findings and reasons."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from households.rules.facts import AreaKind, HouseholdFacts


class State(StrEnum):
    """Whether a household is deprived in an indicator."""

    DEPRIVED = "deprived"
    NOT_DEPRIVED = "not"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS = {
    State.DEPRIVED: "thiếu hụt",
    State.NOT_DEPRIVED: "không thiếu hụt",
    State.UNKNOWN: "chưa rõ",
}


class PovertyClass(StrEnum):
    """The class of a household under one standard.

    ``AVERAGE`` is given only where a standard defines that class and the household
    falls in it; ``NOT_POOR`` is every other household that is neither poor nor
    near-poor; ``UNDETERMINED`` says that something not known decides.
    """

    POOR = "poor"
    NEAR_POOR = "near_poor"
    AVERAGE = "average"
    NOT_POOR = "not_poor"
    UNDETERMINED = "undetermined"

    @property
    def label(self) -> str:
        return CLASS_LABELS[self]


CLASS_LABELS = {
    PovertyClass.POOR: "hộ nghèo",
    PovertyClass.NEAR_POOR: "hộ cận nghèo",
    PovertyClass.AVERAGE: "hộ có mức sống trung bình",
    PovertyClass.NOT_POOR: "hộ không nghèo",
    PovertyClass.UNDETERMINED: "chưa xác định",
}


class B1Source(StrEnum):
    """Where the B1 total comes from."""

    NONE = ""
    PAPER = "paper"
    SCORECARD = "scorecard"

    @property
    def label(self) -> str:
        return B1_SOURCE_LABELS[self]


B1_SOURCE_LABELS = {
    B1Source.NONE: "chưa có điểm B1",
    B1Source.PAPER: "tổng điểm B1 ghi trên phiếu giấy",
    B1Source.SCORECARD: "tính theo bảng điểm đã nạp",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge found: state and the Vietnamese sentence that says why.

    ``verified`` is false when a point of law that is only recalled decided.
    """

    state: State
    reason: str
    verified: bool = True


Judge = Callable[[HouseholdFacts], Judgement]


@dataclass(frozen=True, slots=True)
class Finding:
    """One indicator of a household; ``number`` counts from 1 as in the decree."""

    number: int
    code: str
    name: str
    state: State
    reason: str
    article: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One step towards the class, with the text of law it rests on."""

    text: str
    citation: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one review under one standard.

    ``b2`` is exact points or ``None``; ``b2_min``/``b2_max`` bound it, and all three
    are ``None`` where the standard's points per indicator are not known.
    ``deprived_min``/``deprived_max`` count indicators. Bit ``i - 1`` of the masks
    stands for indicator ``i``. ``missing`` is empty exactly when the class is
    determined. ``income`` is đồng a person a month, where it was given.
    """

    standard: str
    area_kind: AreaKind
    agri: bool | None
    b1: int | None
    b1_source: B1Source
    income: int | None
    b2: int | None
    b2_min: int | None
    b2_max: int | None
    deprived_min: int
    deprived_max: int
    findings: tuple[Finding, ...]
    poverty_class: PovertyClass
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = field(default=())
    deprived_mask: int = 0
    known_mask: int = 0

    @property
    def verified(self) -> bool:
        """Whether every point of law behind the class was read in a source."""
        return all(reason.verified for reason in self.reasons)
