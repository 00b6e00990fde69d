"""Lists of households as a kind of import: what was reviewed in a year, by commune."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django import forms

from households.imports import (
    applying,
    deciding,
    keeping,
    left_over,
    lists,
    reverting,
    showing,
)
from households.imports.detailed_layouts import DETAILED, NEAR_POOR, POOR
from households.imports.layouts import SHEETS
from households.imports.loading import note_of
from households.imports.national_layout import NATIONAL
from households.imports.options import HouseholdListForm, places_of
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import (
    Applied,
    Checked,
    ImportKind,
    Report,
    Reverted,
    RowView,
    Template,
)
from povertyportal.sheets.layouts import Layout
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.problems import FileProblem

# Code, title, file name, title lines, sheets. Forms 14 and 15 have the same columns:
# which class a list is of, its title says.
_TEMPLATES: Sequence[tuple[str, str, str, Sequence[str], Sequence[Layout]]] = (
    (
        "household_list",
        "Danh sách sau rà soát (3 trang)",
        "mau-danh-sach-ho-ngheo-can-ngheo.xlsx",
        ["Danh sách hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo"],
        SHEETS,
    ),
    (
        "detailed_near_poor",
        "Danh sách chi tiết hộ cận nghèo (biểu 14)",
        "mau-danh-sach-chi-tiet-ho-can-ngheo.xlsx",
        [NEAR_POOR],
        [replace(DETAILED, title=NEAR_POOR)],
    ),
    (
        "detailed_poor",
        "Danh sách chi tiết hộ nghèo (biểu 15)",
        "mau-danh-sach-chi-tiet-ho-ngheo.xlsx",
        [POOR],
        [replace(DETAILED, title=POOR)],
    ),
    (
        "national",
        "Tệp xuất từ hệ thống quốc gia (mỗi hộ một dòng)",
        "mau-tep-xuat-he-thong-quoc-gia.xlsx",
        [],
        [NATIONAL],
    ),
)


class HouseholdListKind(ImportKind):
    """Households with their members and the results of a year's review."""

    code = "household_list"
    title = "Danh sách hộ nghèo, hộ cận nghèo"
    lead = "Danh sách hộ và nhân khẩu kèm kết quả rà soát của một năm."
    act = Act.IMPORT_LISTS
    form_class = HouseholdListForm
    result_words: ClassVar[Mapping[str, str]] = {
        "households_new": "hộ mới",
        "households_changed": "hộ có thay đổi",
        "persons_new": "người mới",
    }
    left_noun = "hộ"
    restore_words = "Chỉ hủy kết quả rà soát theo danh sách"
    notes = (
        "Mỗi nhân khẩu một dòng (tệp của hệ thống quốc gia: mỗi hộ một dòng); thứ tự "
        "cột tuỳ ý, có thể có dòng tên biểu ở trên. Cổng nhận ra loại tệp theo tiêu đề "
        "cột.",
        "Danh sách chi tiết: các cột nguyện vọng hỗ trợ và hộ mới, tái nghèo, cũ không "
        "ghi vào sổ; cổng tự xác định diễn biến.",
        "Tệp xuất từ hệ thống quốc gia: thời gian rà soát, Phiếu A và người rà soát "
        "không ghi vào sổ.",
        "Hộ có dòng sai hoặc chưa quyết định thì không dòng nào của hộ được ghi.",
    )

    def templates(self) -> Sequence[Template]:
        """The list after a review, forms 14 and 15, the national export."""
        return [
            Template(code, title, filename, partial(_write_template, titles, sheets))
            for code, title, filename, titles, sheets in _TEMPLATES
        ]

    def form(self, data: Mapping[str, Any] | None, by: Officer) -> forms.Form:
        """Year and place, the place among the officer's own."""
        return HouseholdListForm(data, by=by)

    def options(self, form: forms.Form) -> dict[str, Any]:
        """The year, the id of the area of rows that name none, whom to expect."""
        area = form.cleaned_data["area"]
        return {
            "year": form.cleaned_data["year"],
            "area": area.pk if area else None,
            "is_mostly_new": form.cleaned_data["is_mostly_new"],
        }

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The year; the area if one was chosen."""
        told = [("Năm rà soát", str(year_of(batch)))]
        area = Area.objects.filter(pk=batch.options["area"]).first()
        return [*told, ("Địa bàn của danh sách", str(area))] if area else told

    def check(
        self, batch: ImportBatch, path: Path, by: Officer, report: Report
    ) -> Checked:
        """Read the whole list, compare it, keep a row for each row."""
        year = year_of(batch)
        asked = lists.Asked(
            batch.pk,
            year,
            scope_of(by),
            _area(batch, by),
            bool(batch.options.get("is_mostly_new")),
        )
        left_out = deciding.skipped(batch.pk)
        found = lists.check(path, asked, report)
        deciding.skip_again(batch.pk, left_out)
        return found

    def rows(
        self, batch: ImportBatch, verdict: Verdict, start: int, stop: int
    ) -> Sequence[RowView]:
        """Rows of a verdict, before and after."""
        return showing.rows(batch, year_of(batch), verdict, start, stop)

    def undecided(self, batch: ImportBatch) -> int:
        """Doubtful rows on which nobody has decided yet."""
        return deciding.undecided(batch)

    def decide(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """Note who a doubtful row is; the next check follows it."""
        deciding.decide(batch, by, key, choice)

    def fingerprint(self, batch: ImportBatch) -> str:
        """Of what it is compared with, and of decisions that no check has followed."""
        now = keeping.fingerprint(batch.pk, year_of(batch), frozenset(batch.area_ids))
        return f"{now}+" if deciding.has_news(batch.pk) else now

    def apply(self, batch: ImportBatch, by: Officer, report: Report) -> Applied:
        """Write what the check kept."""
        return applying.apply(batch, year_of(batch), by, report)

    def revert(self, batch: ImportBatch, by: Officer, report: Report) -> Reverted:
        """Take back what nobody has touched since."""
        year = year_of(batch)
        return reverting.revert(batch, year, note_of(year), report)

    def held_back(self, batch: ImportBatch) -> Mapping[str, int]:
        """A household with a wrong or an open row is left out whole."""
        return keeping.held_back(batch.pk)

    def turn(self, batch: ImportBatch) -> str:
        """Lists of one year take turns: a household may stand in two of them."""
        return f"{self.code} {year_of(batch)}"

    def forget(self, batch: ImportBatch) -> None:
        """Delete the rows kept by the check."""
        keeping.forget(batch.pk)

    def left_over(self, batch: ImportBatch, start: int, stop: int) -> Sequence[RowView]:
        """Households that the reversal left."""
        return left_over.left_over(batch, start, stop)

    def settle(self, batch: ImportBatch, by: Officer, key: str, choice: str) -> None:
        """Keep such a household, or void the results that the list gave it."""
        year = year_of(batch)
        left_over.settle(batch, year, note_of(year), key, choice)


def year_of(batch: ImportBatch) -> int:
    """The year of the review whose list it is."""
    return int(batch.options["year"])


def _write_template(
    heading: Sequence[str], sheets: Sequence[Layout], target: BinaryIO
) -> None:
    write_lists(target, heading, [(layout, ()) for layout in sheets])


def _area(batch: ImportBatch, by: Officer) -> Area | None:
    """Where rows lie that name no place. Raises FileProblem outside the scope."""
    area = Area.objects.filter(pk=batch.options["area"]).first()
    if area is None:
        return None
    if not places_of(by).filter(pk=area.pk).exists():
        raise FileProblem(
            f"{area} ngoài địa bàn bạn phụ trách. Hãy chọn lại địa bàn của danh sách."
        )
    return area
