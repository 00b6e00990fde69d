"""Horizontal bars from zero, one under another: areas, deprivations, causes."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
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
from povertyportal.ui.numbers import Number

HEIGHT, AIR = 16, 11  # px of a bar, and under it
_AROUND = 12  # px that a value keeps on both sides together


@dataclass(frozen=True)
class Bar:
    """One row: its label, its value (None: not known) and what is said after it.

    `previous` draws a tick for the earlier value, which the value is never written
    beside as if it were that one's; `strong` sets the row off, in print
    too (darker and bold), for the one to look at. `url` makes it a link.
    """

    label: str
    value: Number | None
    note: str = ""
    previous: Number | None = None
    strong: bool = False
    url: str = ""


@dataclass(frozen=True)
class Mark:
    """A value across the whole drawing, such as a target, with its words."""

    value: Number
    label: str


@dataclass(frozen=True)
class Bars:
    """Bars, perhaps beside a mark. `what` heads the labels' column of the table,
    `of` that of the values, `before` that of the earlier ones."""

    bars: tuple[Bar, ...]
    mark: Mark | None = None
    what: str = "Địa bàn"
    of: str = "Giá trị"
    before: str = "Trước đó"

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw."""
        values = [each.value for each in self.bars]
        values += [each.previous for each in self.bars]
        values.append(self.mark.value if self.mark else None)
        scale = Across.of(values, measure)
        parts, y = mark_legend(self.mark, measure)
        for bar in self.bars:
            row = _Row(bar, self.mark, scale, measure, y, self.before)
            parts.append(row.drawn())
            y = row.bottom
        is_told = all(each.previous is None for each in self.bars)
        return Drawn(svg.joined(parts), round(y), is_told=is_told)

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        columns = [Column(self.what), Column(headed(self.of, measure), measure.places)]
        has_before = any(bar.previous is not None for bar in self.bars)
        has_note = any(bar.note for bar in self.bars)
        if has_before:
            columns.append(Column(headed(self.before, measure), measure.places))
        if has_note:
            columns.append(Column("Ghi chú"))
        rows = [self._cells(bar, has_before, has_note) for bar in self.bars]
        if self.mark:
            rest: tuple[Value, ...] = (None,) * has_before + ("",) * has_note
            rows.append((self.mark.label, self.mark.value, *rest))
        return Table(tuple(columns), tuple(rows))

    @staticmethod
    def _cells(bar: Bar, has_before: bool, has_note: bool) -> tuple[Value, ...]:
        before = (bar.previous,) if has_before else ()
        return (bar.label, bar.value, *before, *((bar.note,) if has_note else ()))


def mark_legend(mark: Mark | None, measure: Measure) -> tuple[list[SafeString], float]:
    """What the mark is, and the height it takes.

    From the left edge: on a phone it fits wherever the mark is.
    """
    if mark is None:
        return [], 0
    sign = svg.level(
        "0", "18", 10, svg.MARK, class_="chart-mark", stroke_width=2,
        stroke_dasharray="5 3",
    )  # fmt: skip
    words = f"{mark.label}: {measure.words(mark.value)}"
    parts, height = svg.legend([svg.Swatch(sign, words)])
    return [parts], height


@dataclass(frozen=True)
class _Spot:
    """Where a value begins (ends, if it is on the bar), in per cent, and its words."""

    x: float
    words: str
    is_on: bool = False


