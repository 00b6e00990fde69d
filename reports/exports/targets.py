"""Targets as lists: those of a place, and one measure across its units."""

from django.http import QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column
from reports.services.targets.board import Board, board
from reports.services.targets.lines import Line, name_of


def board_found(by: Officer, query: QueryDict) -> Board:
    """The board of an address. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    return board(scope_of(by), query)


def _name(line: Line) -> str:
    return name_of(line.target) if line.target else ""


def _expected(line: Line) -> object:
    return line.progress.expected if line.progress else None


_FIGURES = (
    column("Giao", "target.value", 14, "share"),
    column("Đạt", "done", 14, "share"),
    column("Tỷ lệ đạt (%)", "percent", 12, "share"),
    column("Tính đều theo thời gian phải đạt", _expected, 16, "share"),
    column("Tình trạng", "verdict", 20),
    column("Cách tính", "how", 70),
    column("Cơ sở số liệu", "basis", 48),
    column("Số quyết định", "target.number", 18),
    column("Ngày quyết định", "target.decided_on", 14, "date"),
    column("Ghi chú", "target.note", 40),
)


class TargetExport(RowExport):
    """The targets of a place in a year."""

    code = "targets"
    title = "Chỉ tiêu giảm nghèo"
    act = Act.VIEW_PROGRAMMES
    columns = (column("Chỉ tiêu", _name, 40), *_FIGURES)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = board_found(by, query)
        return Found(
            found.lines,
            [("Năm", str(found.year))],
            where=found.place.name,
            communes=found.place.communes,
        )


class UnitTargetExport(RowExport):
    """One measure across the units of a place."""

    code = "unit-targets"
    title = "Chỉ tiêu giảm nghèo theo đơn vị"
    act = Act.VIEW_PROGRAMMES
    columns = (column("Đơn vị", "unit", 34), *_FIGURES)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = board_found(by, query)
        filters = [("Năm", str(found.year))]
        if found.chosen:
            filters.append(("Chỉ tiêu", dict(found.keys)[found.chosen]))
        return Found(
            found.units,
            filters,
            where=found.place.name,
            communes=found.place.communes,
        )
