"""Household sections of the 2022 review form (Phiếu B), and the 2027 supplement.

What is asked follows what the twelve indicators need, the causes and target groups of
the summary forms, and the record of a review.
"""

from households.rules.form_2022.shape import (
    Condition,
    Kind,
    Option,
    Question,
    Scope,
    Section,
)

# In the order of the summary form by causes: cause i is the i-th option.
CAUSES = (
    Option("land", "Không có hoặc thiếu đất sản xuất"),
    Option("capital", "Không có vốn sản xuất, kinh doanh"),
    Option("labour", "Không có lao động"),
    Option("tools", "Không có công cụ, phương tiện sản xuất"),
    Option("knowledge", "Không có kiến thức về sản xuất"),
    Option("skills", "Không có kỹ năng lao động, sản xuất"),
    Option("illness", "Có người ốm đau, bệnh nặng, tai nạn"),
    Option("other", "Nguyên nhân khác"),
)
POLICIES = (
    Option("health", "Y tế"),
    Option("education", "Giáo dục"),
    Option("production", "Sản xuất"),
    Option("credit", "Tín dụng"),
    Option("housing", "Nhà ở"),
    Option("other", "Khác"),
    Option("none", "Không", alone=True),
)
MATERIALS = (
    Option("durable", "Vật liệu bền chắc"),
    Option("weak", "Vật liệu không bền chắc"),
)

GENERAL = Section(
    "general",
    "Thông tin chung về hộ",
    Scope.HOUSEHOLD,
    (
        Question(
            "phone",
            "Số điện thoại của chủ hộ",
            Kind.TEXT,
            maximum=20,
            required=False,
        ),
        Question("local_ethnicity", "Hộ dân tộc tại chỗ", Kind.YES_NO, required=False),
        Question(
            "no_labour",
            "Hộ không có khả năng lao động",
            Kind.YES_NO,
        ),
        Question("merit", "Hộ có người có công với cách mạng", Kind.YES_NO),
        Question(
            "policy",
            "Hộ thuộc diện chính sách khác",
            Kind.YES_NO,
            required=False,
        ),
    ),
)
LIVELIHOOD = Section(
    "livelihood",
    "Sinh kế và nguồn điện",
    Scope.HOUSEHOLD,
    (
        Question(
            "agri",
            "Hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp hoặc diêm nghiệp",
            Kind.YES_NO,
        ),
        Question(
            "aquaculture",
            "Hộ có nuôi trồng thủy sản",
            Kind.YES_NO,
            applies=Condition(when=(("agri", ("true",)),)),
        ),
        Question(
            "electricity",
            "Nguồn điện hộ đang dùng",
            Kind.CHOICE,
            options=(
                Option("grid", "Điện lưới"),
                Option("other", "Nguồn điện khác"),
                Option("none", "Không có điện"),
            ),
        ),
    ),
)
HOUSING = Section(
    "housing",
    "Nhà ở",
    Scope.HOUSEHOLD,
    (
        Question(
            "floor_area",
            "Tổng diện tích nhà ở",
            Kind.NUMBER,
            unit="m²",
            minimum=1,
            maximum=9999,
        ),
        Question("wall", "Tường nhà", Kind.CHOICE, options=MATERIALS),
        Question("column", "Cột nhà", Kind.CHOICE, options=MATERIALS),
        Question("roof", "Mái nhà", Kind.CHOICE, options=MATERIALS),
    ),
)
WATER = Section(
    "water",
    "Nước sinh hoạt và vệ sinh",
    Scope.HOUSEHOLD,
    (
        Question(
            "water",
            "Nguồn nước sinh hoạt chính",
            Kind.CHOICE,
            options=(
                Option("piped", "Nước máy"),
                Option("drilled_well", "Giếng khoan"),
                Option("protected_well", "Giếng đào được bảo vệ"),
                Option("protected_spring", "Khe, mó được bảo vệ"),
                Option("rain", "Nước mưa"),
                Option("bottled", "Nước đóng chai, bình"),
                Option("unprotected", "Nguồn khác, không được bảo vệ"),
            ),
        ),
        Question(
            "toilet",
            "Loại nhà tiêu hộ sử dụng",
            Kind.CHOICE,
            options=(
                Option("septic", "Tự hoại, bán tự hoại"),
                Option("pour_flush", "Thấm dội nước"),
                Option("ventilated_pit", "Chìm có ống thông hơi"),
                Option("two_vault", "Hai ngăn"),
                Option("other", "Loại khác"),
                Option("none", "Không có nhà tiêu"),
            ),
        ),
    ),
)
INFORMATION = Section(
    "information",
    "Thông tin",
    Scope.HOUSEHOLD,
    (
        Question("internet", "Có thành viên sử dụng dịch vụ internet", Kind.YES_NO),
        Question(
            "devices",
            "Phương tiện phục vụ tiếp cận thông tin",
            Kind.MULTI,
            options=(
                Option("tv", "Tivi"),
                Option("radio", "Radio"),
                Option("desktop", "Máy tính để bàn"),
                Option("phone", "Điện thoại"),
                Option("laptop", "Máy tính xách tay"),
                Option("tablet", "Máy tính bảng"),
                Option("smartphone", "Điện thoại thông minh"),
                Option("none", "Không có", alone=True),
            ),
        ),
    ),
)
POINTS = Section(
    "points",
    "Điểm B1",
    Scope.HOUSEHOLD,
    (
        Question(
            "b1_total",
            "Tổng điểm B1 trên phiếu giấy",
            Kind.INTEGER,
            unit="điểm",
            hint="Ghi tổng điểm đã cộng trên phiếu khi chưa có bảng điểm của vùng.",
            minimum=0,
            maximum=1000,
        ),
    ),
)
NEEDS = Section(
    "needs",
    "Nguyên nhân nghèo và chính sách",
    Scope.HOUSEHOLD,
    (
        Question(
            "causes", "Nguyên nhân nghèo", Kind.MULTI, options=CAUSES, required=False
        ),
        Question(
            "policies_received",
            "Chính sách hộ đang được hưởng",
            Kind.MULTI,
            options=POLICIES,
            required=False,
        ),
        Question(
            "policies_wanted",
            "Nhu cầu hỗ trợ của hộ",
            Kind.MULTI,
            options=POLICIES,
            required=False,
        ),
    ),
)
SUPPLEMENT_2027 = Section(
    "supplement_2027",
    "Phần bổ sung theo Nghị định 351/2025/NĐ-CP",
    Scope.HOUSEHOLD,
    (
        Question(
            "waste",
            "Xử lý rác thải sinh hoạt",
            Kind.CHOICE,
            options=(
                Option("collected", "Được thu gom"),
                Option("self_treated", "Hộ tự xử lý"),
                Option("none", "Không được thu gom, không xử lý"),
            ),
            hint="Ngưỡng thiếu hụt chưa rõ; ghi lại để xét khi có Phụ lục.",
        ),
    ),
    standard="ND351_2027",
)

HOUSEHOLD_SECTIONS = (
    GENERAL,
    LIVELIHOOD,
    HOUSING,
    WATER,
    INFORMATION,
    POINTS,
    NEEDS,
    SUPPLEMENT_2027,
)
