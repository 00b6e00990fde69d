"""A chart on a page: the <figure> with its title, drawing, numbers, source, files."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from povertyportal.ui.charts.model import Column, Drawn, Files, Measure, Table, Value
from povertyportal.ui.numbers import UNKNOWN, vietnamese
from povertyportal.ui.words import lowered

if TYPE_CHECKING:
    from povertyportal.ui.charts.chart import Chart


def figure(chart: "Chart") -> SafeString:
    """The <figure> of a page."""
    drawn = chart.drawing.draw(chart.key, chart.measure)
    return format_html(
        '<figure class="chart" id="{}"><figcaption>{}</figcaption>{}{}{}{}{}</figure>',
        chart.key,
        chart.title,
        _paragraph("chart-unit", unit_words(chart.measure)),
        _drawing(chart, drawn),
        _paragraph("chart-note", chart.note),
        _numbers(chart, drawn) if chart.has_table else "",
        _foot(chart),
    )


def _drawing(chart: "Chart", drawn: Drawn) -> SafeString:
    """The <svg> of a page: as wide as there is room, its parts reached by keyboard."""
    return format_html(
        '<svg role="group" width="100%"{} aria-labelledby="{}-title" focusable="false">'
        '<title id="{}-title">{}</title>{}</svg>',
        _size(drawn),
        chart.key,
        chart.key,
        chart.title,
        drawn.parts,
    )


def _size(drawn: Drawn) -> SafeString:
    if drawn.view_box:
        return format_html(' viewBox="{}"', drawn.view_box)
    return format_html(' height="{}"', drawn.height)


def unit_words(measure: Measure) -> str:
    """What is measured in, as tables of official forms say it."""
    return f"Đơn vị: {measure.unit}" if measure.unit else ""


def source_words(chart: "Chart") -> str:
    """As of when, on which standard and basis, from where."""
    found = [
        f"tính đến {written_moment(chart.as_of)}" if chart.as_of else "",
        lowered(chart.standard),
        lowered(chart.basis),
        f"nguồn: {chart.source}" if chart.source else "",
    ]
    words = "; ".join(each for each in found if each)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def written_moment(at: dt.datetime | dt.date) -> str:
    """10:32 22/11/2026, or 22/11/2026 for a day."""
    if isinstance(at, dt.datetime):
        return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
    return f"{at:%d/%m/%Y}"


def _paragraph(kind: str, words: str) -> SafeString | str:
    return format_html('<p class="{}">{}</p>', kind, words) if words else ""


def _foot(chart: "Chart") -> SafeString:
    return format_html(
        "{}{}",
        _paragraph("chart-source", source_words(chart)),
        _links(chart.files, chart.title) if chart.files else "",
    )


def _links(files: Files, title: str) -> SafeString:
    return format_html(
        '<p class="chart-files no-print"><a href="{}" aria-label="Tải hình PNG: {}">'
        'Tải hình (PNG)</a><a href="{}" aria-label="Tải số liệu Excel: {}">'
        "Tải số liệu (Excel)</a></p>",
        files.png,
        title,
        files.xlsx,
        title,
    )


def _numbers(chart: "Chart", drawn: Drawn) -> SafeString:
    """The table of numbers, folded; open on paper unless the drawing tells all."""
    table = chart.table
    heads = format_html_join(
        "",
        '<th scope="col"{}>{}</th>',
        (
            (_class(_is_number(table, place)), column.label)
            for place, column in enumerate(table.columns)
        ),
    )
    rows = format_html_join(
        "", "<tr>{}</tr>", ((_cells(table.columns, row),) for row in table.rows)
    )
    return format_html(
        '<details class="chart-data{3}"><summary>Bảng số liệu</summary>'
        '<div class="table-wrap" tabindex="0" role="region"'
        ' aria-label="Bảng số liệu: {0}">'
        '<table class="data"><caption class="visually-hidden">{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div></details>",
        chart.title,
        heads,
        rows,
        mark_safe(" no-print") if drawn.is_told else "",
    )


def _class(is_number: bool) -> SafeString | str:
    return format_html(' class="{}"', "num") if is_number else ""


def _is_number(table: Table, place: int) -> bool:
    """Whether a column holds numbers: any but the first without a text."""
    return place > 0 and not any(isinstance(row[place], str) for row in table.rows)


def _cells(columns: tuple[Column, ...], row: tuple[Value, ...]) -> SafeString:
    first, *rest = row
    return format_html(
        '<th scope="row">{}</th>{}',
        written(first, columns[0]),
        format_html_join(
            "",
            "<td{}>{}</td>",
            (
                (_class(not isinstance(value, str)), written(value, column))
                for value, column in zip(rest, columns[1:], strict=True)
            ),
        ),
    )


def written(value: Value, column: Column) -> str:
    """A cell's words: numbers the Vietnamese way, unknown as –."""
    if value is None:
        return UNKNOWN
    return value if isinstance(value, str) else vietnamese(value, column.places)
