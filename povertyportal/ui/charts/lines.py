"""Lines over years, with their names and values on them.

A change of standard or of the map is a break: the line stops before it and begins again
after it, and words say what changed. What is not known is a gap as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.bars import Mark, mark_legend
from povertyportal.ui.charts.labels import Labels, Wanted
from povertyportal.ui.charts.model import (
    Column,
    Drawn,
    Measure,
    Table,
    Value,
    headed,
)
from povertyportal.ui.charts.scale import known, round_ticks
from povertyportal.ui.numbers import Number, to_decimal

PLOT, FOOT = 190, 26  # px: the plot, the years
HEAD = (28, 44)  # px over a peak: for its value, for a line's name too
EDGE = 8.0  # per cent right of the last point
# Colour, dash and sign: each line differs in grey too.
_LOOKS = (
    ("#0e2b46", None, "circle"),
    ("#b4541a", "7 4", "square"),
    ("#3f7d58", "2 4", "diamond"),
    ("#75828f", "10 3 2 3", "ring"),
)
_TURNED = "rotate(45)"


@dataclass(frozen=True)
class Series:
    """A line: its name and a value for each point (None: not known)."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True)
class Break:
    """What changed before a point.

    `before` is its place among the points (1 and more: nothing is before the first),
    `label` what changed ("Chuẩn nghèo mới").
    """

    before: int
    label: str


