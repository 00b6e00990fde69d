"""Nghị định 07/2021/NĐ-CP: the standard of the lists of 2022-2025.

Kept for the lists of 2026 by Nghị định 351/2025/NĐ-CP. Points are those of
Thông tư 07/2021/TT-BLĐTBXH.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from households.rules import education, indicators
from households.rules.education import AdultBand, SchoolBand
from households.rules.facts import (
    Device,
    GeneralLevel,
    Schooling,
    Toilet,
    WaterSource,
)
from households.rules.standards.base import (
    AverageFor,
    ByArea,
    Indicator,
    Standard,
    Step,
    Steps,
)

DECREE = "Nghị định 07/2021/NĐ-CP"

# --- Recalled, not verified against the gazette ------------------------------------
# B1 points at the upper bound of the average living standard.
AVERAGE_POINTS_RURAL = Step(195, verified=False)
AVERAGE_POINTS_URBAN = Step(255, verified=False)
# School-age bands of indicator 6.
SCHOOL_BANDS = (
    SchoolBand(3, 6, Schooling.PRESCHOOL),
    SchoolBand(6, 12, Schooling.PRIMARY),
    SchoolBand(12, 16, Schooling.LOWER_SECONDARY),
)
# Latrines that count as hygienic beside the ones that were read.
RECALLED_TOILETS = frozenset({Toilet.VENTILATED_PIT, Toilet.TWO_VAULT})
# The age below which nobody is asked about work (Bộ luật Lao động 2019). The upper
# bound of working age is not a number here: the review answers it for each person.
WORKING_AGE_FROM = 15
# The wording "từ đủ 6 tuổi" of indicator 4: read was only "6 tuổi".
INSURED_FROM = 6
# Indicators whose whole threshold is recalled: 6, 11 and 12, marked below.
UNVERIFIED = frozenset({6, 11, 12})
# -----------------------------------------------------------------------------------

CHILD_BEFORE = 16
DEPENDENT_SHARE = Fraction(1, 2)
# Readings that leave no doubt: an adult is of working age, and a child past the
# seventh birthday is more than 6. Where they decide otherwise, it is recalled.
ADULT_FROM = 18
OVER_SIX_FROM = 7
ADULT_BANDS = (
    AdultBand(16, 18, GeneralLevel.LOWER_SECONDARY),
    # "16 đến 30 tuổi" is read as up to the day before the 31st birthday.
    AdultBand(18, 31, GeneralLevel.UPPER_SECONDARY),
)
PARTS_MISSING = 2
AREA_A_HEAD = Decimal(8)
CLEAN_WATER = frozenset(WaterSource) - {WaterSource.UNPROTECTED}
HYGIENIC_TOILETS = frozenset({Toilet.SEPTIC, Toilet.POUR_FLUSH})

# code, service, name, threshold, judge; in the order of the decree.
TABLE = (
    (
        "employment",
        "Việc làm",
        "Việc làm",
        "Có ít nhất một người trong độ tuổi lao động, có khả năng lao động, muốn làm "
        "việc nhưng không có việc làm; hoặc có việc làm công ăn lương nhưng không có "
        "hợp đồng lao động.",
        indicators.edge_recalled(
            indicators.employment(WORKING_AGE_FROM),
            otherwise=indicators.employment(ADULT_FROM),
        ),
    ),
    (
        "dependency",
        "Việc làm",
        "Người phụ thuộc",
        "Tỷ lệ người phụ thuộc trong tổng số thành viên lớn hơn 50%. Người phụ thuộc "
        "là trẻ em dưới 16 tuổi; người cao tuổi hoặc người khuyết tật đang hưởng trợ "
        "cấp xã hội hằng tháng.",
        indicators.dependency(CHILD_BEFORE, DEPENDENT_SHARE),
    ),
    (
        "nutrition",
        "Y tế",
        "Dinh dưỡng",
        "Có ít nhất một trẻ em dưới 16 tuổi suy dinh dưỡng chiều cao theo tuổi hoặc "
        "suy dinh dưỡng cân nặng theo tuổi.",
        indicators.nutrition(CHILD_BEFORE),
    ),
    (
        "health_insurance",
        "Y tế",
        "Bảo hiểm y tế",
        "Có ít nhất một người từ đủ 6 tuổi trở lên không có bảo hiểm y tế.",
        indicators.edge_recalled(
            indicators.health_insurance(INSURED_FROM),
            otherwise=indicators.health_insurance(OVER_SIX_FROM),
        ),
    ),
    (
        "adult_education",
        "Giáo dục",
        "Trình độ giáo dục của người lớn",
        "Có ít nhất một người từ 16 đến 30 tuổi không theo học hoặc không có bằng "
        "cấp, chứng chỉ tương ứng với độ tuổi: dưới 18 tuổi là trung học cơ sở; từ "
        "18 đến 30 tuổi là trung học phổ thông, sơ cấp, trung cấp hoặc cao đẳng nghề; "
        "trừ người được doanh nghiệp tuyển dụng và vừa học vừa làm.",
        education.adult_education(ADULT_BANDS),
    ),
    (
        "child_schooling",
        "Giáo dục",
        "Tình trạng đi học của trẻ em",
        "Có ít nhất một trẻ em từ 3 đến dưới 16 tuổi không được học đúng bậc, cấp "
        "học phù hợp với độ tuổi (mầm non từ 3, tiểu học từ 6, trung học cơ sở từ 12 "
        "tuổi).",
        education.child_schooling(SCHOOL_BANDS),
    ),
    (
        "housing_quality",
        "Nhà ở",
        "Chất lượng nhà ở",
        "Nhà ở không bền chắc: ít nhất hai trong ba bộ phận tường, cột, mái làm bằng "
        "vật liệu không bền chắc.",
        indicators.housing_quality(PARTS_MISSING),
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
        "Nước sinh hoạt và vệ sinh",
        "Nguồn nước sinh hoạt",
        "Không tiếp cận được nguồn nước sạch (nước máy, giếng khoan, giếng đào được "
        "bảo vệ, khe mó được bảo vệ, nước mưa, nước đóng chai bình).",
        indicators.water(CLEAN_WATER),
    ),
    (
        "toilet",
        "Nước sinh hoạt và vệ sinh",
        "Nhà tiêu hợp vệ sinh",
        "Không sử dụng nhà tiêu hợp vệ sinh (tự hoại, bán tự hoại, thấm dội nước và "
        "các loại được công nhận khác).",
        indicators.toilet(HYGIENIC_TOILETS, RECALLED_TOILETS),
    ),
    (
        "telecom",
        "Thông tin",
        "Sử dụng dịch vụ viễn thông",
        "Không có thành viên nào sử dụng dịch vụ internet.",
        indicators.internet(),
    ),
    (
        "info_assets",
        "Thông tin",
        "Phương tiện phục vụ tiếp cận thông tin",
        "Không có phương tiện nào: dùng chung là tivi, radio, máy tính để bàn, điện "
        "thoại; cá nhân là máy tính xách tay, máy tính bảng, điện thoại thông minh.",
        indicators.info_assets(tuple(Device)),
    ),
)

ND07_2022 = Standard(
    code="ND07_2022",
    prefix="ND07",
    title="Chuẩn nghèo đa chiều theo Nghị định 07/2021/NĐ-CP (danh sách 2022-2026)",
    citation=f"{DECREE}, Điều 3",
    points_citation="Thông tư 07/2021/TT-BLĐTBXH",
    starts=date(2022, 1, 1),
    ends=date(2026, 12, 31),
    income=ByArea(
        rural=Steps(line=Step(1_500_000), average=Step(2_250_000)),
        urban=Steps(line=Step(2_000_000), average=Step(3_000_000)),
    ),
    points=ByArea(
        rural=Steps(line=Step(140), average=AVERAGE_POINTS_RURAL),
        urban=Steps(line=Step(175), average=AVERAGE_POINTS_URBAN),
    ),
    points_per_indicator=10,
    deprived_for_poor=3,
    average_for=AverageFor.FARMERS,
    indicators=tuple(
        Indicator(
            number=number,
            code=code,
            service=service,
            name=name,
            threshold=threshold,
            article=f"{DECREE}, Phụ lục, chỉ số {name}",
            verified=number not in UNVERIFIED,
            judge=judge,
        )
        for number, (code, service, name, threshold, judge) in enumerate(TABLE, 1)
    ),
    notes=(
        "Điểm B1 tương ứng mức sống trung bình (195 và 255 điểm) chưa được xác minh.",
        "Độ tuổi lao động từ 15 của chỉ số 1 và cách tính “từ đủ 6 tuổi” của chỉ số 4 "
        "chưa được xác minh.",
        "Độ tuổi theo cấp học của chỉ số 6, nội dung chỉ số 11 và 12, nhà tiêu chìm có "
        "ống thông hơi và hai ngăn của chỉ số 10 chưa được xác minh.",
    ),
)
