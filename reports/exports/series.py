"""A place over the years, its communes over the years, and the households behind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowColumn, RowExport, column
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


def _rate(kind: str, at: int | None = None) -> Reader:
    def read(line: YearLine) -> object:
        if at is None:
            return line.point.rate(kind).value
        found = line.point.bounds(kind)
        return found[at] if found else None

    return read


def _count(name: str) -> Reader:
    return lambda line: line.point.told(name)


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


@dataclass(frozen=True)
class UnitRow:
    """A commune's line of a sheet: a measure's value of each year (`years`)."""

    unit: Unit
    kind: Kind
    years: tuple[int, ...]

    def value(self, at: int) -> Number | None:
        """The value of the year at a place."""
        point = self.unit.points[at]
        return self.kind.value(point) if point else None

    def bound(self, at: int, which: int) -> Number | None:
        """The least (0) or most (1) that it may be, where it is not known."""
        point = self.unit.points[at]
        found = self.kind.bounds(point) if point else None
        return found[which] if found else None

    @property
    def divided(self) -> str:
        """Divided communes of which nobody knows what part lies here."""
        points = [point for point in self.unit.points if point]
        names = (left.commune.name for point in points for left in point.left)
        return ", ".join(dict.fromkeys(names))


class SeriesUnitExport(RowExport):
    """The communes of a place, a measure over the years."""

    code = "series-units"
    title = "Chuỗi số liệu của từng xã"
    act = Act.VIEW_FIGURES
    columns = (column("Xã, phường", "unit.name", 30),)

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """See RowExport.columns_of: the years are those of the place."""
        more: list[RowColumn] = []
        for row in found.rows[:1]:
            for at, year in enumerate(row.years):
                more += _year_columns(found.rows, row.kind, at, year)
        divided = column("Xã cũ đã chia, chưa rõ số hộ dân cư từng phần", "divided", 40)
        return (*self.columns, *more, divided)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = series_asked(by, query)
        years = tuple(point.year for point in asked.series.line)
        rows = [
            UnitRow(unit, asked.kind, years)
            for unit in units_asked(asked, query.get("sort", ""))
        ]
        filters = [*_filters(asked), ("Chỉ tiêu", asked.kind.label)]
        return Found(rows, filters, asked.place.name, asked.place.communes)


def _year_columns(
    rows: Iterable[UnitRow], kind: Kind, at: int, year: int
) -> list[RowColumn]:
    """The value of a year; between what it lies where some commune's is not known."""
    form, unit = ("share", " (%)") if kind.is_rate else ("whole", "")
    found = [column(f"{year}{unit}", lambda row: row.value(at), 12, form)]
    if any(row.bound(at, 0) is not None for row in rows):
        for which, words in enumerate(("thấp", "cao")):
            head = f"{year} {words} nhất có thể{unit}"
            source = partial(UnitRow.bound, at=at, which=which)
            found.append(column(head, source, 14, form))
    return found


@dataclass(frozen=True)
class ListAsked:
    """The households behind a number of a series."""

    place: Place
    series: Series
    period: Period
    behind: Behind


def list_asked(by: Officer, query: QueryDict) -> ListAsked | None:
    """The list of ?area&map&year&standard&basis&of (&left): of no period asked for, the
    newest; None of a place without figures. Raises PermissionDenied, Http404 for a
    number that the series has not."""
    require(by, Act.VIEW_HOUSEHOLDS)
    asked = series_asked(by, query)
    if not asked.series.points:
        return None
    point = _point_asked(asked.series, query)
    period = Period(point.year, point.standard, point.basis)
    try:
        behind = behind_point(
            by=by,
            found=asked.series,
            point=point,
            code=query.get("of", "poor"),
            left=_left_asked(point, query.get("left", "")),
        )
    except UnknownCell as error:
        raise Http404 from error
    return ListAsked(asked.place, asked.series, period, behind)


def _point_asked(found: Series, query: QueryDict) -> Point:
    if "year" not in query:
        return found.line[-1]
    key = tuple(query.get(name, "") for name in ("year", "standard", "basis"))
    for point in found.points:
        if (str(point.year), point.standard, point.basis) == key:
            return point
    raise Http404


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
        if asked is None:
            raise Http404
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
