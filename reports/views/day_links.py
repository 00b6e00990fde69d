"""Addresses of the pages of days, and their tables with a link on every number."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from households.rules.movement import CLOSING, OPENING
from households.rules.outcome import PovertyClass
from reports import as_of, movement
from reports.day_forms import DayForm, SpanForm
from reports.services.day_lines import DayLine, MovementLine
from reports.services.selection import Place
from reports.views.places import MOST_IN_ADDRESS, Count

MARKS = ("1", "2", "3", "4", "5", "6", "7", "8", "9=1-2-3-4+5+6+7+8")


def _area_id(place: Place) -> int | None:
    return place.area.pk if place.area else None


@dataclass(frozen=True)
class Cell:
    """A number of households with its list, and the persons in them."""

    count: Count
    persons: int
    is_bold: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a table; `url` leads to the same page of the area alone."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    standard: tuple[int, int] | None = None
    is_closed: bool = True


@dataclass(frozen=True)
class FormTable:
    """One form's table; `warnings` name communes where the two forms disagree."""

    form: str
    title: str
    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    is_closed: bool
    crosses: bool


@dataclass(frozen=True)
class SpanLinks:
    """Links that keep the two days and the day of knowledge."""

    query: dict[str, str]
    crosses: bool = False

    @classmethod
    def of(cls, form: SpanForm) -> "SpanLinks":
        """Of what was typed, valid or not."""
        names = ("first", "last", "known")
        query = {name: form.data[name] for name in names if form.data.get(name)}
        return cls(query, form.is_valid() and form.span().crosses_standards)

    def _url(self, name: str, area: int | None, **more: object) -> str:
        found: dict[str, object] = {"area": area} if area else {}
        return f"{reverse(name)}?{urlencode(found | self.query | more)}"

    def page(self, area: int | None) -> str:
        """The page of an area."""
        return self._url("reports:movement", area)

    def untold(self, place: Place) -> str:
        """Households that nothing tells the reason of."""
        return self._url("reports:movement-list", _area_id(place), kind="untold")

    def report(self, place: Place) -> str:
        """The page that asks for form 2 of the place."""
        few = place.tops if len(place.tops) <= MOST_IN_ADDRESS else ()
        areas = [("areas", str(pk)) for pk in few]
        query = [("form", "2"), *self.query.items(), *areas]
        return f"{reverse('reports:report-create')}?{urlencode(query)}"

    def table(
        self, kind: PovertyClass, lines: list[MovementLine], place: Place
    ) -> FormTable:
        """A form's table with the list behind each number."""
        titles = movement.COLUMN_TITLES[kind]
        shown = tuple(self._line(kind, line, place) for line in lines)
        return FormTable(
            movement.FORMS[kind],
            f"Diễn biến {kind.label}",
            tuple(zip(titles, MARKS, strict=True)),
            shown,
            all(line.is_closed for line in shown),
            self.crosses,
        )

    def _line(self, kind: PovertyClass, line: MovementLine, place: Place) -> Line:
        table = line.tables[kind]
        area = line.area.pk if line.area else _area_id(place)
        cells = tuple(
            Cell(
                Count(
                    table.households[column],
                    self._url(
                        "reports:movement-list", area, kind=kind.value, column=column
                    ),
                ),
                table.persons[column],
                column in {OPENING, CLOSING},
            )
            for column in movement.COLUMNS
        )
        return Line(
            line.name,
            self.page(line.area.pk) if line.area else "",
            cells,
            is_total=line.area is None,
            standard=tuple(table.standard_households) if self.crosses else None,  # type: ignore[arg-type]
            is_closed=table.is_closed,
        )


@dataclass(frozen=True)
class DayLinks:
    """Links that keep the day and the day of knowledge."""

    query: dict[str, str]

    @classmethod
    def of(cls, form: DayForm) -> "DayLinks":
        """Of what was typed, valid or not."""
        names = ("day", "known")
        return cls({name: form.data[name] for name in names if form.data.get(name)})

    def _url(self, name: str, area: int | None, **more: object) -> str:
        found: dict[str, object] = {"area": area} if area else {}
        return f"{reverse(name)}?{urlencode(found | self.query | more)}"

    def page(self, area: int | None) -> str:
        """The page of an area."""
        return self._url("reports:as-of", area)

    def line(self, line: DayLine, place: Place) -> Line:
        """A line with the list behind each number."""
        area = line.area.pk if line.area else _area_id(place)
        cells = tuple(
            Cell(
                Count(
                    line.standing.households(kind),
                    self._url("reports:as-of-list", area, of=kind),
                ),
                line.standing.persons(kind),
            )
            for kind in as_of.CLASSES
        )
        url = self.page(line.area.pk) if line.area else ""
        return Line(line.name, url, cells, is_total=line.area is None)
