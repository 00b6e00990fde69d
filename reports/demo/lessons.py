"""Lessons that districts of the demo learned from one another, and a shared view.

All of it is invented.
"""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo.figures import GIA_VIEN, IA_GRAI, QUANG_DIEN, District
from reports.demo.places import REFORM
from reports.services.lessons import write_lesson
from reports.services.saved_views import save_view

_TOLD = (
    (
        "bcd.giavien",
        GIA_VIEN,
        2024,
        "Mỗi chi hội nhận giúp hai hộ sắp thoát nghèo",
        "Đầu năm, thôn họp chọn hộ còn thiếu một, hai chỉ số. Hội Phụ nữ, Hội Nông dân "
        "nhận từng hộ, ghi việc cần làm và ngày xong; mỗi quý báo cáo Ban Chỉ đạo xã.",
        "Phần lớn hộ được nhận giúp đã thoát nghèo trong năm; việc chậm nhất là nhà vệ "
        "sinh vì chờ vốn.",
    ),
    (
        "tinh.gialai",
        IA_GRAI,
        2020,
        "Giao bò theo nhóm hộ cùng làng, già làng giữ sổ",
        "Nhóm sáu đến tám hộ cùng làng nhận bò một đợt, góp quỹ thuốc thú y. Già làng "
        "giữ sổ chuyển giao, cán bộ thú y xã đến theo lịch.",
        "Bò chết ít hơn hẳn những đợt giao riêng từng hộ.",
    ),
    (
        "tinh.hue",
        QUANG_DIEN,
        2024,
        "Mở lớp nghề sau khi doanh nghiệp hứa nhận người",
        "Huyện hỏi doanh nghiệp cần bao nhiêu người rồi mới mở lớp; người học được đưa "
        "đi xem xưởng trước khi đăng ký.",
        "",
    ),
)
_VIEW = "Gia Viễn bên cạnh Quảng Điền, năm 2024"


def tell() -> None:
    """Write the lessons down; let the committee of Gia Viễn share a view."""
    for username, district, year, title, what, result in _TOLD:
        values = {
            "area": _area(district),
            "year": year,
            "component": None,
            "title": title,
            "what": what,
            "result": result,
        }
        by = Officer.objects.get(username=username)
        write_lesson(by=by, values=values)
    _share()


def _area(district: District) -> Area:
    """The district as it was."""
    last = REFORM - dt.timedelta(days=1)
    return Area.objects.coded(Level.DISTRICT, district.code, last).get()


def _share() -> None:
    by = Officer.objects.get(username="bcd.giavien")
    chosen = [("voi", _area(each).pk) for each in (GIA_VIEN, QUANG_DIEN)]
    query = urlencode([("year", 2024), ("cach", "chon"), *chosen])
    address = f"{reverse('analysis:compare')}?{query}"
    save_view(by=by, name=_VIEW, address=address, is_shared=True)
