"""Signs that a household may leave the lists this year, or may fall back onto them.

No document was found that says so: the signs and their numbers are the portal's own,
pages label them so, and an officer's judgement stands above them. What is law in them,
the lines and the number of deprivations, comes from the standard.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from households.rules.facts import AreaKind
from households.rules.standards import STANDARDS, Standard

# --- the portal's own, not the law's -----------------------------------------------
NEAR_POINTS = 10  # points of B1 from the line
RECENT_MONTHS = 36  # as long as a household counts as newly escaped for credit
LOOK_BACK_DAYS = 365  # shocks and lost benefits
UNVISITED_DAYS = 90  # a household with a helper that nobody visited
# -----------------------------------------------------------------------------------

POOR, NEAR_POOR = "poor", "near_poor"
LISTED = (POOR, NEAR_POOR)
OWN_CRITERIA = (
    "Đây là dấu hiệu do cổng tự tính để gợi ý, không phải tiêu chí của văn bản."
)


class LeaveSign(StrEnum):
    """Why a poor or near-poor household may leave the lists."""

    FEW = "few"
    NEAR = "near"

    @property
    def label(self) -> str:
        return LEAVE_WORDS[self]


class RelapseSign(StrEnum):
    """Why a household that left may fall back."""

    RECENT = "recent"
    NEAR = "near"
    LOST = "lost"
    SHOCK = "shock"

    @property
    def label(self) -> str:
        return RELAPSE_WORDS[self]


LEAVE_WORDS = {LeaveSign.FEW: "Ít thiếu hụt", LeaveSign.NEAR: "Sát ngưỡng điểm"}
LEAVE_CRITERIA = {
    LeaveSign.FEW: "hộ nghèo có số chỉ số thiếu hụt vừa đủ để là hộ nghèo: giảm được "
    "một chỉ số thì không còn là hộ nghèo",
    LeaveSign.NEAR: f"điểm B1 thấp hơn ngưỡng không quá {NEAR_POINTS} điểm",
}
RELAPSE_WORDS = {
    RelapseSign.RECENT: "Mới thoát",
    RelapseSign.NEAR: "Sát ngưỡng",
    RelapseSign.LOST: "Vừa thôi hưởng chế độ",
    RelapseSign.SHOCK: "Gặp biến cố",
}
RELAPSE_CRITERIA = {
    RelapseSign.RECENT: "ra khỏi danh sách hộ nghèo hoặc hộ cận nghèo trong "
    f"{RECENT_MONTHS} tháng qua",
    RelapseSign.NEAR: f"điểm B1 cao hơn ngưỡng không quá {NEAR_POINTS} điểm; hoặc là "
    "hộ cận nghèo thiếu thêm một chỉ số thì thành hộ nghèo",
    RelapseSign.LOST: f"có chế độ đã thôi hưởng trong {LOOK_BACK_DAYS} ngày qua",
    RelapseSign.SHOCK: f"có biến cố trong {LOOK_BACK_DAYS} ngày qua",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a household's class rests on, as far as it is known.

    `b1` in points; `deprived` is how many indicators it is deprived in.
    """

    poverty_class: str
    standard: str
    area_kind: AreaKind = AreaKind.UNKNOWN
    b1: int | None = None
    deprived: int | None = None
    no_labour: bool = False


def line_of(standard: str, area_kind: AreaKind) -> int | None:
    """The B1 points of a standard's line, None where they are not known."""
    found = STANDARDS.get(standard)
    if found is None or found.points is None or area_kind is AreaKind.UNKNOWN:
        return None
    return found.points.of(area_kind).line.value


def last_deprivation(standard: str) -> int | None:
    """How many deprivations make a household under the line just poor."""
    found: Standard | None = STANDARDS.get(standard)
    return found.deprived_for_poor if found else None


def leave_signs(result: Result) -> tuple[LeaveSign, ...]:
    """Portal's criteria: why the household may leave the lists this year; none if not.

    Only households with labour: for others the way is social assistance.
    """
    if result.poverty_class not in LISTED or result.no_labour:
        return ()
    found = []
    just = last_deprivation(result.standard)
    if (
        result.poverty_class == POOR
        and result.deprived is not None
        and just is not None
        and result.deprived <= just
    ):
        found.append(LeaveSign.FEW)
    line = line_of(result.standard, result.area_kind)
    if (
        result.b1 is not None
        and line is not None
        and line - NEAR_POINTS <= result.b1 <= line
    ):
        found.append(LeaveSign.NEAR)
    return tuple(found)


