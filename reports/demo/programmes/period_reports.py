"""Period reports of the demo: written when the figures are there.

Published of Ia Grai's first half of 2020: labour without work, money paid slowly; the
words are invented, as is all of 2026.
"""

import datetime as dt

from django.utils import timezone

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo.figures import GIA_VIEN_NOW, IA_GRAI
from reports.demo.programmes import base, ia_grai
from reports.models import PeriodReport
from reports.services.periods import acting

_HALF = PeriodReport.Kind.HALF.value
_OF_DISTRICT = {
    "results": "Đã khởi công 16 công trình xây mới, duy tu 2 công trình, triển khai 3 "
    "dự án hỗ trợ phát triển sản xuất.",
    "difficulties": "Giải ngân chậm; còn lao động chưa có việc làm.",
    "causes": "Vốn giao muộn, thủ tục chọn đơn vị cung ứng giống kéo dài.",
    "proposals": "Đề nghị tỉnh giao vốn sớm hơn trong năm.",
    "tasks": "Phấn đấu giảm 465 hộ nghèo trong năm.",
}
_OF_COMMUNE = {
    "results": "Giao bò giống cho 14 hộ, mở một lớp chăn nuôi thú y cho 12 người.",
    "difficulties": "Đường vào thôn chưa thi công được vì còn hai hộ chưa nhận đền bù.",
    "causes": "Giá đất đền bù chưa thống nhất.",
    "proposals": "Đề nghị tỉnh hướng dẫn danh mục dự án của giai đoạn 2026-2030.",
    "tasks": "Hoàn thành nhà tiêu hợp vệ sinh cho 12 hộ.",
}


def tell() -> None:
    """A district's of the past, and this year's of two communes: one waits."""
    officers = {each.username: each for each in Officer.objects.all()}
    above = officers["tinh.gialai"]
    area = Area.objects.coded(
        Level.DISTRICT, IA_GRAI.code, dt.date(ia_grai.YEAR, 12, 31)
    ).first()
    if area is not None:
        _written(above, area, ia_grai.YEAR, _OF_DISTRICT)
    by, leader = officers["canbo.giavien"], officers["lanhdao.giavien"]
    today = timezone.localdate()
    main = Area.objects.coded(Level.COMMUNE, GIA_VIEN_NOW[0], today).get()
    report = _written(by, main, base.THIS_YEAR, _OF_COMMUNE)
    acting.send_report(by=leader, report=report)
    acting.accept_report(by=officers["tinh.ninhbinh"], report=report)


def _written(by: Officer, area: Area, year: int, words: dict[str, str]) -> PeriodReport:
    made = acting.begin_report(by=by, area=area, year=year, kind=_HALF)
    return acting.save_words(by=by, report=made, version=made.version, words=words)
