"""Nghị định 351/2025/NĐ-CP: the standard of the lists of 2027-2030.

Its annex has not been read. The income lines and the rule of classes have; of the
indicators only the names (from the draft) and the list of changes. An outcome that
hangs on what is not known is undetermined.
"""

from datetime import date
from fractions import Fraction

from households.rules import indicators
from households.rules.standards.base import (
    AverageFor,
    ByArea,
    Indicator,
    Standard,
    Step,
    Steps,
)

DECREE = "Nghị định 351/2025/NĐ-CP"
NOT_READ = f"Ngưỡng thiếu hụt chưa rõ: chưa có Phụ lục của {DECREE}."

# --- Not verified against the gazette ----------------------------------------------
# Every indicator: names come from the draft of 2025; thresholds 1-3 too, where the
# draft repeats the decree of 2021; thresholds 4-12 are unknown and nothing stands in.
CHILD_BEFORE = 16
DEPENDENT_SHARE = Fraction(1, 2)
WORKING_AGE_FROM = 15
# -----------------------------------------------------------------------------------

UNKNOWN = indicators.threshold_unknown(NOT_READ)

# code, service, name, threshold, judge
TABLE = (
    (
        "employment",
        "Việc làm",
        "Việc làm",
        "Như chỉ số Việc làm của Nghị định 07/2021/NĐ-CP (theo dự thảo).",
        indicators.employment(WORKING_AGE_FROM),
    ),
    (
        "dependency",
        "Việc làm",
        "Người phụ thuộc",
        "Như chỉ số Người phụ thuộc của Nghị định 07/2021/NĐ-CP (theo dự thảo).",
        indicators.dependency(CHILD_BEFORE, DEPENDENT_SHARE),
    ),
    (
        "nutrition",
        "Y tế",
        "Dinh dưỡng",
        "Như chỉ số Dinh dưỡng của Nghị định 07/2021/NĐ-CP (theo dự thảo).",
        indicators.nutrition(CHILD_BEFORE),
    ),
    ("health_insurance", "Y tế", "Bảo hiểm y tế", NOT_READ, UNKNOWN),
    (
        "adult_education",
        "Giáo dục",
        "Trình độ giáo dục của người lớn",
        NOT_READ,
        UNKNOWN,
    ),
    ("child_schooling", "Giáo dục", "Tình trạng đi học của trẻ em", NOT_READ, UNKNOWN),
    (
        "housing_area",
        "Nhà ở",
        "Diện tích nhà ở bình quân đầu người",
        NOT_READ,
        UNKNOWN,
    ),
    ("housing_quality", "Nhà ở", "Chất lượng nhà ở", NOT_READ, UNKNOWN),
    ("telecom", "Thông tin", "Sử dụng dịch vụ viễn thông", NOT_READ, UNKNOWN),
    (
        "water",
        "Nước sinh hoạt, vệ sinh và môi trường",
        "Nguồn nước sinh hoạt",
        NOT_READ,
        UNKNOWN,
    ),
    (
        "toilet",
        "Nước sinh hoạt, vệ sinh và môi trường",
        "Nhà tiêu hợp vệ sinh",
        NOT_READ,
        UNKNOWN,
    ),
    (
        "waste",
        "Nước sinh hoạt, vệ sinh và môi trường",
        "Xử lý rác thải sinh hoạt",
        NOT_READ,
        UNKNOWN,
    ),
)

ND351_2027 = Standard(
    code="ND351_2027",
    prefix="ND351",
    title="Chuẩn nghèo đa chiều theo Nghị định 351/2025/NĐ-CP (danh sách 2027-2030)",
    citation=DECREE,
    points_citation=DECREE,
    starts=date(2027, 1, 1),
    ends=date(2030, 12, 31),
    income=ByArea(rural=Steps(line=Step(2_200_000)), urban=Steps(line=Step(2_800_000))),
    points=None,
    points_per_indicator=None,
    deprived_for_poor=3,
    average_for=AverageFor.NOBODY_KNOWN,
    indicators=tuple(
        Indicator(
            number=number,
            code=code,
            service=service,
            name=name,
            threshold=threshold,
            article=f"{DECREE}, chỉ số {name}",
            verified=False,
            judge=judge,
        )
        for number, (code, service, name, threshold, judge) in enumerate(TABLE, 1)
    ),
    notes=(
        "Chưa có Phụ lục: ngưỡng của các chỉ số từ 4 đến 12 chưa rõ; ngưỡng 1 đến 3 "
        "lấy theo dự thảo.",
        "Chưa có văn bản quy định điểm B1 tương ứng chuẩn thu nhập mới.",
        "Chưa rõ chuẩn này có quy định mức sống trung bình hay không.",
    ),
)
