"""Quyết định 59/2015/QĐ-TTg: the standard of the lists of 2016-2021.

The year 2021 by Nghị định 07/2021/NĐ-CP, Điều 2. Points are those of
Thông tư 17/2016/TT-BLĐTBXH.
"""

from datetime import date
from decimal import Decimal

from households.rules import indicators
from households.rules.facts import (
    Device,
    GeneralLevel,
    HouseholdFacts,
    HouseType,
    MemberFacts,
    Schooling,
    Toilet,
    WaterSource,
)
from households.rules.indicators import by_answer, by_member
from households.rules.logic import all3, any3, not3, one_of
from households.rules.outcome import PovertyClass
from households.rules.standards.base import (
    AverageFor,
    ByArea,
    Indicator,
    Standard,
    Step,
    Steps,
)

DECISION = "Quyết định 59/2015/QĐ-TTg"

# --- Recalled, not verified against the gazette ------------------------------------
# All ten thresholds, and the judges made from these numbers and lists.
INSURED_FROM = 6
ADULT_FROM, ADULT_BORN_FROM = 15, 1986
SCHOOL_AGE = range(5, 15)
WEAK_HOUSES = frozenset({HouseType.WEAK, HouseType.SIMPLE})
AREA_A_HEAD = Decimal(8)
HYGIENIC_WATER = frozenset(WaterSource) - {WaterSource.UNPROTECTED}
HYGIENIC_TOILETS = frozenset(Toilet) - {Toilet.OTHER, Toilet.NONE}
HEARD_AND_SEEN = (Device.TV, Device.RADIO, Device.DESKTOP, Device.LAPTOP)
# The rules of near-poverty and of the average living standard, and its bounds.
UNVERIFIED_CLASSES = frozenset({PovertyClass.NEAR_POOR, PovertyClass.AVERAGE})
AVERAGE_RURAL = Step(1_500_000, verified=False)
AVERAGE_URBAN = Step(1_950_000, verified=False)
# Cut-offs of B1, 10 points an indicator in B2, and which pair belongs to which area.
POINTS = ByArea(
    rural=Steps(poor_alone=Step(120, verified=False), line=Step(150, verified=False)),
    urban=Steps(poor_alone=Step(140, verified=False), line=Step(175, verified=False)),
)
POINTS_PER_INDICATOR = 10
# -----------------------------------------------------------------------------------


def _uneducated(member: MemberFacts, age: int) -> bool | None:
    if age < ADULT_FROM:
        return False
    if member.birth_year is not None and member.birth_year < ADULT_BORN_FROM:
        return False
    finished = one_of(
        member.general_level,
        frozenset({GeneralLevel.LOWER_SECONDARY, GeneralLevel.UPPER_SECONDARY}),
    )
    studying = not3(one_of(member.schooling, frozenset({Schooling.NONE})))
    return not3(any3((finished, studying)))


def _out_of_school(member: MemberFacts, age: int) -> bool | None:
    if age not in SCHOOL_AGE:
        return False
    return one_of(member.schooling, frozenset({Schooling.NONE}))


def _nobody_connected(facts: HouseholdFacts) -> bool | None:
    lines = any3(member.has_phone_line for member in facts.members)
    return not3(any3((facts.uses_internet, lines)))


def _nothing_heard(facts: HouseholdFacts) -> bool | None:
    owned = facts.devices
    none_owned = None if owned is None else owned.isdisjoint(HEARD_AND_SEEN)
    return all3((none_owned, not3(facts.hears_loudspeaker)))


