"""The tables of a period report as a workbook, a sheet each, in the official frame."""

from django.db import transaction
from openpyxl import Workbook

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.sheets import writing
from povertyportal.ui.templatetags.vn import moment
from reports.models import PeriodReport
from reports.services.periods.acting import record_taken
from reports.services.periods.figures import parts_of
from reports.services.periods.names import file_name, title_of
from reports.workbooks import parts as frame
from reports.workbooks.official import heading
from reports.workbooks.part_sheets import part_sheet
from reports.workbooks.saving import saved

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@transaction.atomic
def take_tables(*, by: Officer, report: PeriodReport) -> tuple[str, bytes]:
    """The file name and the workbook; entered into the trail. Raises
    PermissionDenied."""
    require(by, Act.VIEW_PROGRAMMES)
    content = workbook(report)
    record_taken(by, report, "tables_taken")
    return f"{file_name(report)}.xlsx", content


def workbook(report: PeriodReport) -> bytes:
    """The file; the same report gives the same bytes. A report without figures gives
    one sheet that says so."""
    at = report.as_of or report.saved_at
    book = Workbook()
    book.remove(book.active)
    parts = parts_of(report)
    head = heading([report.area], at)
    told = f"(Báo cáo {title_of(report)}; số liệu đọc lúc {moment(at)})"
    for place, part in enumerate(parts, 1):
        sheet = book.create_sheet(f"Bảng {place}")
        row, width = part_sheet(sheet, part, head, told)
        frame.signatures(sheet, row + 1, width)
    if not parts:
        writing.write_text(book.create_sheet("Bảng").cell(1, 1), "Chưa có số liệu.")
    return saved(book, {}, at)
