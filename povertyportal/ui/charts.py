"""Charts drawn on the server as inline SVG, beside a table that holds the numbers.

Bars are sized in per cent of the drawing and text in pixels, so a chart keeps readable
letters from a phone to A4. Attributes only: the content policy allows no style="".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from povertyportal.ui.numbers import UNKNOWN, Number, to_decimal, vietnamese

ROW = 46  # px: a line of label, a bar, air
BAR_TOP, BAR_HEIGHT = 19, 16
DIGIT = 9  # px: what a bold digit takes at most
MARK_STRIP = 24  # px above the rows, for the words at the mark
LONGEST = 78  # per cent of the width; the rest is for the value after the bar
NORMAL_FILL, STRONG_FILL = "#5b8db5", "#0e2b46"
AXIS_STROKE, MARK_STROKE = "#75828f", "#9b1c12"
# A white rim keeps words readable where a mark runs behind them.
RIM = mark_safe(
    ' stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
)


@dataclass(frozen=True)
class Bar:
    """One row: its label, its value (None: not known) and what is said after it.

    `previous` draws a tick for the earlier value; `strong` sets the row off, in print
    too (darker and bold), for the one to look at.
    """

    label: str
    value: Number | None
    note: str = ""
    previous: Number | None = None
    strong: bool = False


@dataclass(frozen=True)
class Mark:
    """A value across all bars, such as a target, with its words."""

    value: Number
    label: str


@dataclass(frozen=True)
class _Scale:
    """Turns a value into per cent of the drawing's width."""

    largest: float
    unit: str
    places: int | None

    def at(self, value: Number) -> str:
        share = float(to_decimal(value)) / self.largest if self.largest else 0.0
        return f"{share * LONGEST:.2f}%"

    def words(self, value: Number | None) -> str:
        if value is None:
            return UNKNOWN
        return vietnamese(value, self.places) + self.unit


def bar_chart(
    bars: Sequence[Bar],
    *,
    key: str,
    title: str,
    unit: str = "",
    places: int | None = None,
    mark: Mark | None = None,
    note: str = "",
) -> SafeString:
    """A <figure> with horizontal bars from zero.

    `key` is an HTML id, unique in the page. `title` says the finding ("Gia Vân còn
    nhiều hộ nghèo nhất"). `unit` follows each value as it stands ("%", " hộ"); `places`
    fixes its decimals. `note` says what ticks mean and where the figures come from.
    Raises ValueError for a negative value, which a bar from zero cannot show.
    """
    scale = _scale(bars, mark, unit, places)
    top = MARK_STRIP if mark else 0
    rows = [_row(bar, top + i * ROW, scale, mark) for i, bar in enumerate(bars)]
    height = top + len(bars) * ROW
    parts = [_legend(mark, scale), *rows] if mark else rows
    svg = format_html(
        '<svg role="img" width="100%" height="{height}" aria-labelledby="{key}-title'
        ' {key}-desc" focusable="false"><title id="{key}-title">{title}</title>'
        '<desc id="{key}-desc">{description}</desc>{parts}</svg>',
        height=height,
        key=key,
        title=title,
        description=_description(bars, mark, scale),
        parts=format_html_join("", "{}", ((part,) for part in parts)),
    )
    words = format_html('<p class="chart-note">{}</p>', note) if note else ""
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}{}</figure>',
        title,
        svg,
        words,
    )


def _scale(
    bars: Sequence[Bar], mark: Mark | None, unit: str, places: int | None
) -> _Scale:
    shown = [bar.value for bar in bars] + [bar.previous for bar in bars]
    shown.append(mark.value if mark else None)
    known = [to_decimal(value) for value in shown if value is not None]
    if any(value < 0 for value in known):
        raise ValueError("bar_chart: a bar from zero cannot show a negative value")
    return _Scale(float(max(known, default=0)), unit, places)