@dataclass(frozen=True)
class _Row:
    """A bar, its words above it, its value after it; `y` is the top.

    `before` says what the earlier value is.
    """

    bar: Bar
    mark: Mark | None
    scale: Across
    measure: Measure
    y: float
    before: str

    @property
    def lines(self) -> list[str]:
        return svg.wrapped(self.bar.label, svg.NARROW)

    @property
    def _note_is_beside(self) -> bool:
        last = svg.width_of(self.lines[-1] if self.lines else "", bold=True) + 8
        return last + svg.width_of(self._note, size=svg.SMALL) <= svg.NARROW

    @property
    def top(self) -> float:
        """Of the bar itself."""
        under = bool(self._note) and not self._note_is_beside
        return self.y + (max(len(self.lines), 1) + under) * svg.LINE + 3

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT + AIR

    def drawn(self) -> SafeString:
        """Words, bar, tick, axis, mark and value as one item of the chart."""
        bar, top = self.bar, self.top
        parts: list[SafeString | str] = [*self._words()]
        if bar.value is not None:
            parts.append(self._bar(bar.value))
        if bar.previous is not None:
            parts += self._tick(bar.previous)
        parts.append(svg.upright("0", top - 2, top + HEIGHT + 2, svg.AXIS))
        if self.mark:
            parts += self._mark(self.mark)
        if self._spot:
            parts.append(self._value(self._spot))
        return svg.item(self._said(), parts, bar.url)

    def _said(self) -> str:
        bar, words = self.bar, self.measure.words
        said = f"{bar.label}: {words(bar.value)}"
        if bar.note:
            said += f", {bar.note}"
        if bar.previous is not None:
            said += f" (trước đó {words(bar.previous)})"
        return said

    def _words(self) -> list[SafeString]:
        *first, last = self.lines or [""]
        parts = [*svg.lines_of_text(first, self.y + 14, bold=self.bar.strong)]
        foot = self.y + 14 + len(first) * svg.LINE
        beside = self._note if self._note_is_beside else ""
        parts.append(_label_and_note(last, beside, foot, self.bar.strong))
        if self._note and not beside:
            parts.append(svg.text("0", foot + svg.LINE, self._note, kind="soft"))
        return parts

    @property
    def _note(self) -> str:
        """What stands beside the label: the value too, where it has no other place."""
        told = "" if self._spot else self.measure.words(self.bar.value)
        return ", ".join(each for each in (told, self.bar.note) if each)

    @cached_property
    def _spot(self) -> "_Spot | None":
        """The value after bar and tick, and never beside a higher tick alone.

        There it would be read as that year's. None where a phone has no place for it.
        """
        words, value = self.measure.words(self.bar.value), self.bar.value
        end, tick = self._share(value), self._share(self.bar.previous)
        if value is None or self.bar.previous is None or tick <= end:
            return _Spot(self._past_mark(max(end, tick), words), words)
        return self._before_tick(words, end, tick)

    def _before_tick(self, words: str, end: float, tick: float) -> "_Spot | None":
        """Between bar and tick; else on the bar; else past the tick, saying it too."""
        start, width = self._past_mark(end, words), _width(words)
        if start + width <= tick:
            return _Spot(start, words)
        last = self._short_of_mark(end, width)
        if width <= last:
            return _Spot(last, words, is_on=True)
        earlier = self.measure.words(self.bar.previous)
        longer = f"{words} ({self.before[:1].lower()}{self.before[1:]}: {earlier})"
        start = self._past_mark(tick, longer)
        return _Spot(start, longer) if start + _width(longer) <= 100 else None

    def _value(self, spot: "_Spot") -> SafeString:
        x, y = svg.per_cent(spot.x), self.top + HEIGHT // 2 + 5
        if not spot.is_on:
            return svg.text(x, y, spot.words, kind="value", bold=True, dx=8)
        strong = self.bar.strong
        return svg.text(
            x, y, spot.words, kind="on", bold=True, has_rim=not strong,
            fill="#fff" if strong else "#000", dx=-8, text_anchor="end",
        )  # fmt: skip

    def _share(self, value: Number | None) -> float:
        return self.scale.share(value) if value else 0.0

    def _is_marked(self, left: float, right: float) -> bool:
        return bool(self.mark and left <= self._share(self.mark.value) <= right)

    def _short_of_mark(self, end: float, width: float) -> float:
        """Where words on a bar end that are not written over the mark."""
        if self.mark and self._is_marked(end - width, end):
            return self._share(self.mark.value)
        return end

    def _past_mark(self, end: float, words: str) -> float:
        """Where words begin that are not written over the mark."""
        if self.mark and self._is_marked(end, end + _width(words)):
            return self._share(self.mark.value)
        return end

    def _bar(self, value: Number) -> SafeString:
        strong = self.bar.strong
        return svg.element(
            "rect", class_="chart-bar-strong" if strong else "chart-bar", x=0,
            y=self.top, width=self.scale.at(value), height=HEIGHT,
            fill=svg.STRONG if strong else svg.NORMAL,
        )  # fmt: skip

    def _tick(self, previous: Number) -> list[SafeString | str]:
        """The earlier value: a tick, tied to the bar's end by a thin line.

        White under black: seen on the bar and beside it, in colour and in grey.
        """
        x, top, value = self.scale.at(previous), self.top, self.bar.value
        parts: list[SafeString | str] = []
        if value is not None:
            middle = top + HEIGHT // 2
            parts.append(svg.level(self.scale.at(value), x, middle, svg.AXIS))
        for stroke, width in (("#fff", 5), ("#000", 2)):
            line = svg.upright(x, top - 2, top + HEIGHT + 2, stroke, stroke_width=width)
            parts.append(line)
        return parts

    def _mark(self, mark: Mark) -> list[SafeString | str]:
        """The mark beside the bar, on white so that a dark bar shows it too."""
        x, top, foot = self.scale.at(mark.value), self.top, self.top + HEIGHT
        return [
            svg.upright(x, top, foot, "#fff", stroke_width=4),
            svg.upright(
                x, top, foot, svg.MARK, class_="chart-mark", stroke_width=2,
                stroke_dasharray="5 3",
            ),
        ]  # fmt: skip


def _width(words: str) -> float:
    """Per cent of the narrowest drawing that a value takes."""
    return (svg.width_of(words, bold=True) + _AROUND) / svg.NARROW * 100


def _label_and_note(label: str, note: str, y: float, strong: bool) -> SafeString:
    if not note:
        return svg.text("0", y, label, bold=strong)
    said = format_html(
        '<tspan class="chart-label" font-weight="{}">{}</tspan>'
        '<tspan class="chart-soft" font-size="{}" dx="8">{}</tspan>',
        600 if strong else 400, label, svg.SMALL, note,
    )  # fmt: skip
    return svg.text("0", y, said)
