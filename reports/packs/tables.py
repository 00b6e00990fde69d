"""A list of the pack as a workbook, with what it is and of when on its first lines."""

import io
from collections.abc import Iterable, Sequence

from povertyportal.sheets.exports import ExportColumn
from povertyportal.sheets.stream import Sheet, write_list
from povertyportal.ui.numbers import vietnamese
from reports.packs.subject import Entry, Subject
from reports.packs.zipping import fixed_workbook

Column = ExportColumn


def table(
    subject: Subject,
    path: str,
    title: str,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[object]],
) -> Entry:
    """A list (path without its ending) of rows in a fixed order."""
    sheet = Sheet(
        name="Danh sách",
        lines=(
            (title, True),
            (f"Địa bàn: {subject.where}", False),
            (f"Đợt: {subject.round.name}", False),
            (f"Như cổng đã biết lúc {subject.when}", False),
        ),
        columns=columns,
        foot=lambda count: f"Tổng số: {vietnamese(count)} dòng",
    )
    out = io.BytesIO()
    count = write_list(out, sheet, rows, report=lambda done: subject.tick())
    content = fixed_workbook(out.getvalue(), subject.at)
    return Entry(f"{path}.xlsx", content, count)
