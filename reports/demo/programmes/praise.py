"""The commune's plan of the year, an example worth following, who was commended.

All of it is invented.
"""

import datetime as dt
from decimal import Decimal

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from programs.models import Activity, Commendation
from programs.services.aims import COMMENDATION, keep_model
from programs.services.plans import INDICATOR
from programs.services.records import add_record
from reports.demo.programmes import base

# name, unit, planned, kind of activity that it is counted from, typed result
_PLAN = (
    ("Người học nghề ngắn hạn", "người", 20, Activity.Kind.CLASS, None),
    ("Hộ nhận con giống", "hộ", 34, "", 34),
    ("Buổi truyền thông ở thôn", "buổi", 12, "", 7),
    ("Nhà tiêu hợp vệ sinh xây mới", "công trình", 12, "", None),
)


def tell(by: Officer, area: Area, year: int) -> None:
    """Indicators, an example and its commendation in a commune."""
    part = base.component("hop-nhat-2026-2030", "GN")
    for name, unit, planned, kind, result in _PLAN:
        values = {
            "component": part,
            "area": area,
            "year": year,
            "name": name,
            "unit": unit,
            "planned": Decimal(planned),
            "responsible": "Phòng Kinh tế xã",
            "activity_kind": str(kind),
            "typed_result": None if result is None else Decimal(result),
        }
        add_record(by=by, kind=INDICATOR, values=values)
    _example(by, area, year)


def _example(by: Officer, area: Area, year: int) -> None:
    values = {
        "area": area,
        "year": year,
        "name": "Nhóm hộ nuôi bò sinh sản, chuyển bê cho hộ sau",
        "what": "Mười bốn hộ lập nhóm, góp quỹ thức ăn, trực đêm thay nhau. Hộ có bê "
        "cái đầu tiên chuyển cho hộ kế tiếp trong danh sách của thôn.",
        "result": "Sau bảy tháng còn đủ bò, năm bê cái đã chuyển; nhóm bán phân khô "
        "cho hợp tác xã trồng rau.",
        "lesson": "Giao việc cho trưởng nhóm là hộ đã thoát nghèo trong thôn.",
        "replicated_in": "Hai thôn cùng xã",
    }
    model = keep_model(by=by, values=values)
    praised = {
        "area": area,
        "recipient": "Nhóm hộ nuôi bò sinh sản",
        "is_collective": True,
        "level": Commendation.Level.COMMUNE.value,
        "form": "Giấy khen",
        "reason": "Giúp nhau làm ăn, chuyển con giống đúng cam kết",
        "number": base.NUMBER.format(61),
        "decided_on": dt.date(year, 10, 17),
        "model": model,
    }
    add_record(by=by, kind=COMMENDATION, values=praised)
