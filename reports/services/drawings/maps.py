"""The map as a chart: areas of today painted by a measure."""

from collections.abc import Callable

from povertyportal.areas.maps import AreaMap, has_boundary
from povertyportal.ui.charts import Chart
from reports.figures import Figures
from reports.services.grounds import in_words, sources
from reports.services.maps import measures
from reports.services.maps.making import MapFigures
from reports.services.maps.words import APART, MARK, area_of, finding, legend, noun

MAP = "ban-do"
# Which provenance of an area's figures is that of the measure; "own" for all others.
_SOURCE = {
    measures.RATE: "poor_rate",
    measures.NEAR_RATE: "near_poor_rate",
    measures.BOTH: "near_poor_rate",
    measures.COUNT: "poor",
}
_OURS = "Lớp là khoảng số tròn do cổng chia, không phải quy định."
_RESTATED = "Số liệu của đơn vị cũ tính lại theo địa giới hiện nay."
_PALE = "Màu càng nhạt, giải ngân càng ít: nơi cần đôn đốc."
_APART = "tăng, giảm tỷ lệ có thể chỉ do mẫu số, nên tiêu đề không kể."
_MONEY = "Chỉ tính vốn giao cho các đơn vị trên bản đồ, không tính vốn cấp trên giữ."


def map_of(
    found: MapFigures, address: Callable[[int], str] = lambda area: ""
) -> Chart | None:
    """The map of a measure; None where no area has a boundary.

    `address` leads to an area (id). The page shows the table beside it, so the figure
    holds none.
    """
    areas = tuple(area_of(found, row, address(row.area.pk)) for row in found.rows)
    blank = [each.name for each in areas if not has_boundary(each.province, each.code)]
    if len(blank) == len(areas):
        return None
    drawing = AreaMap(
        areas=areas,
        legend=tuple(legend(found)),
        heads=heads(found),
        palette=found.asked.shown.palette,
        has_neighbours=not found.by_province,
    )
    return Chart(
        key=MAP,
        title=finding(found),
        drawing=drawing,
        measure=found.asked.shown.measure,
        as_of=found.as_of,
        standard="" if found.is_money else found.period.standard_name,
        basis="vốn ghi trên cổng" if found.is_money else found.period.basis_name,
        source=in_words(_codes(found)),
        note=" ".join(_notes(found, blank)),
        place=found.place.name,
        period=f"năm {found.period.year}",
        has_table=False,
    )


def heads(found: MapFigures) -> tuple[str, str, str, str]:
    """Headings of the table: the area, the value, what it is made of."""
    shown = found.asked.shown
    area = "Tỉnh, thành phố" if found.by_province else "Xã, phường"
    return area, found.asked.name(found.period.standard), shown.part, shown.whole


def _codes(found: MapFigures) -> set[str]:
    kind = _SOURCE.get(found.asked.shown.code, "own")
    lines = [row.line.figures for row in found.rows if row.line]
    return {getattr(sources(each), kind) for each in lines or [Figures.of(())]} - {""}


def _notes(found: MapFigures, blank: list[str]) -> list[str]:
    notes = []
    if blank:
        notes.append(f"Chưa có ranh giới để vẽ, xem trong bảng: {', '.join(blank)}.")
    if found.is_restated:
        notes.append(_RESTATED)
    if found.is_money:
        return [*notes, *([_PALE, _MONEY, _OURS] if found.known else [_MONEY])]
    if found.apart:
        notes.append(f"{MARK} Nơi {APART}: {_APART}")
    if there := len(found.under_way):
        notes.append(f"{there} {noun(found)} chưa rà soát xong: không xếp lớp.")
    return [*notes, _OURS]
