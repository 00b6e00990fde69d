"""Two dates of each row, tied to each other: from where to where it went."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.model import Column, Drawn, Measure, Table, headed
from povertyportal.ui.charts.scale import Across
from povertyportal.ui.numbers import Number, to_decimal

HEIGHT, AIR = 14, 10
AWAY = 11  # px from a dot to its value


@dataclass(frozen=True)
class Pair:
    """A row: its label, its value before and now (None: not known)."""

    label: str
    before: Number | None
    now: Number | None
    strong: bool = False
    url: str = ""


@dataclass(frozen=True)
class Dumbbells:
    """Rows of two dates; `dates` are their words ("Năm 2025", "Năm 2026")."""

    pairs: tuple[Pair, ...]
    dates: tuple[str, str]
    what: str = "Địa bàn"

    def draw(self, key: str, measure: Measure) -> Drawn:
        """See Drawing.draw."""
        values = [value for each in self.pairs for value in (each.before, each.now)]
        scale = Across.of(values, measure)
        # Values stand on both sides: what is left of the lower one needs room as well.
        widest = max(
            (svg.width_of(measure.words(v), bold=True) for v in values), default=0
        )
        left = (widest + 14) / svg.NARROW * 100
        scale = Across(scale.largest, max(scale.longest - left, 30.0))
        parts, y = svg.legend(
            [
                svg.Swatch(_dot("9", 10, is_now=now), words)
                for now, words in enumerate(self.dates)
            ]
        )
        drawn = [parts]
        for pair in self.pairs:
            row, y = self._row(pair, scale, left, measure, y)
            drawn.append(row)
        return Drawn(svg.joined(drawn), round(y), is_told=True)

    def _row(
        self, pair: Pair, scale: Across, left: float, measure: Measure, y: float
    ) -> tuple[SafeString, float]:
        """A row and where the next one begins."""
        lines = svg.wrapped(pair.label, svg.NARROW)
        middle = y + len(lines) * svg.LINE + 3 + HEIGHT / 2
        parts = [
            *svg.lines_of_text(lines, y + 14, bold=pair.strong),
            svg.level(svg.per_cent(left), "100%", middle, svg.GRID),
        ]
        at = [
            None if value is None else svg.per_cent(left + scale.share(value))
            for value in (pair.before, pair.now)
        ]
        if at[0] and at[1]:
            parts.append(svg.level(at[0], at[1], middle, svg.INK, stroke_width=2))
        for is_now, (x, value) in enumerate(
            zip(at, (pair.before, pair.now), strict=True)
        ):
            if x is not None:
                parts.append(_dot(x, middle, is_now=is_now))
                parts.append(self._value(pair, x, measure.words(value), middle, is_now))
        if not any(at):
            parts.append(svg.text("0", middle + 5, measure.words(None), kind="value"))
        return svg.item(self._said(pair, measure), parts, pair.url), middle + 17

    @staticmethod
    def _value(
        pair: Pair, x: str, words: str, middle: float, is_now: int
    ) -> SafeString:
        """Outside of the two dots: left of the lower, right of the higher."""
        before, now = (to_decimal(v or 0) for v in (pair.before, pair.now))
        is_right = (now >= before) == bool(is_now)
        return svg.text(
            x, middle + 5, words, kind="value", bold=bool(is_now),
            dx=AWAY if is_right else -AWAY, text_anchor=None if is_right else "end",
        )  # fmt: skip

    def _said(self, pair: Pair, measure: Measure) -> str:
        before, now = self.dates
        return (
            f"{pair.label}: {before.lower()} {measure.words(pair.before)}, "
            f"{now.lower()} {measure.words(pair.now)}"
        )

    def table(self, measure: Measure) -> Table:
        """See Drawing.table."""
        heads = (Column(headed(each, measure), measure.places) for each in self.dates)
        rows = tuple((each.label, each.before, each.now) for each in self.pairs)
        return Table((Column(self.what), *heads), rows)


def _dot(x: str, y: float, *, is_now: int) -> SafeString:
    """Now is full, before is hollow."""
    return svg.element(
        "circle", cx=x, cy=y, r=6, fill=svg.STRONG if is_now else "#fff",
        stroke=svg.STRONG, stroke_width=2,
    )  # fmt: skip
