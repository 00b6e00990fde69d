"""The norms of house support that are known, each to be checked by the province.

Both pairs are recalled, none was read in a document: marked so. The first belongs to
the programme of 2021-2025 (houses in poor districts), the second to the drive of 2025
against makeshift houses, which stands beside the programmes.
"""

from django.db import migrations

UNREAD = (
    "Chưa đối chiếu văn bản: cấp tỉnh kiểm tra, sửa theo quyết định của địa phương."
)
PROGRAMME = "giam-ngheo-2021-2025"
# code of the programme (none: beside them), name, kind, đồng, first and last year
NORMS = (
    (PROGRAMME, "Hỗ trợ nhà ở tại huyện nghèo", "new", 40_000_000, 2022, 2025),
    (PROGRAMME, "Hỗ trợ nhà ở tại huyện nghèo", "repair", 20_000_000, 2022, 2025),
    (None, "Phong trào xóa nhà tạm, nhà dột nát", "new", 60_000_000, 2025, 2025),
    (None, "Phong trào xóa nhà tạm, nhà dột nát", "repair", 30_000_000, 2025, 2025),
)


def fill(apps, schema_editor):
    programmes = apps.get_model("programs", "Programme").objects
    norms = apps.get_model("programs", "HouseNorm").objects
    for code, name, kind, amount, first, last in NORMS:
        norms.create(
            programme=programmes.get(code=code) if code else None,
            name=name,
            kind=kind,
            amount=amount,
            first_year=first,
            last_year=last,
            mark="recalled",
            note=UNREAD,
        )


def empty(apps, schema_editor):
    apps.get_model("programs", "HouseNorm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_corrections")]

    operations = [migrations.RunPython(fill, empty)]
