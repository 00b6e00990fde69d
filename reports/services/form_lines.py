"""The lines of an official form by area, and what must be noted under it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese
from reports.figures import Basis, Figures
from reports.models import AreaSummary
from reports.services.grounds import alike, source_words, sources, without_figures
from reports.services.selection import Period, rows_of

NAMED_AT_MOST = 8


@dataclass(frozen=True)
class FormLine:
    """One line: its mark ("1", "1.2", empty for a grand total), area, figures."""

    mark: str
    name: str
    figures: Figures
    bold: bool = False
    area: Area | None = None


@dataclass(frozen=True)
class FormContent:
    """Lines of the table and the notes under it."""

    lines: tuple[FormLine, ...]
    notes: tuple[str, ...]
    as_of: dt.datetime


def content_of(areas: list[Area], period: Period) -> FormContent:
    """The form's lines from the kept figures, as of the oldest of them."""
    kept = _kept(areas, period)
    absent = _absent(areas, period)
    tops = [kept[area.pk] for area in areas if area.pk in kept]
    groups = _groups(tops, kept.values())
    lines: list[FormLine] = []
    if len(groups) > 1:
        name = tops[0].area.name if len(tops) == 1 else "Tổng số"
        lines.append(FormLine("", name, Figures.of(tops, len(absent)), bold=True))
    for number, (head, children) in enumerate(groups, start=1):
        lines.append(_line(str(number), head, bold=bool(children)))
        lines += [
            _line(f"{number}.{place}", child)
            for place, child in enumerate(children, start=1)
        ]
    is_preliminary = period.basis == Basis.PRELIMINARY
    notes = (*notes_of(lines, absent, is_preliminary), *_origins(lines))
    return FormContent(tuple(lines), notes, min(row.built_at for row in tops))


def notes_of(
    lines: list[FormLine], absent: list[str], is_preliminary: bool
) -> tuple[str, ...]:
    """What form 1 rests on and which rates are blank; `absent` are communes' names."""
    return (*_coverage(lines, absent), *_notes(lines, is_preliminary))


def _line(mark: str, row: AreaSummary, *, bold: bool = False) -> FormLine:
    return FormLine(mark, row.area.name, Figures.of([row]), bold, row.area)


def _kept(areas: list[Area], period: Period) -> dict[int, AreaSummary]:
    below = Area.objects.under(*areas).exclude(level=Level.VILLAGE).values("pk")
    rows = rows_of(below).filter(
        year=period.year, standard=period.standard, basis=period.basis
    )
    return {row.area_id: row for row in rows}


def _groups(
    tops: list[AreaSummary], rows: Iterable[AreaSummary]
) -> list[tuple[AreaSummary, list[AreaSummary]]]:
    """Each heading with the communes under it: a district, or a province that has
    none, or a commune by itself."""
    children: dict[int, list[AreaSummary]] = {}
    for row in rows:
        if row.area.parent_id:
            children.setdefault(row.area.parent_id, []).append(row)
    groups = []
    for top in tops:
        below = children.get(top.area_id, [])
        districts = [row for row in below if row.area.level == Level.DISTRICT]
        for head in districts or [top]:
            groups.append((head, children.get(head.area_id, [])))
    return groups


def _notes(lines: list[FormLine], is_preliminary: bool) -> list[str]:
    notes = []
    communes = [line for line in lines if not line.bold]
    without = [
        line.name
        for line in communes
        if not line.figures.missing and not line.figures.resident_households
    ]
    if without:
        notes.append(f"Chưa có tổng số hộ dân cư của {named(without)}: tỷ lệ để trống.")
    beyond = [line.name for line in communes if _beyond(line.figures)]
    if beyond:
        notes.append(
            f"Số hộ rà soát lớn hơn tổng số hộ dân cư ở {named(beyond)}: hãy kiểm tra "
            "lại tổng số hộ; tỷ lệ để trống."
        )
    if is_preliminary:
        unfinished = [line.name for line in communes if not line.figures.is_complete]
        if unfinished:
            notes.append(f"Chưa rà soát xong: {named(unfinished)}.")
    return notes


def _beyond(figures: Figures) -> bool:
    whole = figures.resident_households
    return whole is not None and (figures.poor or 0) > whole


def _absent(areas: list[Area], period: Period) -> list[str]:
    """Names of communes of that time without figures."""
    below = Area.objects.under(*areas).values("pk")
    found = without_figures(
        below, year=period.year, standard=period.standard, basis=period.basis
    )
    return list(found.values_list("name", flat=True))


def _coverage(lines: list[FormLine], absent: list[str]) -> list[str]:
    """On how many communes the form rests, and whose rate is therefore blank."""
    if not absent:
        return []
    known = sum(line.figures.communes or 0 for line in lines if _is_commune(line))
    there = known + len(absent)
    notes = [
        f"Số liệu của {vietnamese(known)} trên {vietnamese(there)} xã; chưa có số liệu "
        f"của {named(absent)}."
    ]
    partial = [line.name for line in lines if line.figures.missing]
    if partial:
        notes.append(f"Tỷ lệ của {named(partial)} để trống vì chưa đủ số liệu.")
    return notes


def _is_commune(line: FormLine) -> bool:
    return line.area is not None and line.area.level == Level.COMMUNE


def _origins(lines: list[FormLine]) -> list[str]:
    """Where the numbers come from, lines of the same sources together."""
    told = alike((line.name, sources(line.figures)) for line in lines)
    return [
        f"Nguồn số liệu{f' ({named(names)})' if names else ''}: {source_words(source)}."
        for names, source in told
    ]


def named(names: list[str]) -> str:
    """Names in a row, the first few of many."""
    if len(names) <= NAMED_AT_MOST:
        return ", ".join(names)
    return (
        f"{', '.join(names[:NAMED_AT_MOST])} và {len(names) - NAMED_AT_MOST} nơi khác"
    )
