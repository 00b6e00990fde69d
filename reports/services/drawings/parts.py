"""Causes and groups of poor and near-poor households."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from povertyportal.ui.charts import Chart, Stack, Stacks
from povertyportal.ui.numbers import vietnamese
from povertyportal.ui.words import lowered
from reports.services.drawings.said import HOUSEHOLDS, of_overview
from reports.services.overview import Overview

if TYPE_CHECKING:
    from reports.services.room.parts import Part

CAUSES, GROUPS = "nguyen-nhan", "nhom-ho"
_CLASSES = ("Hộ nghèo", "Hộ cận nghèo")


def by_cause(found: Overview, causes: "Sequence[Part]") -> Chart | None:
    """Causes, the most frequent first; None where nobody named one."""
    return _stacked(
        found,
        causes,
        (CAUSES, "Nguyên nhân nghèo", "Một hộ có thể có nhiều nguyên nhân."),
        lambda first: (
            f"Nguyên nhân nhiều nhất: {lowered(first.name)}, "
            f"{vietnamese(first.both)} hộ"
        ),
    )


def by_group(found: Overview, groups: "Sequence[Part]") -> Chart | None:
    """Groups of people, the largest first; None where all are empty."""
    return _stacked(
        found,
        groups,
        (GROUPS, "Nhóm hộ", "Một hộ có thể thuộc nhiều nhóm."),
        lambda first: (
            f"Nhóm nhiều hộ nhất: {lowered(first.name)}, {vietnamese(first.both)} hộ"
        ),
    )


def _stacked(
    found: Overview,
    parts: "Sequence[Part]",
    words: tuple[str, str, str],
    title: "Callable[[Part], str]",
) -> Chart | None:
    ranked = sorted((each for each in parts if each.both), key=lambda each: -each.both)
    if not ranked:
        return None
    key, what, note = words
    rows = tuple(Stack(each.name, (each.poor, each.near_poor)) for each in ranked)
    drawing = Stacks(_CLASSES, rows, what=what)
    return of_overview(found, key, title(ranked[0]), drawing, HOUSEHOLDS, note=note)
