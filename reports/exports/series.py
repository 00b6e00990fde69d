"""A place over the years, its communes over the years, and the households behind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column
from povertyportal.ui.numbers import Number
from reports.exports.figures import FigureListExport, asked_place
from reports.figures import UnknownCell
from reports.services.grounds import source_words, sources
from reports.services.lists import Behind
from reports.services.selection import Period, Place
from reports.services.series import Map, Point, Series, series
from reports.services.series_areas import Unit, units_of
from reports.services.series_lines import Kind, YearLine, kind_asked, year_lines
from reports.services.series_list import behind_point

Reader = Callable[[Any], object]


@dataclass(frozen=True)
class SeriesAsked:
    """The series of an address and the measure it shows."""

    place: Place
    series: Series
    kind: Kind


def series_asked(by: Officer, query: QueryDict) -> SeriesAsked:
    """What an address asks for. Raises PermissionDenied, Http404.

    A place that is no more is shown as it was unless today's map is asked for.
    """
    require(by, Act.VIEW_FIGURES)
    place = asked_place(scope_of(by), query)
    ended = place.area is not None and place.area.ended is not None
    asked = query.get("map", "")
    on = asked if asked in Map.values else Map.THEN if ended else Map.TODAY
    found = series(place, on=on)
    return SeriesAsked(place, found, kind_asked(found, query.get("measure", "")))


def units_asked(asked: SeriesAsked, sort: str) -> list[Unit]:
    """The communes of a series, by name or by the newest value (unknown ones last)."""
    units = units_of(asked.series)
    if sort.removeprefix("-") != "value":
        return units[::-1] if sort == "-name" else units
    values = {unit.area.pk: _newest(asked.kind, unit) for unit in units}
    known = [unit for unit in units if values[unit.area.pk] is not None]
    unknown = [unit for unit in units if values[unit.area.pk] is None]
    known.sort(key=lambda unit: values[unit.area.pk] or 0, reverse=sort == "-value")
    return known + unknown


def _newest(kind: Kind, unit: Unit) -> Number | None:
    """The value of the last year that has one."""
    values = [kind.value(point) for point in unit.points if point]
    return next((value for value in reversed(values) if value is not None), None)


def _filters(asked: SeriesAsked) -> list[tuple[str, str]]:
    return [("Địa bàn", asked.place.name), ("Địa giới", Map(asked.series.map).label)]


@dataclass(frozen=True)
class UnitYear:
    """A commune in a year, for a sheet of one row each."""

    name: str
    point: Point

    @property
    def period(self) -> Period:
        """The period in words."""
        return Period(self.point.year, self.point.standard, self.point.basis)

    @property
    def divided(self) -> str:
        """Divided communes that lie here in part."""
        return ", ".join(left.commune.name for left in self.point.left)


def _rate(kind: str, at: int | None = None) -> Reader:
    def read(line: YearLine | UnitYear) -> object:
        if at is None:
            return line.point.rate(kind).value
        found = line.point.bounds(kind)
        return found[at] if found else None

    return read


def _count(name: str) -> Reader:
    return lambda line: line.point.figures.counts[name]


def _left(line: YearLine) -> object:
    left = line.point.unplaced
    return left.poor if left else 0


def _published(line: YearLine) -> str:
    return "; ".join(
        f"{each.area.name}, {each.get_figure_display().lower()}: {each.value} "
        f"({each.get_provenance_display()})"
        for each in line.published
    )


class SeriesExport(RowExport):
    """A place over the years."""

    code = "series"
    title = "Chuỗi số liệu qua các năm"
    act = Act.VIEW_FIGURES
    columns = (
        column("Năm", "point.year", 8, "whole"),
        column("Chuẩn nghèo", "period.standard_name", 30),
        column("Cơ sở số liệu", "period.basis_name", 22),
        column("Tổng số hộ dân cư", _count("resident_households"), 14, "whole"),
        column("Hộ nghèo", _count("poor"), 12, "whole"),
        column("Tỷ lệ hộ nghèo (%)", _rate("poor"), 12, "share"),
        column("Thấp nhất có thể (%)", _rate("poor", 0), 12, "share"),
        column("Cao nhất có thể (%)", _rate("poor", 1), 12, "share"),
        column("Hộ nghèo tăng, giảm so với năm trước", "change", 14, "whole"),
        column("Vì sao chưa so được", "reason", 34),
        column("Hộ nghèo chưa xác định được xã", _left, 14, "whole"),
        column("Hộ cận nghèo", _count("near_poor"), 12, "whole"),
        column("Tỷ lệ hộ cận nghèo (%)", _rate("near_poor"), 12, "share"),
        column("Ghi chú", "remarks", 60),
        column("Số công bố", _published, 60),
        column(
            "Nguồn số liệu",
            lambda line: source_words(sources(line.point.figures)),
            50,
        ),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = series_asked(by, query)
        rows = year_lines(asked.series)
        return Found(rows, _filters(asked), asked.place.name, asked.place.communes)


def _unit_years(units: list[Unit]) -> Iterator[UnitYear]:
    for unit in units:
        for point in unit.points:
            if point is not None:
                yield UnitYear(unit.area.name, point)


class SeriesUnitExport(RowExport):
    """The communes of a place over the years, a row each."""

    code = "series-units"
    title = "Chuỗi số liệu từng xã qua các năm"
    act = Act.VIEW_FIGURES
    columns = (
        column("Xã, phường", "name", 28),
        column("Năm", "point.year", 8, "whole"),
        column("Chuẩn nghèo", "period.standard_name", 30),
        column("Cơ sở số liệu", "period.basis_name", 22),
        column("Tổng số hộ dân cư", _count("resident_households"), 14, "whole"),
        column("Hộ nghèo", _count("poor"), 12, "whole"),
        column("Tỷ lệ hộ nghèo (%)", _rate("poor"), 12, "share"),
        column("Thấp nhất có thể (%)", _rate("poor", 0), 12, "share"),
        column("Cao nhất có thể (%)", _rate("poor", 1), 12, "share"),
        column("Hộ cận nghèo", _count("near_poor"), 12, "whole"),
        column("Tỷ lệ hộ cận nghèo (%)", _rate("near_poor"), 12, "share"),
        column("Chưa có số liệu của (xã)", "point.figures.missing", 12, "whole"),
        column("Xã cũ đã chia, chưa rõ số hộ dân cư từng phần", "divided", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = series_asked(by, query)
        rows = list(_unit_years(units_asked(asked, query.get("sort", ""))))
        return Found(rows, _filters(asked), asked.place.name, asked.place.communes)


@dataclass(frozen=True)
class ListAsked:
    """The households behind a number of a series."""

    place: Place
    series: Series
    period: Period
    behind: Behind


def list_asked(by: Officer, query: QueryDict) -> ListAsked:
    """The list of ?area&map&year&standard&basis&of (&left). Raises PermissionDenied,
    Http404 for a number that the series has not."""
    require(by, Act.VIEW_HOUSEHOLDS)
    asked = series_asked(by, query)
    key = tuple(query.get(name, "") for name in ("year", "standard", "basis"))
    points = [
        each
        for each in asked.series.points
        if (str(each.year), each.standard, each.basis) == key
    ]
    if not points:
        raise Http404
    left = _left_asked(points[0], query.get("left", ""))
    try:
        behind = behind_point(
            by=by,
            found=asked.series,
            point=points[0],
            code=query.get("of", "poor"),
            left=left,
        )
    except UnknownCell as error:
        raise Http404 from error
    period = Period(points[0].year, points[0].standard, points[0].basis)
    return ListAsked(asked.place, asked.series, period, behind)


def _left_asked(point: Point, asked: str) -> int | None:
    if not asked:
        return None
    offered = {str(each.commune.pk): each.commune.pk for each in point.left}
    if asked not in offered:
        raise Http404
    return offered[asked]


class SeriesListExport(FigureListExport):
    """The households behind a number of a series."""

    code = "series-list"
    title = "Danh sách hộ của chuỗi số liệu"

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = list_asked(by, query)
        filters = [
            ("Con số", asked.behind.label),
            ("Địa bàn", asked.place.name),
            ("Địa giới", Map(asked.series.map).label),
            ("Năm", str(asked.period.year)),
            ("Chuẩn nghèo", asked.period.standard_name),
            ("Cơ sở số liệu", asked.period.basis_name),
        ]
        return Found(
            asked.behind.rows,
            filters,
            asked.place.name,
            asked.place.communes,
            dress=asked.behind.entries,
        )