@dataclass(frozen=True)
class Lines:
    """Up to four lines over the same points ("2023", "2024", …), from zero.

    `mark` is a value across, such as a target. `what` heads the points in the table.
    """

    points: tuple[str, ...]
    series: tuple[Series, ...]
    breaks: tuple[Break, ...] = ()
    mark: Mark | None = None
    what: str = "Năm"

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw."""
        self._check()
        plot = _Plot(self, measure)
        parts = svg.joined(plot.parts())
        return Drawn(parts, round(plot.bottom + FOOT), is_told=plot.is_told)

    def _check(self) -> None:
        if len(self.series) > len(_LOOKS):
            raise ValueError(f"more than {len(_LOOKS)} lines cannot be told apart")
        if any(len(each.values) != len(self.points) for each in self.series):
            raise ValueError("a line needs a value, or None, for each point")
        if any(not 0 < each.before < len(self.points) for each in self.breaks):
            raise ValueError("a break stands between two points")
        if any(value < 0 for each in self.series for value in known(each.values)):
            raise ValueError("an axis from zero cannot show a negative value")

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        heads = (headed(each.name, measure) for each in self.series)
        columns = [Column(self.what), *(Column(each, measure.places) for each in heads)]
        rows: list[tuple[Value, ...]] = [
            (point, *(each.values[place] for each in self.series))
            for place, point in enumerate(self.points)
        ]
        if self.breaks:
            columns.append(Column("Ghi chú"))
            rows = [(*row, self.changed(place)) for place, row in enumerate(rows)]
        return Table(tuple(columns), tuple(rows))

    def changed(self, place: int) -> str:
        """What changed before a point, in words."""
        return "; ".join(each.label for each in self.breaks if each.before == place)


@dataclass
class _Plot:
    """The plot of lines: places of points and the parts of the drawing."""

    lines: Lines
    measure: Measure
    labels: Labels = field(default_factory=Labels)
    is_told: bool = True  # once drawn: every value is written at its point

    def __post_init__(self) -> None:
        values = [value for each in self.lines.series for value in each.values]
        values.append(self.lines.mark.value if self.lines.mark else None)
        counted = all(isinstance(value, int) for value in values if value is not None)
        self.ticks = round_ticks(max(known(values), default=0), whole=counted)
        widest = max(
            svg.width_of(self._tick(each), size=svg.SMALL) for each in self.ticks
        )
        self.left = (widest + 32) / svg.NARROW * 100
        self.legend, self.strips_top = mark_legend(self.lines.mark, self.measure)
        self.head = self._strips_height()
        self.top = self.head + HEAD[len(self.lines.series) > 1]
        self.bottom = self.top + PLOT

    def x(self, place: float) -> float:
        """Per cent across, of a point or of what lies between two."""
        gaps = max(len(self.lines.points) - 1, 1)
        span = 100 - EDGE - self.left
        if len(self.lines.points) == 1:
            return self.left + span / 2
        return self.left + span * place / gaps

    def y(self, value: Number) -> float:
        """Px down."""
        share = float(to_decimal(value)) / self.ticks[-1]
        return round(self.bottom - share * PLOT, 2)

    def parts(self) -> Iterator[SafeString | str]:
        """From the back to the front."""
        yield from self.legend
        yield from self._grid()
        yield from self._breaks()
        if self.lines.mark:
            yield self._mark(self.lines.mark)
        for place in range(len(self.lines.series)):
            yield from self._segments(place)
        self._reserve()
        names = dict(self._names())
        texts = self._texts()
        self.is_told = not any(svg.is_hint(each) for each in texts.values())
        for place in range(len(self.lines.series)):
            yield from self._points(place, texts, names)

    def _tick(self, value: float) -> str:
        return Measure(self.measure.unit if self.measure.unit == "%" else "").words(
            value
        )

    def _grid(self) -> Iterator[SafeString | str]:
        for value in self.ticks:
            y = self.y(value)
            yield svg.level("0", "100%", y, svg.GRID if value else svg.AXIS)
            yield svg.text("0", y - 3, self._tick(value), kind="soft")
        for place, point in enumerate(self.lines.points):
            if self._is_named(place):
                x = svg.per_cent(self.x(place))
                y = self.bottom + 18
                yield svg.text(x, y, point, kind="soft", text_anchor="middle")

    def _is_named(self, place: int) -> bool:
        """Whether a point's name has room: all, else each second… from the last."""
        points = self.lines.points
        widest = max(svg.width_of(each, size=svg.SMALL) for each in points) + 6
        step = (self.x(1) - self.x(0)) / 100 * svg.NARROW if len(points) > 1 else 999
        every = max(1, -(-widest // step))
        return (len(points) - 1 - place) % every == 0

    # --- breaks and mark

    def _strips(self) -> list[tuple[float, list[str], bool]]:
        """Of each break: where, its words in lines, whether they lie left of it."""
        found = []
        for each in self.lines.breaks:
            x = self.x(each.before - 0.5)
            is_left = x > 50
            room = (x if is_left else 100 - x) / 100 * svg.NARROW - 6
            lines = svg.wrapped(each.label, room, size=svg.SMALL)
            found.append((x, lines, is_left))
        return found

    def _strips_height(self) -> float:
        """The words of breaks, under the legend of the mark."""
        lines = sum(len(lines) for _, lines, _ in self._strips())
        return self.strips_top + lines * svg.LINE + 4

    def _breaks(self) -> Iterator[SafeString | str]:
        y = self.strips_top
        for x, lines, _ in self._strips():
            yield svg.upright(
                svg.per_cent(x), y + 2, self.bottom, svg.AXIS, stroke_width=1.5,
                stroke_dasharray="2 3", class_="chart-break",
            )  # fmt: skip
            y += len(lines) * svg.LINE
        y = self.strips_top
        for x, lines, is_left in self._strips():
            for words in lines:
                y += svg.LINE
                yield svg.text(
                    svg.per_cent(x), y - 3, words, kind="soft",
                    dx=-6 if is_left else 6, text_anchor="end" if is_left else None,
                )  # fmt: skip

    def _mark(self, mark: Mark) -> SafeString:
        return svg.level(
            svg.per_cent(self.left - 4), "100%", self.y(mark.value), svg.MARK,
            class_="chart-mark", stroke_width=2, stroke_dasharray="5 3",
        )  # fmt: skip

    # --- lines and points

    def _runs(self, values: Sequence[Number | None]) -> Iterator[list[int]]:
        """Places of known values that follow one another without a break."""
        starts = {each.before for each in self.lines.breaks}
        run: list[int] = []
        for place, value in enumerate(values):
            if run and (value is None or place in starts):
                yield run
                run = []
            if value is not None:
                run.append(place)
        if run:
            yield run

    def _segments(self, number: int) -> Iterator[SafeString]:
        colour, dash, _ = _LOOKS[number]
        values = self.lines.series[number].values
        for run in self._runs(values):
            for one, two in zip(run, run[1:], strict=False):
                yield svg.element(
                    "line", class_="chart-line", x1=svg.per_cent(self.x(one)),
                    x2=svg.per_cent(self.x(two)), y1=self.y(values[one] or 0),
                    y2=self.y(values[two] or 0), stroke=colour, stroke_width=2.5,
                    stroke_dasharray=dash, stroke_linecap="round",
                )  # fmt: skip

    def _reserve(self) -> None:
        """No words over other words or a point; off the lines where they can."""
        above = svg.Box(0, 0, svg.NARROW, self.head)
        below = svg.Box(0, self.bottom + 4, svg.NARROW, self.bottom + FOOT)
        self.labels.taken += [above, below]
        for tick in self.ticks:
            width = svg.width_of(self._tick(tick), size=svg.SMALL)
            foot = self.y(tick) - 3
            self.labels.taken.append(svg.Box(0, foot - svg.SMALL, width, foot + 2))
        for x, _, _ in self._strips():
            self.labels.avoid((x, self.top), (x, self.bottom))
        for each in self.lines.series:
            for place, value in enumerate(each.values):
                if value is not None:
                    self.labels.take(self.x(place), self.y(value), 5)
            for run in self._runs(each.values):
                ends = [(self.x(at), self.y(each.values[at] or 0)) for at in run]
                for one, two in zip(ends, ends[1:], strict=False):
                    self.labels.avoid(one, two)

    def _texts(self) -> dict[tuple[int, int], SafeString]:
        """Words at points, the most telling first; the others only on focus."""
        found = {}
        for number, place in self._by_weight():
            each = self.lines.series[number]
            value = each.values[place]
            if value is not None:
                words = self.measure.words(value)
                found[number, place] = self._text(number, place, words, self.y(value))
        return found

    def _by_weight(self) -> Iterator[tuple[int, int]]:
        """Last points, first ones, both sides of breaks, then the rest."""
        count = len(self.lines.points)
        edges = [count - 1, 0]
        edges += [p for b in self.lines.breaks for p in (b.before, b.before - 1)]
        order = [*edges, *range(count - 1, -1, -1)]
        for place in dict.fromkeys(order):
            for number in range(len(self.lines.series)):
                yield number, place

    def _text(self, number: int, place: int, words: str, y: float) -> SafeString:
        above, below = (y - 10, y + 21)
        is_upper = self._is_upper(number, place)
        spots = (above, below) if is_upper else (below, above)
        return self.labels.place(
            Wanted(words, self.x(place), spots, anchor="middle", kind="value")
        )

    def _is_upper(self, number: int, place: int) -> bool:
        """Whether no other line runs above this point."""
        own = self.lines.series[number].values[place] or 0
        others = (each.values[place] for each in self.lines.series)
        return all(other is None or other <= own for other in others)

    def _points(
        self,
        number: int,
        texts: dict[tuple[int, int], SafeString],
        names: dict[tuple[int, int], SafeString],
    ) -> Iterator[SafeString]:
        each = self.lines.series[number]
        for place, value in enumerate(each.values):
            if value is None:
                continue
            at = (number, place)
            sign = self._sign(number, self.x(place), self.y(value))
            words = self.measure.words(value)
            said = f"{each.name}, {self.lines.points[place]}: {words}"
            if changed := self.lines.changed(place):
                said += f" ({changed})"
            yield svg.item(said, [sign, texts[at], names.get(at, "")])

    def _names(self) -> Iterator[tuple[tuple[int, int], SafeString]]:
        """The name of each line at its last known point, where there are several.

        Beside a point alone it would lie across the break before it: there it stands
        at the end of the longest part.
        """
        if len(self.lines.series) < 2:
            return
        for number, each in enumerate(self.lines.series):
            runs = list(self._runs(each.values))
            if runs:
                is_alone = len(runs[-1]) == 1
                run = max(reversed(runs), key=len) if is_alone else runs[-1]
                place = run[-1]
                y = self.y(each.values[place] or 0)
                yield (number, place), self._name(number, place, y)

    def _name(self, number: int, place: int, y: float) -> SafeString:
        """The line's name at its last point, ending at the edge of the drawing."""
        is_upper = self._is_upper(number, place)
        spots = (y - 27, y + 38) if is_upper else (y + 38, y - 27)
        name = self.lines.series[number].name
        at = min(self.x(place) + EDGE, 100.0)
        return self.labels.place(
            Wanted(name, at, spots, anchor="end", kind="label", is_needed=True)
        )

    def _sign(self, number: int, x: float, y: float) -> SafeString:
        colour, _, sign = _LOOKS[number]
        at, look = svg.per_cent(x), {"stroke": "#fff", "stroke_width": 1.5}
        if sign in ("circle", "ring"):
            filled = colour if sign == "circle" else "#fff"
            return svg.element(
                "circle", cx=at, cy=y, r=5, fill=filled,
                **(look if sign == "circle" else {"stroke": colour, "stroke_width": 2}),
            )  # fmt: skip
        square = svg.element(
            "rect", x=-4.5, y=-4.5, width=9, height=9, fill=colour,
            transform=_TURNED if sign == "diamond" else None, **look,
        )  # fmt: skip
        # A transform knows no per cent: the sign stands in a drawing of its own.
        return format_html(
            '<svg x="{}" y="{}" overflow="visible">{}</svg>', at, f"{y:g}", square
        )
