"""Kinds of support and loan programmes that the portal knows from the start.

Generic kinds, ours: whom they are for and how often is a proposal that the province
edits, so all are marked as not checked. Of the loans the note says what was found.
"""

from django.db import migrations

POOR, NEAR, LEFT = "poor", "near_poor", "escaped"
ALL_LISTED = [POOR, NEAR]
WITH_LEFT = [POOR, NEAR, LEFT]
OURS = "Đối tượng và số lần do cổng đặt, cấp tỉnh sửa theo văn bản của địa phương."
# code, name, unit, classes, indicators served, once in years
KINDS = (
    ("bo-giong", "Bò, trâu giống", "con", WITH_LEFT, ["employment"], 5),
    ("vat-nuoi-khac", "Lợn, dê, gia cầm giống", "con", WITH_LEFT, ["employment"], 1),
    ("cay-giong", "Cây giống, vật tư sản xuất", "bộ", WITH_LEFT, ["employment"], 1),
    ("cong-cu", "Máy móc, công cụ sản xuất", "chiếc", WITH_LEFT, ["employment"], 3),
    (
        "hoc-nghe",
        "Chi phí học nghề",
        "người",
        WITH_LEFT,
        ["employment", "adult_education"],
        99,
    ),
    ("nuoc-sinh-hoat", "Nước sinh hoạt phân tán", "hộ", ALL_LISTED, ["water"], 99),
    ("nha-tieu", "Nhà tiêu hợp vệ sinh", "công trình", ALL_LISTED, ["toilet"], 99),
    (
        "thong-tin",
        "Thiết bị nghe nhìn, thông tin",
        "chiếc",
        ALL_LISTED,
        ["telecom", "info_assets"],
        5,
    ),
    ("dinh-duong", "Dinh dưỡng cho trẻ em", "suất", ALL_LISTED, ["nutrition"], 0),
    (
        "bao-hiem-y-te",
        "Đóng bảo hiểm y tế ngoài chế độ",
        "người",
        WITH_LEFT,
        ["health_insurance"],
        1,
    ),
    (
        "hoc-tap",
        "Học bổng, đồ dùng học tập",
        "suất",
        WITH_LEFT,
        ["child_schooling"],
        0,
    ),
    ("gao", "Gạo cứu đói", "kg", [], [], 0),
    ("qua-tet", "Quà Tết", "suất", ALL_LISTED, [], 1),
    ("khac", "Hỗ trợ khác", "lần", [], [], 0),
)
CEILING = 100_000_000
HEARD = "Trần vay, lãi suất chưa đối chiếu văn bản."
# code, name, classes, rate, longest months, escaped within years, note
LOANS = (
    ("ho-ngheo", "Cho vay hộ nghèo", [POOR], "6.60", None, None, HEARD),
    (
        "ho-can-ngheo",
        "Cho vay hộ cận nghèo",
        [NEAR],
        "7.92",
        None,
        None,
        f"{HEARD} Lãi suất tính bằng 120% của hộ nghèo.",
    ),
    (
        "ho-moi-thoat-ngheo",
        "Cho vay hộ mới thoát nghèo",
        [LEFT],
        "8.25",
        60,
        3,
        "Đã đối chiếu: 125% lãi suất hộ nghèo, tối đa 5 năm, trong 3 năm từ khi thoát "
        "nghèo. Mức lãi suất, trần vay chưa đối chiếu.",
    ),
)


def fill(apps, schema_editor):
    kind, loan = (
        apps.get_model("programs", name) for name in ("SupportKind", "LoanProgramme")
    )
    for code, name, unit, classes, topics, once in KINDS:
        kind.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "unit": unit,
                "classes": classes,
                "topics": topics,
                "once_in_years": once,
                "note": OURS,
            },
        )
    for code, name, classes, rate, months, within, note in LOANS:
        loan.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "classes": classes,
                "ceiling": CEILING,
                "rate": rate,
                "longest_months": months,
                "escaped_within_years": within,
                "note": note,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_money_by_voucher")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
