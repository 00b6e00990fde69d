"""Where in the country a place is: a small map that always shows the archipelagos."""

from collections.abc import Collection, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from povertyportal.ui.charts.svg import RIM, element, joined
from povertyportal.ui.maps.drawing import BORDER, INK
from povertyportal.ui.maps.geometry import Frame, Projection, Shape, path_of
from povertyportal.ui.maps.layout import Box

LAND, PLACE = "#dfe5ea", "#9b1c12"
KIND = "Quần đảo "  # how the names begin
SMALL, LARGE = 26, 36  # units: sizes of the names, the larger for a phone
FOOT = 2 * LARGE + 8  # units under the southernmost island, for its name
WIDE = mark_safe('class="map-name"')
PHONE = mark_safe('class="map-phone" display="none"')


def locator(
    country: Mapping[str, Shape],
    archipelagos: Mapping[str, Shape],
    places: Collection[str],
    box: Box,
) -> SafeString:
    """The country in a box, the `places` (keys of both) set off.

    `archipelagos`: full shapes by name, such as "Quần đảo Hoàng Sa"; each islet is a
    dot, and the name is written beside them, off the land.
    """
    frame = Frame.around([*country.values(), *archipelagos.values()])
    projection = Projection.into(frame, box.width, box.height - FOOT, box.x, box.y)
    return format_html(
        '<g class="map-where" aria-hidden="true">{}<g fill="{}" stroke="{}"'
        ' stroke-width=".7">{}</g><g class="map-islets" stroke="{}" stroke-width="3.6"'
        ' stroke-linecap="round">{}</g>{}</g>',
        element(
            "rect",
            x=box.x + 1,
            y=box.y + 1,
            width=box.width - 2,
            height=box.height - 2,
            fill="#fff",
            stroke=BORDER,
        ),
        LAND,
        BORDER,
        joined(_province(country, key, key in places, projection) for key in country),
        INK,
        joined(
            _islets(shape, name in places, projection)
            for name, shape in archipelagos.items()
        ),
        joined(
            _name(name, shape, projection, box) for name, shape in archipelagos.items()
        ),
    )


def _province(
    country: Mapping[str, Shape], key: str, is_here: bool, projection: Projection
) -> SafeString:
    lines = [projection.line(polygon[0]) for polygon in country[key]]
    mark = PLACE if is_here else None
    return element("path", d=path_of(lines), fill=mark, stroke=mark)


def _islets(shape: Shape, is_here: bool, projection: Projection) -> SafeString:
    """Each islet as a dot: none is large enough to have an outline here."""
    spots = {projection.spot(polygon[0][0]) for polygon in shape}
    dots = "".join(f"M{x} {y}h0" for x, y in sorted(spots))
    return element("path", d=dots, stroke=PLACE if is_here else None)


def _name(name: str, shape: Shape, projection: Projection, box: Box) -> SafeString:
    """Beside the islets at the right edge, where the sea is: above northern ones,
    under southern ones. In two sizes, the larger one for a phone."""
    frame, country = Frame.around([shape]), projection.frame
    _, head = projection.spot((frame.west, frame.north))
    _, foot = projection.spot((frame.west, frame.south))
    is_above = frame.south > (country.south + country.north) / 2
    right = box.x + box.width - 8
    return format_html(
        '<g text-anchor="end" fill="{}"{}>{}</g>',
        INK,
        RIM,
        joined(
            _two_lines(
                look, size, right, head - 10 - size if is_above else foot + size, name
            )
            for look, size in ((WIDE, SMALL), (PHONE, LARGE))
        ),
    )


def _two_lines(look: SafeString, size: int, x: int, y: int, name: str) -> SafeString:
    """The kind over the own name; `y` is the foot of the first line."""
    return format_html(
        '<text {0} font-size="{1}" x="{2}" y="{3}">{4}'
        '<tspan x="{2}" dy="{1}">{5}</tspan></text>',
        look,
        size,
        x,
        y,
        KIND.strip(),
        name.removeprefix(KIND),
    )
