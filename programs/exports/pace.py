"""The calendars of payments as their page lists them."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column
from programs.models import PaceRule
from programs.rules.pace import MONTHS


def pace_rules() -> "QuerySet[PaceRule]":
    """All calendars, the one for all others first."""
    return PaceRule.objects.select_related("component__programme").order_by(
        F("component__programme__starts_year").desc(nulls_first=True),
        "component__position",
        "pk",
    )


def _month(place: int) -> Any:
    return lambda rule: rule.by_month[place]


class PaceExport(RowExport):
    """The calendars of payments."""

    code = "money-pace"
    title = "Lịch giải ngân"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chương trình", "component.programme.name", 36),
        column("Dự án thành phần", lambda rule: str(rule.component or "Chung"), 44),
        *(
            column(f"Đến hết tháng {place + 1} (%)", _month(place), 10, "whole")
            for place in range(MONTHS)
        ),
        column("Cảnh báo khi chậm từ (điểm %)", "alarm_points", 14, "whole"),
        column("Đối chiếu văn bản", "get_mark_display", 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(pace_rules())
