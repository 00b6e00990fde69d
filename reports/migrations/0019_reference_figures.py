"""What the ministry and the press published of the country and its regions.

A number is "found" where it was read at its source, "derived" where it follows from
such, "recalled" where nobody checked it yet. Nothing stands here that was not told.
"""

from decimal import Decimal

from django.db import migrations

FOUND, DERIVED, RECALLED = "found", "derived", "recalled"
_2015 = "Báo cáo của Bộ Lao động - Thương binh và Xã hội, rà soát cuối năm 2015"
_2022 = "Quyết định 71/QĐ-LĐTBXH ngày 19/01/2023"
_2023 = "Quyết định 134/QĐ-LĐTBXH ngày 31/01/2024 (số quyết định chưa đối chiếu)"
_2024 = "Quyết định 217/QĐ-BLĐTBXH ngày 04/02/2025"
_2025 = "Ước của Chính phủ, tháng 11/2025 (một nguồn khác nêu khoảng 1%)"
_PRESS = "Báo chí dẫn số của Bộ Lao động - Thương binh và Xã hội"
_SUM = "Tổng số thường được dẫn, khớp với số đã công bố"
_CA_MAU = "Báo chí tỉnh Cà Mau, cuối năm 2023"
NAMES = {
    "nation": "Cả nước",
    "northern": "Trung du và miền núi phía Bắc",
    "red_river": "Đồng bằng sông Hồng",
    "central": "Bắc Trung Bộ và Duyên hải miền Trung",
    "highlands": "Tây Nguyên",
    "southeast": "Đông Nam Bộ",
    "mekong": "Đồng bằng sông Cửu Long",
    "province": "Tỉnh Cà Mau (trước 01/07/2025)",
}
# year, territory, figure, value ("~" where published as a round number), mark, document
ROWS = (
    (2015, "nation", "poor_rate", "9.79", FOUND, _2015),
    (2015, "nation", "near_rate", "5.3", FOUND, _2015),
    (2015, "nation", "poor", "~2300000", FOUND, _2015),
    (2015, "nation", "near_poor", "~1250000", FOUND, _2015),
    (2022, "nation", "poor_rate", "4.03", FOUND, _2022),
    (2022, "nation", "near_rate", "3.49", FOUND, _2022),
    (2022, "nation", "both_rate", "7.52", FOUND, _2022),
    (2022, "nation", "both", "~1970000", FOUND, _2022),
    (2022, "nation", "poor", "1057374", RECALLED, _SUM),
    (2022, "nation", "near_poor", "915393", RECALLED, _SUM),
    (2023, "nation", "poor_rate", "2.93", FOUND, _2023),
    (2023, "nation", "near_rate", "2.78", DERIVED, _2023),
    (2023, "nation", "both_rate", "5.71", FOUND, _2023),
    (2023, "nation", "poor", "815101", FOUND, _2023),
    (2023, "nation", "near_poor", "771235", DERIVED, _2023),
    (2023, "nation", "both", "1586336", FOUND, _2023),
    (2023, "nation", "minority_rate", "17.82", FOUND, _PRESS),
    (2023, "nation", "district_rate", "~33", FOUND, _PRESS),
    (2024, "nation", "poor_rate", "1.93", FOUND, _2024),
    (2024, "nation", "near_rate", "~2.13", RECALLED, _2024),
    (2024, "nation", "both_rate", "~4.06", RECALLED, _2024),
    (2024, "nation", "minority_rate", "12.55", FOUND, _PRESS),
    (2025, "nation", "poor_rate", "~1.3", FOUND, _2025),
    (2022, "northern", "poor_rate", "14.23", FOUND, _2022),
    (2022, "northern", "near_rate", "7.69", FOUND, _2022),
    (2022, "northern", "both_rate", "21.92", FOUND, _2022),
    (2022, "northern", "both", "701461", FOUND, _2022),
    (2022, "red_river", "both_rate", "2.45", FOUND, _2022),
    (2022, "central", "both_rate", "10.04", FOUND, _2022),
    (2022, "central", "both", "571251", FOUND, _2022),
    (2022, "highlands", "both_rate", "15.39", FOUND, _2022),
    (2022, "southeast", "poor_rate", "0.21", FOUND, _2022),
    (2022, "southeast", "near_rate", "0.13", FOUND, _2022),
    (2022, "southeast", "both_rate", "0.34", FOUND, _2022),
    (2022, "mekong", "both_rate", "5.73", FOUND, _2022),
    (2023, "northern", "poor_rate", "11.29", FOUND, _2023),
    (2023, "northern", "poor", "364681", FOUND, _2023),
    (2023, "northern", "both_rate", "18.20", FOUND, _2023),
    (2023, "northern", "both", "587952", FOUND, _2023),
    (2023, "central", "poor_rate", "3.83", FOUND, _2023),
    (2023, "highlands", "poor_rate", "6.40", FOUND, _2023),
    (2023, "highlands", "both_rate", "12.46", FOUND, _2023),
    (2023, "highlands", "both", "195795", FOUND, _2023),
    (2023, "southeast", "both_rate", "0.23", FOUND, _2023),
    (2023, "province", "poor", "9604", FOUND, _CA_MAU),
    (2023, "province", "poor_rate", "3.14", FOUND, _CA_MAU),
    (2023, "province", "near_poor", "6943", FOUND, _CA_MAU),
    (2023, "province", "near_rate", "2.27", FOUND, _CA_MAU),
)
CA_MAU = "96"


def fill(apps, schema_editor):
    """Write every row; one that is there stays as it is."""
    model = apps.get_model("reports", "ReferenceFigure")
    model.objects.bulk_create(
        (
            model(
                territory=territory,
                province_code=CA_MAU if territory == "province" else "",
                name=NAMES[territory],
                year=year,
                figure=figure,
                value=Decimal(value.removeprefix("~")),
                is_about=value.startswith("~"),
                mark=mark,
                document=document,
            )
            for year, territory, figure, value, mark, document in ROWS
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_side_by_side")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
