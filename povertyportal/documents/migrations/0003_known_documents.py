"""The documents that the portal rests on, as far as they are known.

`is_verified` is true where number and date were read in a source; otherwise both are
recalled and `note` says what is missing. A day that was not read stays empty.
"""

import datetime as dt

from django.db import migrations

PM, GOV = "Thủ tướng Chính phủ", "Chính phủ"
NA = "Quốc hội"
MOLISA = "Bộ Lao động - Thương binh và Xã hội"
MOC = "Bộ Xây dựng"
UNREAD = "Nhớ lại, chưa đối chiếu văn bản; chưa đọc được ngày ban hành."
NUMBER_READ = "Đã đọc số, ký hiệu; chưa đọc được ngày ban hành và ngày có hiệu lực."
NO_START = "Chưa đọc được ngày có hiệu lực."

# kind, number, issuer, title, issued, in force from, ends, read, applied in, note
ROWS = (
    (
        "pm_decision", "59/2015/QĐ-TTg", PM,
        "Chuẩn nghèo tiếp cận đa chiều áp dụng cho giai đoạn 2016-2020",
        (2015, 11, 19), None, (2022, 1, 1), True,
        "Phân loại hộ trong danh sách các năm 2016-2021",
        "Còn áp dụng cho danh sách năm 2021 theo Nghị định 07/2021/NĐ-CP. " + NO_START,
    ),
    (
        "decree", "07/2021/NĐ-CP", GOV,
        "Chuẩn nghèo đa chiều giai đoạn 2021-2025",
        (2021, 1, 27), (2021, 3, 15), None, True,
        "Phân loại hộ trong danh sách các năm 2022-2026; 12 chỉ số thiếu hụt",
        "Chuẩn nghèo giữ đến hết ngày 31/12/2026 theo Nghị định 351/2025/NĐ-CP.",
    ),
    (
        "decree", "30/2025/NĐ-CP", GOV,
        "Sửa đổi, bổ sung Nghị định 07/2021/NĐ-CP (thêm người lao động có thu nhập "
        "thấp)",
        (2025, 2, 24), None, None, True,
        "Người lao động có thu nhập thấp trên trang kết quả rà soát",
        NO_START,
    ),
    (
        "decree", "351/2025/NĐ-CP", GOV,
        "Chuẩn nghèo đa chiều quốc gia giai đoạn 2026-2030",
        (2025, 12, 30), None, None, True,
        "Phân loại hộ trong danh sách từ năm 2027",
        "Năm 2026 giữ chuẩn của Nghị định 07/2021/NĐ-CP. Chưa đọc được phụ lục ngưỡng "
        "thiếu hụt. " + NO_START,
    ),
    (
        "circular", "17/2016/TT-BLĐTBXH", MOLISA,
        "Hướng dẫn quy trình rà soát hộ nghèo, hộ cận nghèo (giai đoạn 2016-2020)",
        None, None, (2021, 9, 1), False,
        "Quy trình và chấm điểm của các đợt rà soát trước ngày 01/09/2021",
        UNREAD,
    ),
    (
        "circular", "14/2018/TT-BLĐTBXH", MOLISA,
        "Sửa đổi, bổ sung Thông tư 17/2016/TT-BLĐTBXH",
        None, None, (2021, 9, 1), False,
        "Quy trình và chấm điểm của các đợt rà soát trước ngày 01/09/2021",
        UNREAD,
    ),
    (
        "circular", "07/2021/TT-BLĐTBXH", MOLISA,
        "Hướng dẫn phương pháp rà soát, phân loại hộ nghèo, hộ cận nghèo; mẫu biểu "
        "báo cáo",
        (2021, 7, 18), (2021, 9, 1), None, True,
        "Phiếu rà soát, điểm B1 và B2, biểu tổng hợp", "",
    ),
    (
        "circular", "02/2022/TT-BLĐTBXH", MOLISA,
        "Sửa đổi, bổ sung Thông tư 07/2021/TT-BLĐTBXH",
        (2022, 3, 30), None, None, True,
        "Phiếu rà soát, điểm B1 và B2", NO_START,
    ),
    (
        "pm_decision", "24/2021/QĐ-TTg", PM,
        "Quy trình rà soát hộ nghèo, hộ cận nghèo hằng năm và quy trình xác định hộ có "
        "mức sống trung bình giai đoạn 2022-2025",
        (2021, 7, 16), (2021, 9, 1), None, True,
        "Các bước, thời hạn và giấy tờ của đợt rà soát", "",
    ),
    (
        "pm_decision", "1722/QĐ-TTg", PM,
        "Phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn "
        "2016-2020",
        (2016, 9, 2), None, None, True,
        "Chương trình giai đoạn 2016-2020", NO_START,
    ),
    (
        "resolution", "24/2021/QH15", NA,
        "Phê duyệt chủ trương đầu tư Chương trình mục tiêu quốc gia giảm nghèo bền vững "
        "giai đoạn 2021-2025",
        None, None, None, False,
        "Chương trình giai đoạn 2021-2025", NUMBER_READ,
    ),
    (
        "pm_decision", "90/QĐ-TTg", PM,
        "Phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn "
        "2021-2025",
        (2022, 1, 18), None, None, True,
        "Chương trình giai đoạn 2021-2025", NO_START,
    ),
    (
        "resolution", "257/2025/QH15", NA,
        "Chủ trương đầu tư Chương trình mục tiêu quốc gia xây dựng nông thôn mới, giảm "
        "nghèo bền vững và phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và "
        "miền núi giai đoạn 2026-2035",
        (2025, 12, 11), None, None, False,
        "Chương trình giai đoạn 2026-2030",
        "Đã đọc ngày thông qua; số và tên nhớ lại, chưa đối chiếu. " + NO_START,
    ),
    (
        "circular", "10/2022/TT-BLĐTBXH", MOLISA,
        "Hướng dẫn giám sát, đánh giá Chương trình mục tiêu quốc gia giảm nghèo bền vững "
        "giai đoạn 2021-2025",
        (2022, 5, 31), None, None, True,
        "Báo cáo định kỳ 6 tháng và hằng năm", NO_START,
    ),
    (
        "decree", "27/2022/NĐ-CP", GOV,
        "Cơ chế quản lý, tổ chức thực hiện các chương trình mục tiêu quốc gia",
        None, None, None, False, "Giao vốn, giám sát và đánh giá", NUMBER_READ,
    ),
    (
        "decree", "29/2021/NĐ-CP", GOV,
        "Giám sát và đánh giá đầu tư",
        None, None, None, False, "Giám sát và đánh giá", NUMBER_READ,
    ),
    (
        "circular", "01/2022/TT-BXD", MOC,
        "Hướng dẫn hỗ trợ nhà ở cho hộ nghèo, hộ cận nghèo trên địa bàn các huyện nghèo "
        "giai đoạn 2021-2025",
        None, None, None, False, "Điều kiện hỗ trợ nhà ở và nghiệm thu", NUMBER_READ,
    ),
    (
        "decree", "81/2021/NĐ-CP", GOV,
        "Học phí, miễn, giảm học phí, hỗ trợ chi phí học tập",
        None, None, None, False, "Chính sách hưởng theo diện hộ: học phí", UNREAD,
    ),
    (
        "decree", "97/2023/NĐ-CP", GOV,
        "Sửa đổi, bổ sung Nghị định 81/2021/NĐ-CP",
        None, None, None, False, "Chính sách hưởng theo diện hộ: học phí", UNREAD,
    ),
    (
        "decree", "238/2025/NĐ-CP", GOV,
        "Chính sách học phí, miễn, giảm, hỗ trợ học phí, hỗ trợ chi phí học tập",
        None, None, None, False,
        "Chính sách hưởng theo diện hộ: học phí từ năm học 2025-2026", UNREAD,
    ),
    (
        "decree", "188/2025/NĐ-CP", GOV,
        "Quy định chi tiết, hướng dẫn Luật Bảo hiểm y tế",
        None, None, None, False,
        "Chính sách hưởng theo diện hộ: bảo hiểm y tế", UNREAD,
    ),
    (
        "decree", "137/2015/NĐ-CP", GOV,
        "Quy định chi tiết một số điều và biện pháp thi hành Luật Căn cước công dân",
        None, None, None, False, "Kiểm tra số định danh cá nhân", UNREAD,
    ),
    (
        "decree", "30/2020/NĐ-CP", GOV,
        "Công tác văn thư",
        (2020, 3, 5), None, None, True,
        "Thể thức giấy tờ và báo cáo in từ cổng", NO_START,
    ),
    (
        "decree", "13/2023/NĐ-CP", GOV,
        "Bảo vệ dữ liệu cá nhân",
        None, (2023, 7, 1), (2026, 1, 1), True,
        "Xem, che và giữ dữ liệu cá nhân đến hết năm 2025",
        "Chưa đọc được ngày ban hành.",
    ),
    (
        "law", "91/2025/QH15", NA,
        "Luật Bảo vệ dữ liệu cá nhân",
        (2025, 6, 26), (2026, 1, 1), None, True,
        "Xem, che và giữ dữ liệu cá nhân", "",
    ),
    (
        "decree", "356/2025/NĐ-CP", GOV,
        "Quy định chi tiết một số điều của Luật Bảo vệ dữ liệu cá nhân",
        (2025, 12, 31), (2026, 1, 1), None, True,
        "Xem, che và giữ dữ liệu cá nhân", "",
    ),
    (
        "pm_decision", "19/2025/QĐ-TTg", PM,
        "Bảng danh mục và mã số các đơn vị hành chính Việt Nam",
        (2025, 6, 30), (2025, 7, 1), None, True,
        "Tên, mã và ngày của tỉnh, xã từ ngày 01/07/2025", "",
    ),
    (
        "decree", "131/2025/NĐ-CP", GOV,
        "Phân định thẩm quyền của chính quyền địa phương hai cấp",
        None, None, None, False,
        "Bước xin ý kiến của đợt rà soát từ ngày 01/07/2025", UNREAD,
    ),
    (
        "resolution", "30/2026/QH16", NA,
        "Thành lập thành phố Đồng Nai trực thuộc trung ương",
        None, (2026, 4, 30), None, True,
        "Loại đơn vị hành chính từ ngày 30/04/2026", "Chưa đọc được ngày ban hành.",
    ),
    (
        "resolution", "237/NQ-UBTVQH16", "Ủy ban Thường vụ Quốc hội",
        "Thành lập 10 phường thuộc Đồng Nai",
        None, (2026, 4, 30), None, True,
        "Chuẩn thành thị, nông thôn của các phường mới từ ngày 30/04/2026",
        "Chưa đọc được ngày ban hành.",
    ),
)  # fmt: skip

REPLACED = (
    ("07/2021/NĐ-CP", "59/2015/QĐ-TTg"),
    ("91/2025/QH15", "13/2023/NĐ-CP"),
    ("356/2025/NĐ-CP", "13/2023/NĐ-CP"),
)


def fill(apps, schema_editor):
    """Write the rows; nothing else is in the table yet."""
    document = apps.get_model("documents", "LegalDocument")
    made = {row[1]: document.objects.create(**_columns(*row)) for row in ROWS}
    for newer, older in REPLACED:
        made[newer].replaces.add(made[older])


def _columns(kind, number, issuer, title, issued, starts, ends, read, applied, note):
    return {
        "kind": kind,
        "number": number,
        "issuer": issuer,
        "title": title,
        "issued_on": issued and dt.date(*issued),
        "effective_from": starts and dt.date(*starts),
        "effective_to": ends and dt.date(*ends),
        "is_verified": read,
        "applied_in": applied,
        "note": note,
    }


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_legal_documents")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
