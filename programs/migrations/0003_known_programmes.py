"""The programmes of three periods and their components, as far as they are known.

"found" is what was read in a source; the rest is recalled and shown so. Who leads a
component was read nowhere, so no agency is filled in. `topics` say which deprivations
a component serves: our own reading of the names.
"""

from django.db import migrations

FOUND, RECALLED = "found", "recalled"
WORK = ("employment",)
HOUSE = ("housing_quality", "housing_area")
SKILLS = ("employment", "adult_education")
TOLD = ("telecom", "info_assets")

# code, name, first year, last year, number of the document, mark, note
PROGRAMMES = (
    (
        "giam-ngheo-2016-2020",
        "Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2016-2020",
        2016, 2020, "1722/QĐ-TTg", FOUND,
        "Chủ chương trình: Bộ Lao động - Thương binh và Xã hội. Mục tiêu: tỷ lệ hộ nghèo "
        "giảm 1-1,5 điểm % mỗi năm (đã đọc). Vốn khoảng 48.397 tỷ đồng: trung ương "
        "41.449, địa phương 4.848, huy động 2.100 (nhớ lại).",
    ),
    (
        "giam-ngheo-2021-2025",
        "Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021-2025",
        2021, 2025, "90/QĐ-TTg", FOUND,
        "Mục tiêu: tỷ lệ hộ nghèo giảm 1,0-1,5 điểm % mỗi năm; hộ nghèo dân tộc thiểu số "
        "giảm 3; huyện nghèo giảm 4-5. Vốn ít nhất 75.000 tỷ đồng: trung ương 48.000, "
        "địa phương hơn 12.690 (đã đọc).",
    ),
    (
        "hop-nhat-2026-2030",
        "Chương trình mục tiêu quốc gia xây dựng nông thôn mới, giảm nghèo bền vững và "
        "phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi giai "
        "đoạn 2026-2030",
        2026, 2030, "257/2025/QH15", RECALLED,
        "Một chương trình chung từ năm 2026; thông qua ngày 11/12/2025; tỷ lệ hộ nghèo "
        "giảm 1-1,5 điểm % mỗi năm (đã đọc). Số nghị quyết và tên nhớ lại. Chưa tìm thấy "
        "danh mục dự án thành phần: bổ sung khi có văn bản.",
    ),
)  # fmt: skip