def _row(bar: Bar, y: int, scale: _Scale, mark: Mark | None) -> SafeString:
    words = format_html(
        '<text x="0" y="{}"{}><tspan class="chart-label" font-weight="{}">{}</tspan>'
        '<tspan class="chart-soft" dx="8">{}</tspan></text>',
        y + 14,
        RIM,
        600 if bar.strong else 400,
        bar.label,
        bar.note,
    )
    value = format_html(
        '<text class="chart-value" x="{}" dx="8" y="{}" font-weight="600"{}>{}</text>',
        _end_of(bar, scale),
        y + BAR_TOP + BAR_HEIGHT // 2 + 5,
        RIM,
        scale.words(bar.value),
    )
    top = y + BAR_TOP
    return format_html(
        "{}{}{}{}{}{}",
        words,
        "" if bar.value is None else _bar(bar, scale, top),
        "" if bar.previous is None else _tick(bar, scale, top),
        _line("0", top - 2, top + BAR_HEIGHT + 2, AXIS_STROKE, 1),
        _mark(mark, bar, top, scale) if mark else "",
        value,
    )


def _end_of(bar: Bar, scale: _Scale) -> str:
    """Where the value is written: after the bar and after the tick."""
    ends = [to_decimal(v) for v in (bar.value, bar.previous) if v is not None]
    return scale.at(max(ends, default=0))


def _bar(bar: Bar, scale: _Scale, y: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="0" y="{}" width="{}" height="{}" fill="{}"/>',
        "chart-bar-strong" if bar.strong else "chart-bar",
        y,
        scale.at(bar.value or 0),
        BAR_HEIGHT,
        STRONG_FILL if bar.strong else NORMAL_FILL,
    )


def _tick(bar: Bar, scale: _Scale, y: int) -> SafeString:
    """The earlier value: a tick, tied to the bar's end by a thin line."""
    x = scale.at(bar.previous or 0)
    tie = format_html(
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" stroke="{3}"/>',
        scale.at(bar.value or 0),
        x,
        y + BAR_HEIGHT // 2,
        AXIS_STROKE,
    )
    # White under black: seen on the bar and beside it, in colour and in grey.
    return format_html(
        "{}{}{}",
        tie if bar.value is not None else "",
        _line(x, y - 2, y + BAR_HEIGHT + 2, "#fff", 5),
        _line(x, y - 2, y + BAR_HEIGHT + 2, "#000", 2),
    )


def _line(x: str, top: int, bottom: int, stroke: str, width: int) -> SafeString:
    return format_html(
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-width="{4}"/>',
        x,
        top,
        bottom,
        stroke,
        width,
    )


def _mark(mark: Mark, bar: Bar, top: int, scale: _Scale) -> SafeString:
    """The mark beside one bar, never through words: room is left for the value."""
    return format_html(
        '<line class="chart-mark" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"'
        ' stroke-width="2" stroke-dasharray="5 3"/>'
        '<rect x="{4}" y="{1}" width="{5}" height="{6}" transform="translate(5)"'
        ' fill="#fff"/>',
        scale.at(mark.value),
        top,
        top + BAR_HEIGHT,
        MARK_STROKE,
        _end_of(bar, scale),
        DIGIT * len(scale.words(bar.value)) + 6,
        BAR_HEIGHT,
    )


def _legend(mark: Mark, scale: _Scale) -> SafeString:
    """What the mark is, from the left edge: on a phone it fits wherever the mark is."""
    return format_html(
        '<line class="chart-mark" x1="0" x2="18" y1="10" y2="10" stroke="{}"'
        ' stroke-width="2" stroke-dasharray="5 3"/>'
        '<text class="chart-soft" x="24" y="14">{}</text>',
        MARK_STROKE,
        f"{mark.label}: {scale.words(mark.value)}",
    )


def _description(bars: Sequence[Bar], mark: Mark | None, scale: _Scale) -> str:
    said = [f"{bar.label}: {scale.words(bar.value)}" for bar in bars]
    if mark:
        said.append(f"{mark.label}: {scale.words(mark.value)}")
    return "; ".join(said) + "."
