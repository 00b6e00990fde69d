"""A chart as one SVG that stands by itself: for a picture, for a paper.

It holds its title, place, unit, source and note, since no page is around it.
"""

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.page import source_words, unit_words

if TYPE_CHECKING:
    from povertyportal.ui.charts.chart import Chart

WIDTH, EDGE = 760, 24  # px: what A4 in portrait shows at a readable size
TITLE = 18
# What pages take from their stylesheet; drawn without any other font than the family.
_LOOK = mark_safe(
    ".chart-soft{fill:#4a5763}.chart-hint{display:none}.chart-value{font-weight:700}"
)


def as_svg(chart: "Chart", family: str, *, tallest: float | None = None) -> SafeString:
    """The SVG in letters of `family`.

    A drawing that grows with its width (a map) is at most `tallest` px high: it is
    drawn narrower, so that its words are larger where the whole is shown in a width.
    """
    drawn = chart.drawing.draw(chart.key, chart.measure)
    width = _width(drawn.view_box, tallest)
    head, y = _head(chart, width)
    inner = width - 2 * EDGE
    box = drawn.view_box or f"0 0 {inner} {drawn.height}"
    height = drawn.height if not drawn.view_box else inner * _ratio(box)
    body = format_html(
        '<svg x="{}" y="{}" width="{}" height="{}" viewBox="{}" overflow="visible"'
        ' font-size="{}">{}</svg>',
        EDGE,
        f"{y:g}",
        inner,
        f"{height:g}",
        box,
        svg.SIZE,
        drawn.parts,
    )
    foot, y = _foot(chart, y + height + 14, width)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}"'
        ' viewBox="0 0 {2} {3}" font-family="{4}" fill="#18242f"><style>{5}</style>'
        '<rect width="100%" height="100%" fill="#fff"/>{6}{7}{8}</svg>',
        WIDTH,
        f"{y * WIDTH / width:g}",
        f"{width:g}",
        f"{y:g}",
        family,
        _LOOK,
        svg.joined(head),
        body,
        svg.joined(foot),
    )


def _ratio(box: str) -> float:
    """Height by width of a view box "0 0 600 480"."""
    _, _, width, height = (float(each) for each in box.split())
    return height / width


def _width(box: str, tallest: float | None) -> float:
    """In how many px it is drawn; WIDTH unless its drawing would be too tall."""
    if not box or tallest is None:
        return WIDTH
    return min(float(WIDTH), tallest / _ratio(box) + 2 * EDGE)


def _head(chart: "Chart", width: float) -> tuple[list[SafeString], float]:
    """Title, place and period, unit; and where the drawing begins."""
    y, parts = float(EDGE), []
    for line in svg.wrapped(chart.title, width - 2 * EDGE, size=TITLE):
        y += TITLE + 4
        parts.append(_words(line, y, size=TITLE, bold=True))
    where = " – ".join(each for each in (chart.place, chart.period) if each)
    for line in (where, unit_words(chart.measure)):
        for part in svg.wrapped(line, width - 2 * EDGE):
            y += svg.LINE
            parts.append(_words(part, y))
    return parts, y + 16


def _foot(chart: "Chart", y: float, width: float) -> tuple[list[SafeString], float]:
    """Note and source, and where the picture ends."""
    parts = []
    for words in (chart.note, source_words(chart)):
        for line in svg.wrapped(words, width - 2 * EDGE, size=svg.SMALL):
            y += svg.LINE
            parts.append(_words(line, y, size=svg.SMALL))
    return parts, y + EDGE


def _words(
    words: str, y: float, *, size: float = svg.SIZE, bold: bool = False
) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}"{}>{}</text>',
        EDGE,
        f"{y:g}",
        size,
        mark_safe(' font-weight="700"') if bold else "",
        words,
    )
