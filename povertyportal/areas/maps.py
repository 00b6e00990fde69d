"""A map of communes (or of provinces) as a chart: plain values that draw themselves."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from django.utils.safestring import SafeString

from povertyportal.areas.boundaries import (
    ARCHIPELAGOS,
    archipelagos,
    communes_of,
    provinces,
)
from povertyportal.ui.charts.model import Column, Drawn, Measure, Table
from povertyportal.ui.charts.plain import known_as_plain
from povertyportal.ui.maps.drawing import (
    CHANGES,
    UPWARD,
    Region,
    Sheet,
    draw,
    view_box,
)
from povertyportal.ui.maps.geometry import Shape
from povertyportal.ui.maps.layout import Box, Layout, lay_out
from povertyportal.ui.maps.locator import locator

PALETTES = MappingProxyType({"upward": UPWARD, "changes": CHANGES})
WHOLE_COUNTRY = ""  # stands for the province of a map whose areas are provinces


@known_as_plain
@dataclass(frozen=True)
class MapArea:
    """An area of a map and what is said of it.

    `code` and `province` are codes of today (`province` is WHOLE_COUNTRY where the
    area is a province). `label` is the sentence that one hears and sees on pointing;
    `number` the class, 0 where `value` is not known. `part` of `whole` is what a rate
    is made of. `mark` follows the value, for what the chart's note says.
    """

    code: str
    province: str
    name: str
    label: str
    number: int
    value: Decimal | None
    part: int | None = None
    whole: int | None = None
    url: str = ""
    is_island: bool = False
    mark: str = ""


@known_as_plain
@dataclass(frozen=True)
class AreaMap:
    """Areas painted by class. `palette` is a key of PALETTES.

    `legend`: (class, what it means, how many areas), in the legend's order. `heads`:
    headings of the table for the area, its value, the part, the whole.
    `has_neighbours`: whether the other communes of the province are drawn around them.
    """

    areas: tuple[MapArea, ...]
    legend: tuple[tuple[int, str, str], ...]
    heads: tuple[str, str, str, str]
    palette: str = "upward"
    has_neighbours: bool = False

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw. Raises ValueError where no area has a boundary."""
        codes = tuple(sorted((area.province, area.code) for area in self.areas))
        islands = frozenset(area.code for area in self.areas if area.is_island)
        layout = _layout(codes, islands, self.has_neighbours)
        regions = tuple(
            self._region(area, measure)
            for area in self.areas
            if area.code in layout.outlines
        )
        here = tuple(sorted({area.province or area.code for area in self.areas}))
        sheet = Sheet(
            f"{key}-map",
            layout,
            regions,
            PALETTES[self.palette],
            tuple((number, f"{words}: {many}") for number, words, many in self.legend),
            _where(here, layout.where),
        )
        return Drawn(draw(sheet), layout.height, view_box(layout))

    def _region(self, area: MapArea, measure: Measure) -> Region:
        """What is written on the map: the unit of long words stands above it."""
        short = measure if measure.unit == "%" else replace(measure, unit="")
        words = short.words(area.value)
        if self.palette == "changes" and area.value is not None:
            words = short.signed(area.value)
        words += area.mark
        return Region(area.code, area.name, words, area.label, area.number, area.url)

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        name, value, part, whole = self.heads
        meaning = {number: words for number, words, _ in self.legend}
        has_parts = any(area.whole is not None for area in self.areas)
        parts = (Column(part), Column(whole)) if has_parts else ()
        return Table(
            (Column(name), Column(value, measure.places), *parts, Column("Lớp")),
            tuple(
                (
                    area.name + area.mark,
                    area.value,
                    *((area.part, area.whole) if has_parts else ()),
                    meaning[area.number],
                )
                for area in self.areas
            ),
        )


@lru_cache(maxsize=64)
def _layout(
    codes: tuple[tuple[str, str], ...], islands: frozenset[str], has_neighbours: bool
) -> Layout:
    """Geometry does not change: laid out once a process for the same areas."""
    shapes: dict[str, Shape] = {}
    others: list[Shape] = []
    for province in sorted({province for province, _ in codes}):
        known = communes_of(province) if province else _with_archipelagos()
        wanted = {code for each, code in codes if each == province}
        shapes |= {code: shape for code, shape in known.items() if code in wanted}
        if has_neighbours:
            rest = known.keys() - wanted - islands
            others += [known[code] for code in sorted(rest)]
    return lay_out(shapes, islands, others)


def _with_archipelagos() -> dict[str, Shape]:
    """Provinces with every islet of their archipelagos: the simplified shapes of
    provinces have lost most of them."""
    found, full = dict(provinces()), archipelagos()
    for name, (province, _) in ARCHIPELAGOS.items():
        found[province] += full[name]
    return found


@lru_cache(maxsize=64)
def _where(here: tuple[str, ...], box: Box) -> SafeString:
    """The country with these provinces (codes) set off, and their archipelagos."""
    far = {name for name, (province, _) in ARCHIPELAGOS.items() if province in here}
    return locator(provinces(), archipelagos(), far.union(here), box)


def has_boundary(province: str, code: str) -> bool:
    """Whether a commune (or, of WHOLE_COUNTRY, a province) of today is on the map."""
    return code in (communes_of(province) if province else provinces())
