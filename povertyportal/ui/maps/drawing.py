"""A map as inline SVG: areas that are links, words where there is room, a legend.

Fills differ in lightness and in pattern, so that classes are told apart in grey. All
attributes: the content policy allows no style="", and a drawing that leaves the page
(as a picture) keeps its look. Sizes are units of the layout; `map-…` classes are
enlarged on a phone by css/maps.css.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from povertyportal.ui.charts.svg import element, item, joined
from povertyportal.ui.maps.classes import UNKNOWN_CLASS
from povertyportal.ui.maps.geometry import SIDE
from povertyportal.ui.maps.labels import LEADING, Room
from povertyportal.ui.maps.layout import GAP, LARGE, TYPE, Box, Layout, Outline

INK, PALE, PALE_EDGE = "#18242f", "#f3f5f7", "#c3ccd4"
BORDER = "#66727e"
# Between areas a dark line on a white one: seen on the palest fill, on the darkest and
# on marks that run on in the next area.
LINE, LINE_WIDTH, HALO_WIDTH = "#22303c", 1.7, 6
# Wide enough to keep words readable on the darkest fill and on any marks.
RIM = mark_safe(
    ' stroke="#fff" stroke-width="7" stroke-linejoin="round" paint-order="stroke"'
)
# Words for a wide drawing, and those that a phone shows instead (css/maps.css).
WIDE = mark_safe('class="map-name"')
PHONE = format_html('class="map-phone" display="none" font-size="{}"', LARGE)
LEGEND_ROW = 46  # units: room for a line of the size that a phone needs
# Marks of a tile of 24 units that meet those of the tiles around it.
HATCH = (
    '<path d="M-2 2L2 -2M-2 14L14 -2M-2 26L26 -2M10 26L26 10M22 26L26 22"'
    ' stroke="{}" stroke-width="{}"/>'
)
DOTS = '<circle cx="6" cy="6" r="2.4" fill="{0}"/><circle cx="18" cy="18" r="2.4" fill="{0}"/>'  # noqa: E501
CROSS = '<path d="M0 12H24M12 0V24" stroke="{}" stroke-width="{}"/>'


@dataclass(frozen=True)
class Fill:
    """How a class is painted: a ground and perhaps marks on it."""

    ground: str
    marks: str = ""


# From little to much; the number of a class is its place, 0 is "not known".
UPWARD = (
    Fill("#ffffff", HATCH.format("#a3adb6", 2.5)),
    Fill("#eef4f9"),
    Fill("#cfdfec", DOTS.format("#7d9db8")),
    Fill("#9dbcd6", HATCH.format("#5f88ab", 2)),
    Fill("#5b8db5", CROSS.format("#3b6c94", 2)),
    Fill("#143a5c"),
)
# Falling in three steps, no change, rising.
CHANGES = (
    UPWARD[UNKNOWN_CLASS],
    Fill("#1f6b4a"),
    Fill("#6fae8f", CROSS.format("#4a8b6c", 2)),
    Fill("#cfe6da", DOTS.format("#7fb39a")),
    Fill("#ffffff"),
    Fill("#c9867f", HATCH.format("#7a2018", 5)),
)


@dataclass(frozen=True)
class Region:
    """An area of the map: what it is called, what is said of it, where it leads.

    `name` and `value` are written on the map where there is room; `label` is the whole
    sentence that a reader of the screen hears and a mouse sees.
    """

    key: str
    name: str
    value: str
    label: str
    number: int
    url: str = ""


@dataclass(frozen=True)
class Sheet:
    """What is drawn: a layout, its regions in reading order, how classes look.

    `legend`: what the classes mean, in the order of the legend. `key` begins every id.
    """

    key: str
    layout: Layout
    regions: Sequence[Region]
    fills: Sequence[Fill]
    legend: Sequence[tuple[int, str]]
    locator: SafeString = mark_safe("")


def draw(sheet: Sheet) -> SafeString:
    """The inside of an <svg> with `view_box`."""
    used = sorted({number for number, _ in sheet.legend})
    return format_html(
        '<g class="map"><defs>{}</defs>{}'
        '<g stroke="#fff" stroke-width="{}" stroke-linejoin="round"'
        ' stroke-linecap="round">{}</g>'
        '<g fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round"'
        ' stroke-linecap="round" pointer-events="none" aria-hidden="true">{}</g>'
        '<g fill="{}" font-size="{}" aria-hidden="true"><g text-anchor="middle"'
        ' pointer-events="none"{}>{}</g>{}</g>{}</g>',
        patterns(sheet.key, sheet.fills, used),
        _around(sheet),
        HALO_WIDTH,
        joined(
            _area(sheet, region, place) for place, region in enumerate(sheet.regions)
        ),
        LINE,
        LINE_WIDTH,
        joined(_lined(sheet, place) for place in range(len(sheet.regions))),
        INK,
        TYPE,
        RIM,
        joined(
            _words(region, sheet.layout.outlines[region.key])
            for region in sheet.regions
        ),
        _legend(sheet),
        sheet.locator,
    )


def view_box(layout: Layout) -> str:
    """The `viewBox` that a layout is drawn in."""
    return f"0 0 {SIDE} {layout.height}"


def patterns(key: str, fills: Sequence[Fill], used: Collection[int]) -> SafeString:
    """The patterns of the classes that are used."""
    return format_html_join(
        "",
        '<pattern id="{}-{}" width="24" height="24" patternUnits="userSpaceOnUse">'
        '<rect width="24" height="24" fill="{}"/>{}</pattern>',
        (
            (key, number, fills[number].ground, mark_safe(fills[number].marks))  # noqa: S308
            for number in used
            if fills[number].marks
        ),
    )


def paint(key: str, fills: Sequence[Fill], number: int) -> str:
    """The `fill` of a class: its pattern or its plain ground."""
    return f"url(#{key}-{number})" if fills[number].marks else fills[number].ground


def _around(sheet: Sheet) -> SafeString:
    layout = sheet.layout
    if not layout.around:
        return mark_safe("")
    # What lies beyond the land's part of the sheet is cut off.
    return format_html(
        '<clipPath id="{0}-land"><rect width="{1}" height="{2}"/></clipPath>'
        '<path d="{3}" fill="{4}" stroke="{5}" clip-path="url(#{0}-land)"'
        ' aria-hidden="true"/>',
        sheet.key,
        SIDE,
        layout.where.y - GAP,
        layout.around,
        PALE,
        PALE_EDGE,
    )


def _area(sheet: Sheet, region: Region, place: int) -> SafeString:
    outline = sheet.layout.outlines[region.key]
    box = outline.box
    fill = paint(sheet.key, sheet.fills, region.number)
    # The fill is the group's: the path is drawn again as a line only.
    path = format_html(
        '<g fill="{}"><path id="{}-a{}" d="{}"/></g>',
        fill,
        sheet.key,
        place,
        outline.path,
    )
    parts = [_ground(box), path, _tag(box, fill)] if box else [path]
    return item(region.label, parts, region.url)


def _lined(sheet: Sheet, place: int) -> SafeString:
    """The outline of an area that was drawn, above all fills."""
    outline = sheet.layout.outlines[sheet.regions[place].key]
    # Islets of a far island are smaller than a point: a rim shows them.
    width = 2 * LINE_WIDTH if outline.box else None
    return element("use", href=f"#{sheet.key}-a{place}", stroke_width=width)


def _ground(box: Box) -> SafeString:
    """The box of an island: something to point at."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#fff" stroke="{}"'
        ' stroke-width="1.5" stroke-dasharray="8 5"/>',
        box.x + 1,
        box.y + 1,
        box.width - 2,
        box.height - 2,
        BORDER,
    )


