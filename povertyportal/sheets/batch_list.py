"""The list of imports: what its screen shows and its file holds."""

from django.db.models import QuerySet
from django.http import QueryDict

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from povertyportal.sheets.forms import FilterForm
from povertyportal.sheets.kinds import kinds
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.batches import (
    own_kinds,
    require_any,
    visible_batches,
)


def batches_found(
    by: Officer, query: QueryDict
) -> tuple[FilterForm, QuerySet[ImportBatch]]:
    """Imports that the officer may see, by the filters of an address."""
    form = FilterForm(query, own_kinds(by))
    rows = visible_batches(by).filter(form.condition)
    return form, rows.select_related("owner").defer("problems")


class BatchExport(RowExport):
    """Các lần nhập danh sách."""

    code = "imports"
    title = "Các lần nhập danh sách"
    act = Act.EXPORT_LISTS  # whether a role imports anything, its kinds tell
    columns = (
        column("Tệp", "filename", 34),
        column("Tình trạng", lambda batch: batch.status[0], 22),
        column("Số dòng", "rows_read", 10, "whole"),
        column("Mới", lambda batch: batch.count("new"), 10, "whole"),
        column("Thay đổi", lambda batch: batch.count("changed"), 10, "whole"),
        column("Ô cần sửa", "problem_count", 10, "whole"),
        column("Loại danh sách", lambda batch: kinds()[batch.kind].title, 30),
        column("Tải lên", "queued_at", 17, "moment"),
        column("Người tải lên", lambda batch: str(batch.owner or ""), 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require_any(by)
        form, rows = batches_found(by, query)
        communes = {pk for ids in rows.values_list("area_ids", flat=True) for pk in ids}
        return Found(rows, filters_of(form), communes=communes)
