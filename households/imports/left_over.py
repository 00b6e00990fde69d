"""Households that a reversal left as they are, and what an officer decides on them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from households.imports.reverting import void_results
from households.models import Household, ListedHousehold, ListedMember, ListedState
from povertyportal.sheets.kinds import RowView
from povertyportal.sheets.models import ImportBatch

KEEP, RESTORE = "keep", "restore"
_OFFER = (
    "Giữ nguyên, hoặc chỉ hủy kết quả rà soát theo danh sách; nhân khẩu và nơi ở giữ "
    "như hiện nay."
)


def left_over(batch: ImportBatch, start: int, stop: int) -> Sequence[RowView]:
    """Households left for a decision, each with why, in the file's order."""
    found = ListedHousehold.objects.filter(batch=batch, state=ListedState.LEFT)
    rows = list(found.order_by("hh")[start:stop])
    numbers = dict(
        Household.objects.filter(pk__in=[row.household_id for row in rows]).values_list(
            "pk", "number"
        )
    )
    return [
        RowView(
            key=str(row.hh),
            sheet=row.sheet_name,
            row=row.row,
            title=f"{row.head_name}, hộ số {numbers.get(row.household_id or 0, '')}",
            verdict=row.verdict,
            note=f"{row.note}. {_OFFER}",
        )
        for row in rows
    ]


def settle(batch: ImportBatch, year: int, note: str, key: str, choice: str) -> None:
    """Keep a household left over as it is, or void the results the list gave it.

    Raises ValidationError for a household that waits for nothing and for results on
    which later rows rest.
    """
    row = ListedHousehold.objects.filter(
        batch=batch, state=ListedState.LEFT, hh=int(key) if key.isdigit() else 0
    ).first()
    if row is None or choice not in {KEEP, RESTORE}:
        raise ValidationError("Hộ này không còn chờ quyết định. Hãy tải lại trang.")
    if choice == RESTORE:
        if not void_results(batch, year, note, row.hh):
            raise ValidationError(
                f"{row.head_name}: {row.note.lower()}, nên kết quả theo danh sách "
                "không hủy được nữa. Hãy giữ nguyên, hoặc hủy phần làm sau trước."
            )
        return
    rows = ListedMember.objects.filter(batch=batch, hh=row.hh)
    rows.update(state=ListedState.KEPT)
    ListedHousehold.objects.filter(batch=batch, hh=row.hh).update(
        state=ListedState.KEPT
    )
