"""The map as a chart: areas of today painted by a measure."""

from collections.abc import Callable

from povertyportal.areas.maps import AreaMap
from povertyportal.ui.charts import Chart
from reports.figures import Basis, Figures
from reports.services.grounds import in_words, sources
from reports.services.maps import measures
from reports.services.maps.making import MapFigures
from reports.services.maps.words import area_of, finding, legend

MAP = "ban-do"
# Which provenance of an area's figures is that of the measure; "own" for all others.
_SOURCE = {
    measures.RATE: "poor_rate",
    measures.NEAR_RATE: "near_poor_rate",
    measures.BOTH: "near_poor_rate",
    measures.COUNT: "poor",
}
_OURS = "Lớp là khoảng số tròn do cổng chia, không phải quy định."
_MONEY = "Chỉ tính vốn giao cho các đơn vị trên bản đồ, không tính vốn cấp trên giữ."


def map_of(found: MapFigures, address: Callable[[int], str] = lambda area: "") -> Chart:
    """The map of a measure; `address` leads to an area (id).

    The page shows the table beside it, so the figure holds none.
    """
    is_money = found.asked.shown.code == measures.MONEY
    drawing = AreaMap(
        areas=tuple(area_of(found, row, address(row.area.pk)) for row in found.rows),
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
        standard="" if is_money else found.period.standard_name,
        basis="vốn ghi trên cổng" if is_money else found.period.basis_name,
        source=in_words(_codes(found)),
        note=" ".join(_notes(found, is_money)),
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


def _notes(found: MapFigures, is_money: bool) -> list[str]:
    notes = [_MONEY] if is_money else []
    if not is_money and found.period.basis == Basis.PRELIMINARY:
        under_way = [
            row for row in found.rows if row.line and not row.line.figures.is_complete
        ]
        if under_way:
            notes.append(f"{len(under_way)} xã chưa rà soát xong: số còn thay đổi.")
    return [*notes, _OURS]
