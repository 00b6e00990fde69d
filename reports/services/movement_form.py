"""Lines and notes of forms 2 and 3: the movement by area, and what does not agree."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from households.rules.outcome import PovertyClass
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese
from reports import movement
from reports.movement import Counted, Span, Table, Tables
from reports.services.day_lines import communes_on
from reports.services.form_lines import named

NEAR_POOR, POOR = PovertyClass.NEAR_POOR, PovertyClass.POOR


@dataclass(frozen=True)
class MovementLine:
    """One area of the form: its mark ("1", "1.2", empty for a grand total), numbers."""

    mark: str
    name: str
    table: Table
    bold: bool = False


@dataclass(frozen=True)
class MovementContent:
    """Lines of the table, the notes under it, when it was counted."""

    kind: PovertyClass
    span: Span
    lines: tuple[MovementLine, ...]
    notes: tuple[str, ...]
    as_of: dt.datetime


def content_of(
    areas: list[Area], counted: Counted, kind: PovertyClass, as_of: dt.datetime
) -> MovementContent:
    """The form of a class (poor: 2, near-poor: 3) for areas, from their communes'
    movement, counted at a moment."""
    span = counted.span
    inside = Area.objects.under(*areas).communes()
    communes = list(inside.order_by("pk").values_list("pk", flat=True))
    there = communes_on(communes, span.last, counted.by_commune)
    lines = tuple(_lines(areas, there, counted, kind))
    return MovementContent(kind, span, lines, tuple(_notes(counted, there)), as_of)


def _lines(
    areas: list[Area], communes: list[Area], counted: Counted, kind: PovertyClass
) -> Iterable[MovementLine]:
    groups = grouped(areas, communes)
    if len(groups) > 1:
        name = areas[0].name if len(areas) == 1 else "Tổng số"
        yield MovementLine("", name, counted.total()[kind], bold=True)
    for number, (head, children) in enumerate(groups, start=1):
        inside = [area.pk for area in children] or [head.pk]
        table = counted.total(inside)[kind]
        yield MovementLine(str(number), head.name, table, bold=bool(children))
        for place, child in enumerate(children, start=1):
            table = counted.total([child.pk])[kind]
            yield MovementLine(f"{number}.{place}", child.name, table)


def grouped(areas: list[Area], communes: list[Area]) -> list[tuple[Area, list[Area]]]:
    """Each heading with its communes: a district, or a province that has none, or a
    commune by itself."""
    parents = Area.objects.in_bulk({area.parent_id for area in communes} - {None})
    groups: list[tuple[Area, list[Area]]] = []
    for top in areas:
        if top.level == Level.COMMUNE:
            groups.append((top, []))
            continue
        below = [area for area in communes if top.contains(area)]
        heads = sorted(
            {parents[area.parent_id] for area in below if area.parent_id},
            key=lambda area: (area.sort_key, area.pk),
        )
        groups += [
            (head, [area for area in below if area.parent_id == head.pk])
            for head in heads
        ]
    return groups


def disagreements(tables: Tables) -> list[str]:
    """Where forms 2 and 3 tell two numbers of the same households (law: checks)."""
    poor, near = tables[POOR].households, tables[NEAR_POOR].households
    return [
        f"biểu 2 cột {mine} ({poor[mine]}) khác biểu 3 cột {theirs} ({near[theirs]})"
        for mine, theirs in ((2, 5), (5, 3))
        if poor[mine] != near[theirs]
    ]


def _notes(counted: Counted, communes: list[Area]) -> Iterable[str]:
    span = counted.span
    yield (
        f"Xếp theo đơn vị hành chính và nơi cư trú; đầu kỳ {span.first:%d/%m/%Y}, cuối "
        f"kỳ {span.last:%d/%m/%Y} theo bản đồ ngày cuối kỳ. Nhân khẩu như trong phiếu "
        "được công nhận; người thêm, bớt trong hộ ở nguyên danh sách tính ở cột 8, 4."
    )
    if span.crosses_standards:
        yield (
            "Hai chuẩn nghèo: dòng “do đổi chuẩn” là phần của cột 4 và cột 8 mà cùng "
            "một phiếu, theo chuẩn cũ, hộ không đổi diện."
        )
    silent = [area.name for area in communes if area.pk not in counted.by_commune]
    if silent:
        yield (
            f"Ghi 0 vì cổng không có hộ nào đầu kỳ và cuối kỳ ở {named(silent)}: nơi "
            "chưa nhập danh sách thì số 0 chưa phải là kết quả."
        )
    for area in communes:
        tables = counted.by_commune.get(area.pk)
        for words in disagreements(tables) if tables else ():
            yield f"Cảnh báo: {area.name}: {words}."
        if tables and not all(table.is_closed for table in tables.values()):
            yield f"Cảnh báo: {area.name}: biểu chưa cân đối."
    yield from _untold(counted, communes)


def _untold(counted: Counted, communes: list[Area]) -> Iterable[str]:
    if not counted.untold:
        return
    found = {g.commune_id for g in counted.groups if movement.is_untold(g)}
    where = named([area.name for area in communes if area.pk in found])
    yield (
        f"Cảnh báo: {vietnamese(counted.untold)} hộ tăng hoặc giảm chưa có phiếu rà "
        f"soát, quyết định hay biến động cho biết vì sao ({where}); danh sách từng hộ "
        "ở trang Diễn biến."
    )
