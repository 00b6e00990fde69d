"""The map of a place and its table, as a list."""

from django.http import Http404, QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column
from reports.exports.figures import asked_place
from reports.services.maps.making import MapFigures, MapRow, figures
from reports.services.maps.measures import MONEY, asked_of
from reports.services.maps.past import periods_of
from reports.services.selection import Choice, Place, choose


def asked_map(
    by: Officer, query: QueryDict
) -> tuple[Place, Choice | None, MapFigures | None]:
    """The map of an address, as far as there are figures.

    Raises PermissionDenied, Http404.
    """
    require(by, Act.VIEW_FIGURES)
    scope = scope_of(by)
    place = asked_place(scope, query)
    today, former = timezone.localdate(), periods_of(place.communes)
    # The newest year with lists has no money of the year that is being worked in.
    first = today.year if query.get("xem") == MONEY else 0
    choice = choose(place, query, today, also=former, first=first)
    if choice is None:
        return place, None, None
    asked = asked_of(query, choice.period.standard)
    return (
        place,
        choice,
        figures(scope, place, choice.period, asked, query.get("sort", "")),
    )


def _note(row: MapRow) -> str:
    return row.reading.why or row.reading.note


class MapExport(RowExport):
    """The areas of a map with what is shown of them."""

    code = "map"
    title = "Số liệu của bản đồ"
    act = Act.VIEW_FIGURES
    columns = (
        column("Đơn vị", "area.name", 30),
        column("Mã đơn vị", "area.code", 12),
        column("Giá trị", "reading.value", 14, "share"),
        column("Phần", "reading.part", 18, "whole"),
        column("Trên tổng", "reading.whole", 18, "whole"),
        column("Ghi chú", _note, 50),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place, _, found = asked_map(by, query)
        if found is None:
            raise Http404
        shown, period = found.asked.shown, found.period
        filters = [
            ("Số liệu", found.asked.name(period.standard)),
            ("Đơn vị tính", shown.measure.unit),
            ("Phần", shown.part),
            ("Trên tổng", shown.whole),
            ("Năm", str(period.year)),
            ("Chuẩn nghèo", period.standard_name),
            ("Cơ sở số liệu", period.basis_name),
        ]
        return Found(
            found.rows,
            [(label, words) for label, words in filters if words],
            place.name,
            place.communes,
        )
