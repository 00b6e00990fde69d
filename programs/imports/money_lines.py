"""What lists of allocations and of payments share: the columns that name a line."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column
from povertyportal.sheets.problems import CellProblem
from povertyportal.sheets.small_rows import Line, Values, words
from programs.models import BudgetEntry, BudgetLine, Capital, Component, Source
from programs.services.money_base import MOST, LineKey, check_key

_SOURCES = {cells.key_of(str(label)): value for value, label in Source.choices}
_CAPITALS: dict[str, object] = {
    **{cells.key_of(str(label)): value for value, label in Capital.choices},
    **dict.fromkeys(("dau tu", "dau tu phat trien", "von dau tu"), "investment"),
    **dict.fromkeys(("su nghiep", "thuong xuyen", "von su nghiep"), "recurrent"),
}
_CHOICES: Mapping[str, Any] = {
    "source": Source,
    "capital": Capital,
    "kind": BudgetEntry.Kind,
}
EITHER = (
    "Hãy chọn dự án thành phần, hoặc ghi nội dung nếu tiền nằm ngoài chương trình "
    "(không ghi cả hai)."
)
# A field of a line's key that is refused: the column that tells it.
_COLUMN_OF = {"area": "unit_code", "component": "component_code"}


def unit_code(raw: object) -> str:
    """A unit's code: 5 digits of a commune, 3 of a district, 2 of a province."""
    value = cells.as_text(raw).strip()
    if not (value.isascii() and value.isdigit() and len(value) <= 5):
        raise CellProblem(
            "Hãy ghi mã đơn vị hành chính: xã 5 chữ số, huyện 3 chữ số, tỉnh 2 chữ số."
        )
    return value


def money_column(heading: str, *aliases: str) -> Column:
    """A column of amounts in whole đồng."""
    clean = cells.whole(1, MOST)
    return Column("amount", heading, clean, aliases, filled=True, width=20)


def text_column(
    name: str, heading: str, longest: int, *aliases: str, filled: bool = False
) -> Column:
    """A column of text, kept as text in the template."""
    return Column(
        name,
        heading,
        cells.text(longest),
        aliases,
        required=filled,
        filled=filled,
        is_text=True,
        width=24,
    )


LINE_COLUMNS = (
    Column(
        "unit_code",
        "Mã đơn vị",
        unit_code,
        ("Mã xã", "Mã đơn vị hành chính"),
        is_text=True,
    ),
    text_column("unit", "Tên đơn vị", 120, "Địa bàn", "Tên xã", "Đơn vị"),
    Column("year", "Năm", cells.whole(2016, 2100), ("Năm ngân sách",), filled=True),
    text_column("programme_code", "Mã chương trình", 30, "Chương trình"),
    text_column("component_code", "Mã dự án", 30, "Dự án", "Mã dự án thành phần"),
    text_column("purpose", "Nội dung ngoài chương trình", 200),
    Column(
        "source",
        "Nguồn vốn",
        cells.choice(_SOURCES, "một trong: " + ", ".join(map(str, Source.labels))),
        ("Nguồn",),
        filled=True,
        width=26,
    ),
    Column(
        "capital",
        "Loại vốn",
        cells.choice(_CAPITALS, "Đầu tư phát triển hoặc Sự nghiệp"),
        (),
        filled=True,
        width=26,
    ),
)
# The names of a line's key among kept values; the ids are beside the columns.
KEY = ("component_id", "purpose", "area_id", "year", "source", "capital")
Named = tuple[Any, ...]


@dataclass
class Lines:
    """Units and components of the officer's by code, and the lines that there are."""

    units: Mapping[str, Sequence[Area]]
    components: Mapping[str, Sequence[Component]]
    lines: Mapping[Named, BudgetLine]
    spent: dict[int, int] = field(default_factory=dict)
    moves: dict[int, list[tuple[dt.date, int]]] = field(default_factory=dict)


def known_lines(by: Officer, lines: Sequence[Line]) -> Lines:
    """What the lines of a file may name, in three queries."""
    scope = scope_of(by)
    units: dict[str, list[Area]] = {}
    components: dict[str, list[Component]] = {}
    for area in Area.objects.filter(pk__in=scope.commune_ids | scope.unit_ids):
        units.setdefault(area.code, []).append(area)
    for each in Component.objects.select_related("programme"):
        components.setdefault(cells.key_of(each.code), []).append(each)
    years = {line.values["year"] for line in lines} - {None}
    rows = BudgetLine.objects.visible_to(by).filter(year__in=years)
    known = {named(vars(row)): row for row in rows}
    return Lines(units, components, known)


def named(values: Mapping[str, Any]) -> Named:
    """A line's key among kept values, to look it up by."""
    return tuple(values[name] for name in KEY)


def key_in(line: Line, known: Lines, day: dt.date | None) -> LineKey | None:
    """The line that a row names; None, with all its problems noted."""
    area, component = _area(line, known, day), _component(line, known)
    told = line.values
    if bool(told["component_code"]) == bool(told["purpose"]):
        line.wrong("purpose", EITHER)
    if line.is_wrong or area is None:
        return None
    key = LineKey(
        component=component,
        purpose=told["purpose"] or "",
        area=area,
        year=told["year"],
        source=told["source"],
        capital=told["capital"],
    )
    try:
        check_key(key)
    except ValidationError as error:
        note(line, error)
        return None
    return key


