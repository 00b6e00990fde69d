"""Areas side by side as plain values, for systems that read the portal."""

from collections.abc import Mapping
from typing import Any

from reports.models import ReferenceFigure
from reports.services.peers.board import Board
from reports.services.peers.sides import RESIDENTS, Side
from reports.services.peers.veil import HOUSES, LACKS, NEAR_POOR, POOR
from reports.services.room.plain import plain


def as_json(found: Board) -> dict[str, Any]:
    """{"place", "period", "way", "rows", "above", "references"}; what is hidden is None
    and named in the row's "hidden"."""
    asked = found.asked
    return {
        "place": {
            "name": asked.place.name,
            "area": asked.place.area.pk if asked.place.area else None,
        },
        "period": plain(asked.period),
        "way": asked.way,
        "rows": [_row(side) for side in found.rows],
        "above": [_row(side) for side in found.above],
        "references": [_reference(each) for each in found.references.values()],
    }


def _row(side: Side) -> dict[str, Any]:
    near = side.near_rate
    rate = side.rate()
    lacks = side.before.numbers[LACKS] if side.before else None
    return {
        "area": side.area.pk,
        "name": side.name,
        "level": side.area.level,
        "code": side.area.code,
        "inside": side.is_inside,
        "resident_households": side.number(RESIDENTS),
        "poor": side.number(POOR),
        "poor_rate": plain(rate.value if rate else None),
        "poor_rate_change": plain(side.change()),
        "no_change_because": side.why_no_change,
        "near_poor": side.number(NEAR_POOR),
        "near_poor_rate": plain(near.value if near else None),
        "deprivations_before": lacks,
        "allocated": side.money.allocated,
        "disbursed": side.money.disbursed,
        "disbursed_per_deprivation": plain(side.per_lack),
        "houses_finished": side.houses,
        "hidden": _hidden(side),
    }


def _hidden(side: Side) -> list[str]:
    names: Mapping[str, str] = {POOR: "poor", NEAR_POOR: "near_poor"}
    found = [name for column, name in names.items() if side.is_hidden(column)]
    if side.lacks_are_hidden:
        found.append("deprivations_before")
    if side.is_hidden(HOUSES):
        found.append("houses_finished")
    return found


def _reference(each: ReferenceFigure) -> dict[str, Any]:
    return {
        "figure": each.figure,
        "value": plain(each.value),
        "is_about": each.is_about,
        "mark": each.mark,
        "document": each.document,
    }
