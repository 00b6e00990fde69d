"""The items of the quick screen of 2016, as far as they were found.

Eight of nine: the ninth stands in no source that was read. That each counts one point
is our reading of "three or more".
"""

from django.db import migrations

STANDARD = "QD59_2016"
CITATION = (
    "Phiếu A, tổng điều tra hộ nghèo năm 2015 (đọc được 8 trong 9 mục); điểm của "
    "từng mục chưa được xác minh"
)
ITEMS = (
    ("vehicle", "Có ô tô, xe máy, tàu, ghe, thuyền máy"),
    ("cooling", "Có tủ lạnh hoặc máy điều hòa nhiệt độ"),
    ("washing_machine", "Có máy giặt"),
    ("rent", "Có đất đai, nhà xưởng, máy móc cho thuê"),
    ("electricity", "Tiêu thụ điện từ 100 kWh/tháng trở lên"),
    ("housing_area", "Diện tích nhà ở bình quân từ 30 m²/người trở lên"),
    ("public_sector", "Có người làm việc trong khu vực nhà nước hoặc hưởng lương hưu"),
    ("graduate", "Có người có bằng cao đẳng, đại học trở lên đang có việc làm"),
)


def load(apps, schema_editor):
    """Add what is missing; what an officer has corrected stays."""
    items = apps.get_model("households", "ScreenItem")
    items.objects.bulk_create(
        [
            items(
                standard=STANDARD,
                code=code,
                text=text,
                points=1,
                position=position,
                citation=CITATION,
                is_verified=False,
            )
            for position, (code, text) in enumerate(ITEMS, 1)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0020_requests_and_assignments")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
