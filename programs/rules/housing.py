"""House support: who may have a house, and what it must be when it is done.

Thông tư 01/2022/TT-BXD (houses of poor and near-poor households in poor districts):
the conditions and the measures of the result are found. That all of them must hold
together, and that they are asked of every house whoever pays for it, is our reading:
therefore nothing is refused here, an officer gives his reason.
The three parts are foundation, frame and wall, roof: not those of the poverty
indicator (wall, column, roof).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

CITATION = "Thông tư 01/2022/TT-BXD"
LEAST_WEAK_PARTS = 2
AREA_A_HEAD = 8  # m²: below this
SEPARATE_YEARS = 3
RESULT_AREA = 30  # m²
CLASSES = ("poor", "near_poor")


@dataclass(frozen=True, slots=True)
class House:
    """What a household lives in before, and since when it is a household of its own.

    Parts are None where nobody said; `floor_area` is m², `separate_since` a year.
    """

    has_house: bool
    foundation_firm: bool | None = None
    frame_firm: bool | None = None
    roof_firm: bool | None = None
    floor_area: Decimal | None = None
    persons: int = 0
    was_helped: bool = False
    separate_since: int | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition that does not hold, or of which nobody said: code and words."""

    code: str
    text: str


def weak_parts(house: House) -> tuple[int, int]:
    """How many of the three parts are surely not durable, and how many not known."""
    parts = (house.foundation_firm, house.frame_firm, house.roof_firm)
    return parts.count(False), parts.count(None)


def unmet_conditions(house: House, year: int) -> list[Unmet]:
    """Conditions of TT 01/2022/TT-BXD that do not hold in the year of approval."""
    return [*_of_the_house(house), *_of_the_household(house, year)]


def _of_the_house(house: House) -> Iterator[Unmet]:
    if not house.has_house:
        return
    weak, unknown = weak_parts(house)
    if weak < LEAST_WEAK_PARTS:
        if weak + unknown >= LEAST_WEAK_PARTS:
            yield Unmet("parts_unknown", "Chưa ghi đủ nền, khung - tường, mái nhà cũ.")
        else:
            yield Unmet(
                "parts",
                f"Nhà cũ chỉ có {weak} trong 3 bộ phận (nền, khung - tường, mái) không "
                f"bền chắc; điều kiện là ít nhất {LEAST_WEAK_PARTS}.",
            )
    if house.floor_area is None or house.persons < 1:
        yield Unmet("area_unknown", "Chưa ghi diện tích nhà cũ hoặc số nhân khẩu.")
    elif house.floor_area >= AREA_A_HEAD * house.persons:
        yield Unmet(
            "area",
            f"Diện tích bình quân đầu người từ {AREA_A_HEAD} m² trở lên; điều kiện là "
            f"dưới {AREA_A_HEAD} m².",
        )


def _of_the_household(house: House, year: int) -> Iterator[Unmet]:
    if house.was_helped:
        yield Unmet("helped", "Hộ đã từng được hỗ trợ nhà ở.")
    if house.separate_since is None:
        yield Unmet("separate_unknown", "Chưa ghi là hộ độc lập từ năm nào.")
    elif year - house.separate_since < SEPARATE_YEARS:
        yield Unmet(
            "separate",
            f"Hộ độc lập từ năm {house.separate_since}, chưa đủ {SEPARATE_YEARS} năm.",
        )


def unmet_results(area: Decimal | None, is_three_hard: bool | None) -> list[Unmet]:
    """What the accepted house lacks: at least 30 m², the three parts hard."""
    found = []
    if area is None or area < RESULT_AREA:
        found.append(
            Unmet("result_area", f"Diện tích nhà mới chưa đạt {RESULT_AREA} m².")
        )
    if not is_three_hard:
        found.append(
            Unmet("three_hard", "Nhà chưa đạt “3 cứng” (nền cứng, khung - tường, mái).")
        )
    return found
