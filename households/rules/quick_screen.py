"""Quick screen (Phiếu A): whether a household that asks is surely not poor.

Phiếu A of the 2015 census: three points or more. Its items are data, since they were
found for that standard only and not even all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from households.rules.logic import agreed

CITATION = "Phiếu A, tổng điều tra hộ nghèo năm 2015"

# Points from which a household is surely not poor, by standard. None is known for the
# standards of 2022 and 2027: there the surveyor's own yes or no decides.
SURELY_NOT_POOR_FROM: Mapping[str, int] = MappingProxyType({"QD59_2016": 3})


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its answer; ``None`` while nobody has answered it."""

    code: str
    text: str
    points: int
    answer: bool | None


@dataclass(frozen=True, slots=True)
class Screening:
    """What the answers give: points between two bounds, and the Vietnamese reason.

    ``surely_not_poor`` is ``None`` when an open answer decides, or when no number of
    points is known for the standard.
    """

    points_min: int
    points_max: int
    surely_not_poor: bool | None
    reason: str


def has_threshold(standard: str) -> bool:
    """Whether points decide under that standard at all."""
    return standard in SURELY_NOT_POOR_FROM


def screen(standard: str, lines: Sequence[Line]) -> Screening:
    """Add up the items that hold and compare with the standard's number of points."""
    low = sum(line.points for line in lines if line.answer is True)
    high = low + sum(line.points for line in lines if line.answer is None)
    bound = SURELY_NOT_POOR_FROM.get(standard)
    if bound is None:
        return Screening(low, high, None, "Chưa có văn bản quy định số điểm của mẫu.")
    found = agreed((low >= bound, high >= bound))
    return Screening(low, high, found, _reason(low, high, bound, found))


def _reason(low: int, high: int, bound: int, found: bool | None) -> str:
    points = f"{low} điểm" if low == high else f"từ {low} đến {high} điểm"
    if found is None:
        return f"Hộ được {points}: chưa đủ câu trả lời để so với mức {bound} điểm."
    if found:
        return (
            f"Hộ được {points}, từ {bound} điểm trở lên: chắc chắn không nghèo; xã "
            "vẫn có thể giữ lại để rà soát và phải ghi lý do."
        )
    return f"Hộ được {points}, dưới {bound} điểm: tiếp tục rà soát bằng phiếu B."