# code, code of what it is part of, name, topics, mark
COMPONENTS = {
    "giam-ngheo-2016-2020": (
        ("DA1", "", "Chương trình 30a", (), RECALLED),
        ("DA1.1", "DA1", "Hỗ trợ đầu tư phát triển hạ tầng cơ sở các huyện nghèo", (),
         RECALLED),
        ("DA1.2", "DA1", "Hỗ trợ đầu tư cơ sở hạ tầng các xã đặc biệt khó khăn vùng bãi "
         "ngang ven biển và hải đảo", (), RECALLED),
        ("DA1.3", "DA1", "Hỗ trợ phát triển sản xuất, đa dạng hóa sinh kế và nhân rộng "
         "mô hình giảm nghèo", WORK, RECALLED),
        ("DA1.4", "DA1", "Hỗ trợ lao động đi làm việc có thời hạn ở nước ngoài", WORK,
         RECALLED),
        ("DA2", "", "Chương trình 135", (), RECALLED),
        ("DA2.1", "DA2", "Hỗ trợ đầu tư cơ sở hạ tầng xã, thôn đặc biệt khó khăn", (),
         RECALLED),
        ("DA2.2", "DA2", "Hỗ trợ phát triển sản xuất, đa dạng hóa sinh kế và nhân rộng "
         "mô hình giảm nghèo", WORK, RECALLED),
        ("DA2.3", "DA2", "Nâng cao năng lực cho cộng đồng và cán bộ cơ sở", (),
         RECALLED),
        ("DA3", "", "Hỗ trợ phát triển sản xuất, đa dạng hóa sinh kế và nhân rộng mô "
         "hình giảm nghèo trên địa bàn các xã ngoài Chương trình 30a và Chương trình "
         "135", WORK, RECALLED),
        ("DA4", "", "Truyền thông và giảm nghèo về thông tin", TOLD, RECALLED),
        ("DA5", "", "Nâng cao năng lực và giám sát, đánh giá thực hiện Chương trình",
         (), RECALLED),
    ),
    "giam-ngheo-2021-2025": (
        ("DA1", "", "Hỗ trợ đầu tư phát triển hạ tầng kinh tế - xã hội các huyện nghèo, "
         "các xã đặc biệt khó khăn vùng bãi ngang, ven biển và hải đảo", (), RECALLED),
        ("DA1.1", "DA1", "Hỗ trợ đầu tư phát triển hạ tầng", (), RECALLED),
        ("DA1.2", "DA1", "Hỗ trợ một số huyện nghèo thoát khỏi tình trạng nghèo, đặc "
         "biệt khó khăn", (), RECALLED),
        ("DA2", "", "Đa dạng hóa sinh kế, phát triển mô hình giảm nghèo", WORK,
         RECALLED),
        ("DA3", "", "Hỗ trợ phát triển sản xuất, cải thiện dinh dưỡng", (), FOUND),
        ("DA3.1", "DA3", "Hỗ trợ phát triển sản xuất trong lĩnh vực nông nghiệp", WORK,
         RECALLED),
        ("DA3.2", "DA3", "Cải thiện dinh dưỡng", ("nutrition",), FOUND),
        ("DA4", "", "Phát triển giáo dục nghề nghiệp, việc làm bền vững", (), RECALLED),
        ("DA4.1", "DA4", "Phát triển giáo dục nghề nghiệp vùng nghèo, vùng khó khăn",
         SKILLS, RECALLED),
        ("DA4.2", "DA4", "Hỗ trợ người lao động đi làm việc ở nước ngoài theo hợp đồng",
         WORK, RECALLED),
        ("DA4.3", "DA4", "Hỗ trợ việc làm bền vững", WORK, RECALLED),
        ("DA5", "", "Hỗ trợ nhà ở cho hộ nghèo, hộ cận nghèo trên địa bàn các huyện "
         "nghèo", HOUSE, RECALLED),
        ("DA6", "", "Truyền thông và giảm nghèo về thông tin", (), RECALLED),
        ("DA6.1", "DA6", "Giảm nghèo về thông tin", TOLD, RECALLED),
        ("DA6.2", "DA6", "Truyền thông về giảm nghèo đa chiều", (), RECALLED),
        ("DA7", "", "Nâng cao năng lực và giám sát, đánh giá Chương trình", (),
         RECALLED),
        ("DA7.1", "DA7", "Nâng cao năng lực thực hiện Chương trình", (), RECALLED),
        ("DA7.2", "DA7", "Giám sát, đánh giá", (), RECALLED),
    ),
    "hop-nhat-2026-2030": (
        ("GN", "", "Nội dung giảm nghèo bền vững (chưa có danh mục dự án thành phần)",
         (), RECALLED),
    ),
}  # fmt: skip


def fill(apps, schema_editor):
    """Write programmes, then their components, a project before its parts."""
    programme = apps.get_model("programs", "Programme")
    document = apps.get_model("documents", "LegalDocument")
    for code, name, starts, ends, number, mark, note in PROGRAMMES:
        made = programme.objects.create(
            code=code,
            name=name,
            starts_year=starts,
            ends_year=ends,
            document=document.objects.filter(number=number).first(),
            mark=mark,
            note=note,
        )
        _components(apps.get_model("programs", "Component"), made, COMPONENTS[code])


def _components(component, programme, rows):
    made = {}
    for position, (code, parent, name, topics, mark) in enumerate(rows, start=1):
        made[code] = component.objects.create(
            programme=programme,
            parent=made.get(parent),
            code=code,
            name=name,
            position=position,
            topics=list(topics),
            mark=mark,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0002_balances_kept"),
        ("documents", "0003_known_documents"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
