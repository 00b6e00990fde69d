"""The list of units with their reports of a period."""

from django.http import QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from reports.period_forms import LATE, PeriodFilterForm
from reports.services.periods.due import Due, dues, open_period


def dues_found(
    officer: Officer, query: QueryDict
) -> tuple[PeriodFilterForm, list[Due], list[Due]]:
    """The filter form, all units of the period, and those that the filter keeps.

    Without a period in the address, the one that is open today.
    """
    today = timezone.localdate()
    year, kind = open_period(today)
    asked = query.copy()
    asked.setdefault("year", str(year))
    asked.setdefault("kind", kind)
    form = PeriodFilterForm(asked, today=today)
    data = form.cleaned_data if form.is_valid() else {}
    whole = dues(
        scope_of(officer), int(data.get("year") or year), data.get("kind") or kind
    )
    kept = [due for due in whole if _is_kept(due, data.get("state", ""))]
    return form, whole, _sorted(kept, query.get("sort", ""))


def _sorted(rows: list[Due], sort: str) -> list[Due]:
    """The widest unit first and by name, or by a day; what has none comes last."""
    if sort.removeprefix("-") == "due":
        return sorted(rows, key=lambda due: str(due.due_on), reverse=sort[0] == "-")
    if sort.removeprefix("-") != "sent":
        return rows[::-1] if sort == "-name" else rows
    sent = [due for due in rows if due.sent_at]
    sent.sort(key=lambda due: str(due.sent_at), reverse=sort[0] == "-")
    return [*sent, *(due for due in rows if not due.sent_at)]


def _is_kept(due: Due, state: str) -> bool:
    if not state:
        return True
    if state == LATE:
        return due.is_late
    return not due.is_sent if state == "waiting" else due.state == state


class PeriodReportExport(RowExport):
    """Units and their reports of a period."""

    code = "period-reports"
    title = "Báo cáo định kỳ theo đơn vị"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Đơn vị", "area.name", 30),
        column("Cấp", "area.get_level_display", 14),
        column("Tình trạng", "words", 34),
        column("Hạn gửi", "due_on", 12, "date"),
        column("Gửi lúc", "sent_at", 18, "moment"),
        column("Người gửi", "report.sent_by.full_name", 28),
        column("Lý do trả lại", "report.returned_reason", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, _, rows = dues_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)
