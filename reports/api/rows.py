"""What the committee's pages show, as plain rows with English names."""

from collections.abc import Iterator, Mapping
from typing import Any

from reports.services import series_plain
from reports.services.maps.making import MapFigures
from reports.services.peers.board import Board
from reports.services.peers.sides import Side
from reports.services.peers.veil import HOUSES, LACKS, NEAR_POOR, POOR
from reports.services.room import Picture
from reports.services.room.plain import plain
from reports.services.series import Series

Row = dict[str, Any]
#: What of a picture is no section: said once, above the rows.
_HEAD = {"place", "period", "as_of"}
_NAMES = ("label", "name", "title", "code", "kind", "year", "figure")


def sections_of(picture: dict[str, Any]) -> dict[str, Any]:
    """The sections of a picture as JSON."""
    return {name: part for name, part in picture.items() if name not in _HEAD}


def picture_rows(sections: Mapping[str, Any]) -> list[Row]:
    """A row for each value: its section, the item and the part that it belongs to.

    Only what has a value: numbers, texts, yes and no.
    """
    return [
        {"section": section, "item": item, "part": part, "value": value}
        for section, told in sections.items()
        for item, part, value in _values(told, "", "")
    ]


def _values(told: Any, item: str, part: str) -> Iterator[tuple[str, str, Any]]:
    if isinstance(told, list):
        for number, each in enumerate(told, start=1):
            key = _naming(each)
            name = str(each[key]) if key else str(number)
            # What names an item stands before its values, not among them.
            if key:
                each = {other: value for other, value in each.items() if other != key}
            yield from _values(each, _joined(item, name), part)
    elif isinstance(told, dict):
        for name, each in told.items():
            yield from _values(each, item, _joined(part, name))
    elif told is not None and told != "":
        yield item, part, told


def _naming(told: Any) -> str:
    """Under which name an item of a list is called; "" where nothing names it."""
    if isinstance(told, dict):
        for name in _NAMES:
            if isinstance(told.get(name), str | int) and told[name] != "":
                return name
    return ""


def _joined(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def series_rows(found: Series) -> list[Row]:
    """A series, its rates with two decimals as everywhere in the API."""
    return [
        {
            name: f"{value:.2f}" if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in series_plain.rows(found)
    ]


def movement_rows(found: Picture) -> list[Row]:
    """The columns of official forms 2 and 3 of the year, class by class."""
    if found.movement is None:
        return []
    return [
        {
            "poverty_class": each.kind,
            "form": each.form,
            "column": column.number,
            "title": column.title,
            "households": column.households,
            "change": column.change,
            "first": plain(found.movement.first),
            "last": plain(found.movement.last),
            "is_final": found.movement.is_final,
            "communes_told": found.movement.told,
            "communes": found.movement.communes,
        }
        for each in found.movement.classes
        for column in each.columns
    ]


def map_rows(found: MapFigures) -> list[Row]:
    """The areas of a map, the highest value first, unknown ones last."""
    return [
        {
            "area": row.area.pk,
            "code": row.area.code,
            "name": row.area.name,
            "value": plain(row.reading.value),
            "unit": found.asked.shown.measure.unit,
            "part": row.reading.part,
            "whole": row.reading.whole,
            "band": row.number,
            "is_restated": row.is_restated,
            "note": row.reading.why or row.reading.note,
        }
        for row in found.rows
    ]


def compare_rows(found: Board) -> list[Row]:
    """Areas side by side, their provinces first; hidden numbers are null and named."""
    return [_side(each, is_above=each in found.above) for each in found.lines]


def _side(side: Side, *, is_above: bool) -> Row:
    lacks = side.before.numbers[LACKS] if side.before else None
    hidden = [name for name in (POOR, NEAR_POOR, HOUSES) if side.is_hidden(name)]
    if side.lacks_are_hidden:
        hidden.append(LACKS)
    return {
        "area": side.area.pk,
        "code": side.area.code,
        "name": side.name,
        "is_above": is_above,
        "communes": side.now.communes if side.now else None,
        "communes_missing": side.now.missing if side.now else None,
        "resident_households": side.now.residents if side.now else None,
        "resident_households_change": plain(side.residents_change),
        "poor": side.number(POOR),
        "poor_rate": plain(side.now.percent(POOR)) if side.now else None,
        "poor_rate_change": plain(side.change(POOR)),
        "near_poor": side.number(NEAR_POOR),
        "near_poor_rate": plain(side.now.percent(NEAR_POOR)) if side.now else None,
        "deprivations_before": lacks,
        "houses": side.number(HOUSES),
        "allocated": side.money.allocated,
        "disbursed": side.money.disbursed,
        "paid_per_deprivation": plain(side.per_lack),
        "hidden": hidden,
        "is_restated": side.is_restated,
    }