def leave_reason(result: Result) -> str:
    """The signs as a sentence for a plan; empty without any."""
    said = []
    for sign in leave_signs(result):
        if sign is LeaveSign.FEW:
            said.append(f"thiếu hụt {result.deprived} chỉ số")
        else:
            line = line_of(result.standard, result.area_kind)
            said.append(f"điểm B1 là {result.b1}, ngưỡng {line}")
    if not said:
        return ""
    return f"Hộ có lao động; {'; '.join(said)}."


def is_near_above(result: Result) -> bool:
    """Portal's criteria: whether a household off a list stands just above its line."""
    if result.poverty_class == NEAR_POOR:
        just = last_deprivation(result.standard)
        return just is not None and result.deprived == just - 1
    line = line_of(result.standard, result.area_kind)
    if result.poverty_class in LISTED or result.b1 is None or line is None:
        return False
    return line < result.b1 <= line + NEAR_POINTS


def recent_since(day: date) -> date:
    """The first day on which an escape is recent on `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 - RECENT_MONTHS, 12)
    return date(years, month + 1, min(day.day, 28))


def looked_back_since(day: date) -> date:
    """The first day that counts for shocks and lost benefits on `day`."""
    return day - timedelta(days=LOOK_BACK_DAYS)


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to a household off a list: the last day of each, None for none."""

    left_on: date | None = None
    lost_on: date | None = None
    shock_on: date | None = None


def relapse_signs(result: Result, past: Past, day: date) -> tuple[RelapseSign, ...]:
    """Portal's criteria: why a household may fall back, as seen on a day."""
    since, recent = looked_back_since(day), recent_since(day)
    asked = (
        (RelapseSign.RECENT, _within(past.left_on, recent, day)),
        (RelapseSign.NEAR, is_near_above(result)),
        (RelapseSign.LOST, _within(past.lost_on, since, day)),
        (RelapseSign.SHOCK, _within(past.shock_on, since, day)),
    )
    return tuple(sign for sign, shows in asked if shows)


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


# What usually answers a deprivation or a cause: suggestions to be changed by whoever
# plans, by the codes of indicators and causes.
MEASURES = {
    "employment": "Tư vấn, giới thiệu việc làm cho người có khả năng lao động",
    "dependency": "Lập hồ sơ trợ giúp xã hội cho người già, người khuyết tật, trẻ em",
    "nutrition": "Theo dõi dinh dưỡng, bổ sung vi chất cho trẻ tại trạm y tế",
    "medical_services": "Hướng dẫn khám, chữa bệnh và theo dõi sức khỏe tại trạm y tế",
    "health_insurance": "Lập danh sách cấp thẻ bảo hiểm y tế cho người chưa có thẻ",
    "adult_education": "Vận động học bổ túc hoặc học nghề",
    "child_schooling": "Vận động trẻ đến lớp, miễn giảm học phí",
    "housing_quality": "Hỗ trợ xây mới hoặc sửa chữa nhà ở",
    "housing_area": "Hỗ trợ cơi nới, mở rộng nhà ở",
    "water": "Hỗ trợ đấu nối nước sạch hoặc làm bể, giếng",
    "toilet": "Hỗ trợ vay vốn, ngày công làm nhà tiêu hợp vệ sinh",
    "telecom": "Hỗ trợ thuê bao, lắp đặt internet",
    "waste": "Hướng dẫn thu gom, phân loại và xử lý rác thải",
    "info_assets": "Vận động tặng phương tiện nghe, nhìn hoặc điện thoại",
    "cause-1": "Tạo điều kiện thuê, mượn đất hoặc chuyển sang nghề ít cần đất",
    "cause-2": "Giới thiệu vay vốn Ngân hàng Chính sách xã hội",
    "cause-3": "Đề nghị trợ giúp xã hội, phân công người giúp việc nặng",
    "cause-4": "Hỗ trợ công cụ, phương tiện sản xuất",
    "cause-5": "Mời tham gia tập huấn, mô hình sản xuất",
    "cause-6": "Giới thiệu học nghề phù hợp",
    "cause-7": "Hướng dẫn khám, chữa bệnh và trợ giúp khi ốm đau",
}


def suggested(topics: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Topics for which a measure can be suggested, in order, without those taken."""
    return [each for each in topics if each in MEASURES and each not in taken]
