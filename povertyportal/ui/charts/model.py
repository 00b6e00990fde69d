"""How a chart is measured, drawn and put into a table.

The parts that every kind of chart shares; `chart.Chart` holds them together.
"""

from dataclasses import dataclass
from typing import Protocol

from django.utils.safestring import SafeString

from povertyportal.ui.numbers import UNKNOWN, Number, vietnamese


@dataclass(frozen=True)
class Measure:
    """How values are written: their unit and their decimals (None: as they come)."""

    unit: str
    places: int | None = None

    def words(self, value: Number | None) -> str:
        """3.1 as "3,10%" or "3,1 điểm"; unknown as –."""
        if value is None:
            return UNKNOWN
        return vietnamese(value, self.places) + self.suffix

    def signed(self, value: Number) -> str:
        """As `words`, a plus before what is gained."""
        return f"+{self.words(value)}" if value > 0 else self.words(value)

    @property
    def suffix(self) -> str:
        """What follows a number: "%" at once, a word after a space."""
        return self.unit if self.unit in ("", "%") else f" {self.unit}"


def headed(words: str, measure: Measure) -> str:
    """A column's heading with the unit of its numbers: "Tỷ lệ (%)"."""
    return f"{words} ({measure.unit})" if measure.unit else words


@dataclass(frozen=True)
class Column:
    """A column of a chart's table; `places` fixes its decimals, texts ignore it."""

    label: str
    places: int | None = None


Value = Number | str | None


@dataclass(frozen=True)
class Table:
    """The numbers of a chart. The first cell of a row names it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """The inside of an <svg>: its parts, its height in px.

    `is_told`: every number stands in the drawing, so that paper needs no table.

    Without `view_box` widths are per cent of the page, so that letters keep their size
    on a phone; with one ("0 0 600 480") the drawing is scaled as a whole, as a map is.
    """

    parts: SafeString
    height: int
    view_box: str = ""
    is_told: bool = False


class Drawing(Protocol):
    """A kind of chart: a frozen dataclass of plain values that can draw itself."""

    def draw(self, key: str, measure: Measure) -> Drawn:
        """The drawing; `key` begins every id in it. Raises ValueError for data that
        this kind cannot show honestly."""
        ...

    def table(self, measure: Measure) -> Table:
        """The same numbers as a table."""
        ...


@dataclass(frozen=True)
class Files:
    """Addresses of a chart's picture and of its numbers."""

    png: str
    xlsx: str