def _tag(box: Box, fill: str) -> SafeString:
    """A sample of the island's class: its islets are too small to show their fill."""
    return element(
        "rect",
        x=box.x + 12,
        y=box.y + box.height - 38,
        width=44,
        height=28,
        fill=fill,
        stroke=BORDER,
        stroke_width=1.5,
    )


def _words(region: Region, outline: Outline) -> SafeString:
    """Name and value where both fit, else one of them, else nothing.

    Twice: for a wide drawing, which keeps the name, and in the letters that a phone
    needs, where the value comes first (names stand in the table, and where it leads).
    """
    if outline.box:
        return _over_box(region, outline.box)
    name, value = region.name, region.value if region.number else ""
    wide = (
        _lines(outline.two, (name, value), TYPE)
        if value and outline.two.holds(max(name, value, key=len), TYPE)
        else _lines(outline.one, (name,), TYPE)
    )
    phone = (
        _lines(outline.two_large, (name, value), LARGE)
        if value and outline.two_large.holds(max(name, value, key=len), LARGE)
        else _lines(outline.large, (value or name,), LARGE)
    )
    return wide + phone


def _lines(room: Room, lines: Sequence[str], size: int) -> SafeString:
    """One line or two in a room; nothing where they are too wide."""
    if not room.holds(max(lines, key=len), size):
        return mark_safe("")
    look = WIDE if size == TYPE else PHONE
    if len(lines) == 1:
        return format_html(
            '<text {} x="{}" y="{}" dy=".35em">{}</text>', look, room.x, room.y, *lines
        )
    return format_html(
        '<text {0} x="{1}" y="{2}">{3}<tspan class="map-value" x="{1}"'
        ' dy="{4}" font-weight="600">{5}</tspan></text>',
        look,
        room.x,
        room.y - 2,
        lines[0],
        round(size * LEADING),
        lines[1],
    )


def _over_box(region: Region, box: Box) -> SafeString:
    """The island's name at the head of its box, its value at the foot."""
    middle = box.x + box.width // 2
    return format_html(
        '<text class="map-name" x="{0}" y="{1}">{2}</text>'
        '<text class="map-phone" display="none" x="{0}" y="{3}" font-size="36">{4}'
        "</text>"
        '<text class="map-name" x="{0}" y="{5}">{6}</text>'
        '<text class="map-phone" display="none" x="{0}" y="{5}" font-size="36">{6}'
        "</text>",
        middle,
        box.y + 30,
        region.name,
        box.y + 38,
        region.name.removeprefix("Đặc khu "),
        box.y + box.height - 12,
        region.value,
    )


def _legend(sheet: Sheet) -> SafeString:
    """One line a class: a sample of its fill, what it means."""
    box = sheet.layout.legend
    return joined(
        format_html(
            '{}<text class="map-key" x="{}" y="{}" dy=".35em">{}</text>',
            _sample(sheet, number, box.x, box.y + place * LEGEND_ROW),
            box.x + 74,
            box.y + place * LEGEND_ROW + LEGEND_ROW // 2,
            words,
        )
        for place, (number, words) in enumerate(sheet.legend)
    )


def _sample(sheet: Sheet, number: int, x: int, y: int) -> SafeString:
    return element(
        "rect",
        x=x + 2,
        y=y + 5,
        width=56,
        height=LEGEND_ROW - 10,
        fill=paint(sheet.key, sheet.fills, number),
        stroke=BORDER,
    )
