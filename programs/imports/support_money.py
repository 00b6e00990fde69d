"""Where a list of supports says its money comes from: columns, and what they name.

A row names a budget line by words of its decision, component, source and kind of
capital, as many as are needed, and an activity by its name.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.areas.names import plain
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column
from povertyportal.sheets.small_rows import Line
from programs.imports.money_lines import LINE_COLUMNS, told_of, wrong_cell
from programs.models import Activity, BudgetEntry, BudgetLine, Support
from programs.services.line_use import room

_OPTIONAL = {
    column.name: dataclasses.replace(column, required=False, filled=False)
    for column in LINE_COLUMNS
}
MONEY_COLUMNS = (
    Column(
        "component",
        "Dự án, nội dung",
        cells.text(200),
        ("Dự án", "Mã dự án", "Dự án thành phần", "Nội dung ngoài chương trình"),
        required=False,
        width=26,
    ),
    _OPTIONAL["source"],
    _OPTIONAL["capital"],
    Column(
        "decision",
        "Số quyết định giao vốn",
        cells.text(60),
        ("Quyết định giao vốn",),
        required=False,
        is_text=True,
        width=22,
    ),
    Column(
        "activity",
        "Hoạt động",
        cells.text(300),
        ("Tên hoạt động", "Thuộc hoạt động"),
        required=False,
        width=30,
    ),
)
T = TypeVar("T", BudgetLine, Activity)
LINE_NAMES = ("component", "source", "capital", "decision")


@dataclass
class Money:
    """Lines and activities of the year that the officer sees; numbers by line (id).

    `rooms` is what lines have left for households (đồng), less what rows of the file
    before this one take.
    """

    lines: Sequence[BudgetLine] = ()
    numbers: Mapping[int, set[str]] = field(default_factory=dict)
    activities: Sequence[Activity] = ()
    rooms: dict[int, int] = field(default_factory=dict)

    def left(self, made: Support, there: Support | None) -> int | None:
        """What a row's line has left for it; `there` is what it changes."""
        if made.line is None:
            return None
        if made.line.pk not in self.rooms:
            self.rooms[made.line.pk] = room(made.line)
        own = there.value if there and there.line_id == made.line_id else 0
        return self.rooms[made.line.pk] + own

    def take(self, made: Support, there: Support | None) -> None:
        """Count a row that is to be written, after `left` was asked."""
        if made.line is not None:
            own = there.value if there and there.line_id == made.line_id else 0
            self.rooms[made.line.pk] += own - made.value


def money_of(year: int, by: Officer, lines: Sequence[Line]) -> Money:
    """What rows may name; nothing is read where no row names anything."""
    money = Money()
    if _any_told(lines, LINE_NAMES):
        rows = BudgetLine.objects.visible_to(by).filter(year=year)
        money.lines = list(rows.select_related("area", "component"))
    if _any_told(lines, ["decision"]):
        money.numbers = _numbers(money.lines)
    if _any_told(lines, ["activity"]):
        activities = Activity.objects.visible_to(by).filter(cancelled_on=None)
        money.activities = list(activities.filter(year=year).select_related("area"))
    return money


def _any_told(lines: Sequence[Line], names: Sequence[str]) -> bool:
    return any(line.values[name] for line in lines for name in names)


def _numbers(lines: Sequence[BudgetLine]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    entries = BudgetEntry.objects.filter(line__in=[each.pk for each in lines])
    for line, number in entries.order_by().values_list("line_id", "number").distinct():
        found.setdefault(line, set()).add(cells.key_of(number))
    return found


def line_of(line: Line, money: Money, commune: Area | None) -> BudgetLine | None:
    """The one line that a row names; None with the problem noted, or naming none."""
    told = [name for name in LINE_NAMES if line.values[name]]
    if not told:
        return None
    found = [
        each
        for each in money.lines
        if all(_is_meant(each, name, line.values[name], money) for name in told)
    ]
    found = _nearest(found, commune)
    if len(found) == 1:
        return found[0]
    said = ", ".join(f"“{told_of(name, line.values[name])}”" for name in told)
    many = (
        f"Có {len(found)} dòng vốn khớp với {said}. Hãy ghi thêm dự án, nguồn vốn, "
        "loại vốn hoặc số quyết định giao vốn cho đủ để chỉ còn một dòng."
    )
    none = (
        f"Không có dòng vốn nào của năm kế hoạch khớp với {said} trong địa bàn bạn phụ "
        "trách. Hãy kiểm tra, hoặc ghi quyết định giao vốn trước."
    )
    wrong_cell(line, told[0], many if found else none)
    return None


def _is_meant(line: BudgetLine, name: str, told: str, money: Money) -> bool:
    if name in ("source", "capital"):
        return str(getattr(line, name)) == told
    if name == "decision":
        return cells.key_of(told) in money.numbers.get(line.pk, ())
    part = line.component
    names = [part.code, part.name] if part else [line.purpose]
    return cells.key_of(told) in map(cells.key_of, names)


def _nearest(found: list[T], commune: Area | None) -> list[T]:
    """Those of the household's own commune or above it, where there are any."""
    near = [each for each in found if commune and each.area.contains(commune)]
    return near or found


def activity_of(line: Line, money: Money, commune: Area | None) -> Activity | None:
    """The one activity that a row names; as line_of."""
    told = line.values["activity"]
    if not told:
        return None
    found = [each for each in money.activities if plain(each.name) == plain(told)]
    found = _nearest(found, commune)
    if len(found) == 1:
        return found[0]
    many = (
        f"Có {len(found)} hoạt động tên này trong năm kế hoạch: hãy để trống và ghi ở "
        "trang của hộ."
    )
    none = (
        "Không có hoạt động tên này trong năm kế hoạch ở địa bàn bạn phụ trách. Hãy "
        "ghi đúng tên như ở trang Hoạt động."
    )
    line.wrong("activity", many if found else none)
    return None
