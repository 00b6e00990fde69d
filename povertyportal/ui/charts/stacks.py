"""Bars of parts: what a whole is made of, such as who stays, enters and leaves."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.model import Column, Drawn, Measure, Table, headed
from povertyportal.ui.charts.scale import Across, known
from povertyportal.ui.numbers import Number

HEIGHT, AIR = 20, 10
# Fill, whether hatched, letters on it: told apart in grey.
_LOOKS = (
    ("#0e2b46", False, "#fff"),
    ("#b4541a", True, ""),
    ("#8db4d3", False, "#000"),
    ("#3f7d58", True, ""),
    ("#d2d9e0", False, "#000"),
)


@dataclass(frozen=True)
class Stack:
    """A row: its label and the value of each part (None: not known)."""

    label: str
    values: tuple[Number | None, ...]
    url: str = ""


@dataclass(frozen=True)
class Stacks:
    """Rows of at most five parts, in one order; `what` heads the labels' column."""

    parts: tuple[str, ...]
    rows: tuple[Stack, ...]
    what: str = "Địa bàn"

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw."""
        if len(self.parts) > len(_LOOKS):
            raise ValueError(f"more than {len(_LOOKS)} parts cannot be told apart")
        totals = [sum(known(row.values)) for row in self.rows]
        values = [value for row in self.rows for value in row.values]
        Across.of(values, measure)  # refuses what is below zero
        scale = Across(max(totals, default=0), 100.0)
        entries = [
            svg.Swatch(_sign(key, place), name) for place, name in enumerate(self.parts)
        ]
        head, y = svg.legend(entries)
        drawn: list[SafeString] = [*_patterns(key), head]
        for row in self.rows:
            row_drawn, y = self._row(row, key, scale, measure, y)
            drawn.append(row_drawn)
        return Drawn(svg.joined(drawn), round(y))

    def _row(
        self, row: Stack, key: str, scale: Across, measure: Measure, y: float
    ) -> tuple[SafeString, float]:
        """A row and where the next one begins."""
        lines = svg.wrapped(row.label, svg.NARROW)
        top = y + len(lines) * svg.LINE + 3
        parts: list[SafeString] = [*svg.lines_of_text(lines, y + 14)]
        at = 0.0
        for place, value in enumerate(row.values):
            if value:
                width = scale.share(value)
                parts.append(_part(key, place, (at, width), top))
                parts += _written(
                    place, measure.words(value), at + width / 2, width, top
                )
                at += width
        said = ", ".join(
            f"{name} {measure.words(value)}"
            for name, value in zip(self.parts, row.values, strict=True)
        )
        return svg.item(f"{row.label}: {said}", parts, row.url), top + HEIGHT + AIR

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        heads = [Column(headed(name, measure), measure.places) for name in self.parts]
        rows = tuple((row.label, *row.values) for row in self.rows)
        return Table((Column(self.what), *heads), rows)


def _fill(key: str, place: int) -> str:
    fill, is_hatched, _ = _LOOKS[place]
    return f"url(#{key}-part-{place})" if is_hatched else fill


def _patterns(key: str) -> Iterator[SafeString]:
    for place, (fill, is_hatched, _) in enumerate(_LOOKS):
        if is_hatched:
            yield svg.hatched(f"{key}-part-{place}", fill, gap=6 + 2 * (place // 2))


def _sign(key: str, place: int) -> SafeString:
    return svg.element(
        "rect", x=0, y=3, width=18, height=14, fill=_fill(key, place), stroke=svg.AXIS
    )


def _part(key: str, place: int, span: tuple[float, float], top: float) -> SafeString:
    """A part from `span[0]` per cent on, `span[1]` per cent wide."""
    at, width = span
    return svg.element(
        "rect", class_="chart-part", x=svg.per_cent(at), y=top,
        width=svg.per_cent(width), height=HEIGHT, fill=_fill(key, place), stroke="#fff",
    )  # fmt: skip


def _written(
    place: int, words: str, middle: float, width: float, top: float
) -> Iterator[SafeString]:
    """The value on its part where a phone has room for it."""
    if svg.width_of(words, size=svg.SMALL, bold=True) + 6 > width / 100 * svg.NARROW:
        return
    letters = _LOOKS[place][2]
    yield svg.text(
        svg.per_cent(middle), top + HEIGHT / 2 + 5, words, kind="on", bold=True,
        has_rim=not letters, text_anchor="middle", fill=letters or "#000",
        font_size=svg.SMALL,
    )  # fmt: skip