# code, service, name, threshold, judge; in the order of the decision.
TABLE = (
    (
        "medical_services",
        "Y tế",
        "Tiếp cận các dịch vụ y tế",
        "Có người ốm đau đến mức phải nghỉ việc, nghỉ học hoặc nằm tại giường nhưng "
        "không đi khám, chữa bệnh.",
        by_member(
            lambda member, age: member.ill_without_care,
            bad="ốm đau nhưng không đi khám, chữa bệnh",
            good="Không có người ốm đau mà không đi khám, chữa bệnh",
            topic="khám, chữa bệnh",
        ),
    ),
    (
        "health_insurance",
        "Y tế",
        "Bảo hiểm y tế",
        "Có ít nhất một thành viên từ đủ 6 tuổi trở lên không có bảo hiểm y tế.",
        indicators.health_insurance(INSURED_FROM),
    ),
    (
        "adult_education",
        "Giáo dục",
        "Trình độ giáo dục của người lớn",
        "Có ít nhất một thành viên đủ 15 tuổi trở lên sinh từ năm 1986 không tốt "
        "nghiệp trung học cơ sở và hiện không đi học.",
        by_member(
            _uneducated,
            bad="chưa tốt nghiệp trung học cơ sở và không đi học",
            good="Không có người sinh từ năm 1986 thiếu trình độ trung học cơ sở",
            topic="trình độ học vấn",
        ),
    ),
    (
        "child_schooling",
        "Giáo dục",
        "Tình trạng đi học của trẻ em",
        "Có ít nhất một trẻ em trong độ tuổi đi học (từ 5 đến dưới 15 tuổi) hiện "
        "không đi học.",
        by_member(
            _out_of_school,
            bad="trong độ tuổi đi học mà không đi học",
            good="Trẻ em trong độ tuổi đi học đều đi học",
            topic="việc đi học",
        ),
    ),
    (
        "housing_quality",
        "Nhà ở",
        "Chất lượng nhà ở",
        "Hộ đang ở trong nhà thiếu kiên cố hoặc nhà đơn sơ.",
        by_answer(
            lambda facts: one_of(facts.house_type, WEAK_HOUSES),
            bad="Hộ ở nhà thiếu kiên cố hoặc nhà đơn sơ",
            good="Hộ ở nhà kiên cố hoặc bán kiên cố",
            topic="loại nhà theo phân loại năm 2016",
        ),
    ),
    (
        "housing_area",
        "Nhà ở",
        "Diện tích nhà ở bình quân đầu người",
        "Diện tích nhà ở bình quân đầu người nhỏ hơn 8 m².",
        indicators.housing_area(AREA_A_HEAD),
    ),
    (
        "water",
        "Nước sạch và vệ sinh",
        "Nguồn nước sinh hoạt",
        "Hộ không được tiếp cận nguồn nước hợp vệ sinh.",
        indicators.water(HYGIENIC_WATER),
    ),
    (
        "toilet",
        "Nước sạch và vệ sinh",
        "Hố xí, nhà tiêu hợp vệ sinh",
        "Hộ không sử dụng hố xí, nhà tiêu hợp vệ sinh.",
        indicators.toilet(HYGIENIC_TOILETS, frozenset()),
    ),
    (
        "telecom",
        "Thông tin",
        "Sử dụng dịch vụ viễn thông",
        "Không có thành viên nào sử dụng thuê bao điện thoại và internet.",
        by_answer(
            _nobody_connected,
            bad="Không có thành viên nào sử dụng thuê bao điện thoại và internet",
            good="Hộ có thành viên sử dụng thuê bao điện thoại hoặc internet",
            topic="thuê bao điện thoại và internet",
        ),
    ),
    (
        "info_assets",
        "Thông tin",
        "Tài sản phục vụ tiếp cận thông tin",
        "Hộ không có tivi, radio, máy tính và không nghe được hệ thống loa đài "
        "truyền thanh xã, thôn.",
        by_answer(
            _nothing_heard,
            bad="Hộ không có tivi, radio, máy tính và không nghe được loa truyền thanh",
            good="Hộ có phương tiện hoặc nghe được loa truyền thanh",
            topic="tivi, radio, máy tính và loa truyền thanh",
        ),
    ),
)

QD59_2016 = Standard(
    code="QD59_2016",
    prefix="QD59",
    title="Chuẩn nghèo tiếp cận đa chiều theo Quyết định 59/2015/QĐ-TTg "
    "(danh sách 2016-2021)",
    citation=DECISION,
    points_citation="Thông tư 17/2016/TT-BLĐTBXH",
    starts=date(2016, 1, 1),
    ends=date(2021, 12, 31),
    income=ByArea(
        rural=Steps(
            poor_alone=Step(700_000), line=Step(1_000_000), average=AVERAGE_RURAL
        ),
        urban=Steps(
            poor_alone=Step(900_000), line=Step(1_300_000), average=AVERAGE_URBAN
        ),
    ),
    points=POINTS,
    points_per_indicator=POINTS_PER_INDICATOR,
    deprived_for_poor=3,
    average_for=AverageFor.EVERYBODY,
    indicators=tuple(
        Indicator(
            number=number,
            code=code,
            service=service,
            name=name,
            threshold=threshold,
            article=f"{DECISION}, chỉ số {name}",
            verified=False,
            judge=judge,
        )
        for number, (code, service, name, threshold, judge) in enumerate(TABLE, 1)
    ),
    points_per_indicator_verified=False,
    unverified_classes=UNVERIFIED_CLASSES,
    notes=(
        "Ngưỡng của cả 10 chỉ số, quy tắc hộ cận nghèo và mức sống trung bình, điểm "
        "B1 và B2 cùng cặp điểm của từng khu vực chưa được xác minh.",
        "Chưa rõ điểm B1 tương ứng mức sống trung bình: hộ trên điểm B1 được ghi là "
        "hộ không nghèo.",
    ),
)