def note(line: Line, error: ValidationError) -> None:
    """What a service refuses, at the cells that it is about."""
    for name, why in error.message_dict.items():
        column = _COLUMN_OF.get(name, name)
        column = column if column in line.values else "amount"
        wrong_cell(line, column, " ".join(why))


def wrong_cell(line: Line, column: str, message: str) -> None:
    """Note a problem; of a cell that was read as a code its words are told."""
    if column in _CHOICES:
        line.values[column] = told_of(column, line.values[column])
    line.wrong(column, message)


def told_of(name: str, value: object) -> str:
    """A kept value; codes of choices by their labels."""
    choices = _CHOICES.get(name)
    return str(choices(value).label) if choices and value else words(value)


def kept(key: LineKey) -> Values:
    """A line's key as values of a row: those of the columns, and the ids."""
    component = key.component
    return {
        "unit_code": key.area.code,
        "unit": key.area.name,
        "year": key.year,
        "programme_code": component.programme.code if component else None,
        "component_code": component.code if component else None,
        "purpose": key.purpose,
        "source": str(key.source),
        "capital": str(key.capital),
        "area_id": key.area.pk,
        "component_id": component.pk if component else None,
    }


def key_of_row(values: Values) -> LineKey:
    """The line's key of a kept row."""
    component = values["component_id"]
    return LineKey(
        component=Component.objects.select_related("programme").get(pk=component)
        if component
        else None,
        purpose=values["purpose"],
        area=Area.objects.get(pk=values["area_id"]),
        year=values["year"],
        source=values["source"],
        capital=values["capital"],
    )


def at_lines(rows: Sequence[Values], path: str = "line__") -> Q:
    """The condition on rows whose line may be one of those that are named."""
    return Q(
        **{
            f"{path}area__in": {row["area_id"] for row in rows},
            f"{path}year__in": {row["year"] for row in rows},
        }
    )


def _area(line: Line, known: Lines, day: dt.date | None) -> Area | None:
    """The unit of a row, by its code or, where none is told, by its name alone."""
    code, name = line.values["unit_code"], line.values["unit"]
    year = line.values["year"]
    if not code and not name:
        line.wrong("unit_code", "Hãy ghi mã đơn vị, hoặc tên đơn vị.")
    if not (code or name) or year is None:
        return None
    if code:
        found = known.units.get(code) or known.units.get(code.zfill(5), ())
    else:
        found = _named_so(known, name)
    alive = _in_being(found, year, day)
    if len(alive) != 1:
        _note_unit(line, len(alive))
        return None
    if code and name and not plain(alive[0].name).endswith(plain(name)):
        line.wrong(
            "unit",
            f"Mã {code} là {alive[0].name}. Hãy sửa mã hoặc tên cho khớp nhau.",
        )
    return alive[0]


def _in_being(units: Sequence[Area], year: int, day: dt.date | None) -> Sequence[Area]:
    """Those that were there in a year; of several, those that were on the day."""
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    alive = [
        each
        for each in units
        if (each.began is None or each.began < after)
        and (each.ended is None or each.ended > first)
        and each.level != Level.VILLAGE
    ]
    if len(alive) > 1 and day is not None:
        return [each for each in alive if each.is_in_being(day)]
    return alive


def _named_so(known: Lines, name: str) -> Sequence[Area]:
    """Units of a name, told with its type ("Xã Gia Vân") or without."""
    asked = plain(name)
    units = [each for same in known.units.values() for each in same]
    whole = [each for each in units if plain(each.name) == asked]
    return whole or [each for each in units if plain(each.name).endswith(f" {asked}")]


def _note_unit(line: Line, count: int) -> None:
    code, name = line.values["unit_code"], line.values["unit"]
    what = f"mã {code}" if code else f"tên {name}"
    where = f"trong địa bàn bạn phụ trách vào năm {line.values['year']}"
    if count:
        said = f"Có {count} đơn vị {what} {where}. Hãy ghi mã đơn vị."
    else:
        said = f"Không có đơn vị {what} {where}. Hãy kiểm tra mã, tên và năm."
    line.wrong("unit_code" if code or count else "unit", said)


def _component(line: Line, known: Lines) -> Component | None:
    code, year = line.values["component_code"], line.values["year"]
    if not code or year is None:
        return None
    programme = line.values["programme_code"]
    found = [
        each
        for each in known.components.get(cells.key_of(code), ())
        if (
            each.programme.code == programme
            if programme
            else each.programme.runs_in(year)
        )
    ]
    if len(found) == 1:
        return found[0]
    problem = (
        f"Có {len(found)} dự án mã {code} trong năm {year}: hãy ghi mã chương trình."
        if found
        else f"Không có dự án mã {code} trong các chương trình của năm {year}. Hãy "
        "kiểm tra mã dự án, mã chương trình."
    )
    line.wrong("component_code", problem)
    return None
