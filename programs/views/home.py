"""The way into the programmes: their parts, as far as a role may use them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from programs.services.legal import changes_in, half_of

# label, name of the URL, what it is for, the act that opens it; in the order of work.
SECTIONS: tuple[tuple[str, str, str, Act], ...] = (
    (
        "Chương trình, dự án",
        "programs:programme-list",
        "Các giai đoạn, dự án thành phần, cơ quan chủ trì.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Kế hoạch năm",
        "programs:plan-list",
        "Chỉ tiêu của năm, ai chịu trách nhiệm, đã đạt bao nhiêu.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Vốn chương trình",
        "programs:money-list",
        "Kế hoạch vốn, giao vốn, điều chuyển, giải ngân của từng nơi.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Tiến độ giải ngân",
        "programs:disbursement",
        "Tiền chậm ở đâu, vì sao: so với lịch giải ngân, các vướng mắc.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Vướng mắc giải ngân",
        "programs:blockage-list",
        "Những việc đang giữ tiền lại, từ ngày nào.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Lịch giải ngân",
        "programs:pace-list",
        "Tỷ lệ phải đạt đến hết từng tháng và mức cảnh báo.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Chỉ tiêu",
        "targets:list",
        "Chỉ tiêu giảm nghèo được giao, phân bổ cho đơn vị, kết quả đến nay.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Báo cáo định kỳ",
        "periods:list",
        "Báo cáo 6 tháng và năm: đơn vị nào đã gửi, số liệu, khó khăn, kiến nghị.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Hoạt động",
        "programs:activity-list",
        "Công trình, dự án sản xuất, mô hình, lớp đào tạo nghề: tiến độ, hộ tham gia.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Lao động thiếu việc làm",
        "programs:jobless-list",
        "Hộ có lao động mà thiếu việc làm, ghép với lớp nghề và việc làm.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Hỗ trợ cho hộ",
        "programs:support-list",
        "Con giống, vật tư, công cụ, tiền: hộ nào đã nhận, hộ nào được dự kiến.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Nhà ở",
        "programs:house-list",
        "Nhà của hộ nghèo, cận nghèo: được duyệt, khởi công, hoàn thành, nghiệm thu.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Vay vốn ưu đãi",
        "programs:loan-list",
        "Khoản vay của hộ, dư nợ, các chương trình vay.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Hưởng chế độ",
        "programs:entitlements",
        "Bảo hiểm y tế, tiền điện, học phí: ai được hưởng, ai chưa có, tăng giảm.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Nhu cầu và hỗ trợ",
        "programs:need",
        "Hộ thiếu hụt gì, đã được giúp gì, còn bao nhiêu hộ chưa có hỗ trợ.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Hộ có khả năng thoát",
        "programs:leaver-list",
        "Hộ nghèo, hộ cận nghèo có thể ra khỏi danh sách trong năm, vì sao.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Kế hoạch thoát nghèo",
        "programs:escape-plan-list",
        "Từng hộ: biện pháp, người phụ trách, hạn, kết quả.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Người, đơn vị giúp đỡ",
        "programs:helper-list",
        "Cán bộ, đảng viên, đoàn thể, đơn vị kết nghĩa, nhà hảo tâm giúp hộ nào.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Hộ chưa có người giúp",
        "programs:unhelped-list",
        "Hộ nghèo, hộ cận nghèo chưa ai được phân công giúp đỡ.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Thăm hộ",
        "programs:visit-list",
        "Hộ có người giúp đỡ, lần thăm gần nhất, ghi lần thăm mới.",
        Act.VIEW_HOUSEHOLDS,
    ),
    (
        "Nguy cơ tái nghèo",
        "programs:relapse-list",
        "Hộ đã ra khỏi danh sách mà có dấu hiệu có thể quay lại.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Phong trào",
        "programs:movement-list",
        "Dòng họ, thôn, nhóm hộ đăng ký không còn hộ nghèo; đạt, mất danh hiệu.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Điển hình, khen thưởng",
        "programs:model-list",
        "Mô hình làm tốt để nơi khác học theo; ai được khen.",
        Act.VIEW_PROGRAMMES,
    ),
    (
        "Văn bản",
        "programs:document-list",
        "Văn bản đang áp dụng, thay thế văn bản nào, 6 tháng qua có gì mới.",
        Act.VIEW_PROGRAMMES,
    ),
)


def sections(officer: Officer) -> list[dict[str, str]]:
    """The parts that the officer may open, for the row of links of every page."""
    return [
        {"label": label, "url": reverse(name), "lead": lead}
        for label, name, lead, act in SECTIONS
        if can(officer, act)
    ]


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """The parts of the programmes, and the papers that changed this half year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    half = half_of(timezone.localdate())
    context = {
        "sections": sections(request.user),
        "half": half,
        "rows": changes_in(half),
    }
    return render(request, "programs/home.html", context)
