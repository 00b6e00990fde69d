"""The fifteen official forms by name, and of what time one may ask them."""

import datetime as dt
from dataclasses import dataclass

from households.rules.standards import NoStandard
from reports.movement import FORMS as OF_MOVEMENT
from reports.movement import Span
from reports.services.selection import Period
from reports.stock import DayList, Listing, YearList

NAMES = {
    "1": "Tổng hợp kết quả rà soát hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình",
    "2": "Tổng hợp diễn biến hộ nghèo",
    "3": "Tổng hợp diễn biến hộ cận nghèo",
    "4": "Phân tích các chỉ số thiếu hụt của hộ nghèo",
    "5": "Phân tích tỷ lệ các chỉ số thiếu hụt của hộ nghèo",
    "6": "Phân tích các chỉ số thiếu hụt của hộ cận nghèo",
    "7": "Phân tích tỷ lệ các chỉ số thiếu hụt của hộ cận nghèo",
    "8": "Phân tích hộ nghèo, hộ cận nghèo theo các nhóm đối tượng",
    "9": "Phân tích hộ nghèo, hộ cận nghèo theo dân tộc",
    "10": "Phân nhóm hộ nghèo, hộ cận nghèo theo các nguyên nhân nghèo",
    "11": "Tổng hợp chỉ tiêu thiếu hụt của trẻ em thuộc hộ nghèo, hộ cận nghèo",
    "12": "Tổng hợp kết quả rà soát hộ nghèo theo chuẩn nghèo đa chiều",
    "13": "Tổng hợp kết quả rà soát hộ cận nghèo theo chuẩn nghèo đa chiều",
    "14": "Danh sách chi tiết hộ cận nghèo",
    "15": "Danh sách chi tiết hộ nghèo",
}
FLOWS = {number: kind for kind, number in OF_MOVEMENT.items()}


class NoSpan(ValueError):
    """A form of movement was asked for without two days to move between."""


@dataclass(frozen=True)
class OfYear:
    """Forms of a year's list, as known now; with `instant`, made inside
    audit.as_known(instant)."""

    period: Period
    instant: dt.datetime | None = None

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The lists of the stock forms, a sheet each."""
        return (YearList(self.period, self.instant),)

    @property
    def span(self) -> Span | None:
        """From the list before it to this one; None before it is recognised."""
        year = self.period.year
        span = Span(dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
        is_official = YearList(self.period).is_official
        return span if is_official and _is_governed(span) else None


@dataclass(frozen=True)
class OfDays:
    """Forms of a day and, to compare, of an earlier one, as known now or on a day;
    with `instant`, made inside audit.as_known(instant)."""

    last: dt.date
    first: dt.date | None = None
    known: dt.date | None = None
    instant: dt.datetime | None = None

    @property
    def listings(self) -> tuple[Listing, ...]:
        """The lists of the stock forms, a sheet each."""
        days = (self.last,) if self.first is None else (self.last, self.first)
        return tuple(DayList(day, self.known, self.instant) for day in days)

    @property
    def span(self) -> Span | None:
        """From the earlier day to the later one."""
        if self.first is None:
            return None
        return Span(self.first, self.last, self.known)


When = OfYear | OfDays


def _is_governed(span: Span) -> bool:
    try:
        return bool(span.standards)
    except NoStandard:
        return False


def codes_of(when: When) -> tuple[str, ...]:
    """The forms there are: those of movement need two days."""
    return tuple(code for code in NAMES if when.span or code not in FLOWS)
