"""A waterfall: from what there was, by what came and went, to what there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.model import (
    Column,
    Drawn,
    Measure,
    Table,
    Value,
    headed,
)
from povertyportal.ui.charts.scale import Across
from povertyportal.ui.numbers import Number, to_decimal

HEIGHT, AIR = 16, 10
LESS, MORE = "#3f7d58", "#b4541a"


@dataclass(frozen=True)
class Step:
    """What changed the number: how much, with its sign. `url` leads to its list."""

    label: str
    change: Number
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Waterfall:
    """Opening, steps, closing, each a row under the other; it has to close.

    `opening` and `closing` are (words, value, address of the list or "").
    """

    opening: tuple[str, Number, str]
    steps: tuple[Step, ...]
    closing: tuple[str, Number, str]
    what: str = "Khoản mục"

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw. Raises ValueError if the steps do not lead to the end."""
        rows = list(self._rows())
        if rows[-1].start != to_decimal(self.closing[1]):
            raise ValueError(
                f"the waterfall ends at {rows[-1].start}, not at {self.closing[1]}"
            )
        signed = [measure.signed(step.change) for step in self.steps]
        ends = [end for row in rows for end in (row.start, row.end)]
        scale = Across.of(ends, measure, signed)
        parts: list[SafeString | str] = []
        y = 0.0
        for place, row in enumerate(rows):
            parts.append(row.drawn(key, scale, measure, y))
            if place < len(rows) - 1:
                parts.append(_tie(row, scale, y))
            y += row.height
        return Drawn(svg.joined([_patterns(key), *parts]), round(y), is_told=True)

    def _rows(self) -> Iterator["_Row"]:
        words, value, url = self.opening
        now = to_decimal(value)
        yield _Row(words, to_decimal(0), now, url, is_total=True)
        for step in self.steps:
            end = now + to_decimal(step.change)
            yield _Row(step.label, now, end, step.url, step.note)
            now = end
        words, _, url = self.closing
        yield _Row(words, now, to_decimal(0), url, is_total=True)

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        has_note = any(step.note for step in self.steps)
        columns = [
            Column(self.what),
            Column(headed("Số lượng", measure), measure.places),
        ]
        if has_note:
            columns.append(Column("Ghi chú"))
        rows: list[tuple[Value, ...]] = [
            (step.label, step.change, *((step.note,) if has_note else ()))
            for step in self.steps
        ]
        blank = ("",) * has_note
        rows.insert(0, (*self.opening[:2], *blank))
        rows.append((*self.closing[:2], *blank))
        return Table(
            (*columns, *((Column("Ghi chú"),) if has_note else ())), tuple(rows)
        )


@dataclass(frozen=True)
class _Row:
    """A bar from `start` to `end`; a total's is from or to zero."""

    label: str
    start: Decimal
    end: Decimal
    url: str
    note: str = ""
    is_total: bool = False

    @property
    def _lines(self) -> list[str]:
        said = f"{self.label} {self.note}".strip()
        return svg.wrapped(said, svg.NARROW)

    @property
    def top(self) -> float:
        """Of the bar, below the row's own top."""
        return len(self._lines) * svg.LINE + 3

    @property
    def height(self) -> float:
        return self.top + HEIGHT + AIR

    def words(self, measure: Measure) -> str:
        """The total, or the change with its sign."""
        if self.is_total:
            return measure.words(max(self.start, self.end))
        return measure.signed(self.end - self.start)

    def drawn(self, key: str, scale: Across, measure: Measure, y: float) -> SafeString:
        low, high = sorted((self.start, self.end))
        words, top = self.words(measure), y + self.top
        parts = [
            *svg.lines_of_text(self._lines, y + 14, bold=self.is_total),
            svg.element(
                "rect", class_=self._kind, x=scale.at(low), y=top, height=HEIGHT,
                width=svg.per_cent(scale.share(high) - scale.share(low)),
                fill=self._fill(key), stroke=self._stroke,
            ),
            svg.text(
                scale.at(high), top + HEIGHT // 2 + 5, words,
                kind="value", bold=True, dx=8,
            ),
            svg.upright("0", top - 2, top + HEIGHT + 2, svg.AXIS),
        ]  # fmt: skip
        return svg.item(f"{self.label}: {words}", parts, self.url)

    @property
    def _kind(self) -> str:
        if self.is_total:
            return "chart-bar-strong"
        return "chart-less" if self.end < self.start else "chart-more"

    def _fill(self, key: str) -> str:
        if self.is_total:
            return svg.STRONG
        return LESS if self.end < self.start else f"url(#{key}-more)"

    @property
    def _stroke(self) -> str | None:
        if self.is_total:
            return None
        return LESS if self.end < self.start else MORE


def _tie(row: _Row, scale: Across, y: float) -> SafeString:
    """From where a row ends to where the next begins."""
    end = row.end if row.end or not row.is_total else row.start
    foot = y + row.top + HEIGHT
    return svg.upright(
        scale.at(end), foot, foot + AIR, svg.AXIS, stroke_dasharray="2 2"
    )


def _patterns(key: str) -> SafeString:
    """What came is hatched, what went is full: told apart in grey."""
    return svg.hatched(f"{key}-more", MORE)
