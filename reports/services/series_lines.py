"""What a series says: a measure's values, changes from year to year, and its chart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from households.rules.standards import STANDARDS
from povertyportal.ui.charts import Break, Chart, Lines, Measure
from povertyportal.ui.charts import Series as Line
from povertyportal.ui.numbers import Number, vietnamese
from reports.figures import BROKEN_DOWN, Basis, Rate
from reports.models import PublishedFigure
from reports.services.grounds import in_words, sources
from reports.services.selection import Period
from reports.services.series import Map, Point, Series, why_broken

CHART = "chuoi-so-lieu"
_PROGRESS = ("reviewed", "listed")
ONE_RATE = 2  # rates from which on a line of them says more than one of counts


@dataclass(frozen=True)
class Kind:
    """A measure: households of a class (`of`), their share of all households, or of the
    poor and near-poor the share that lacks an `indicator` (its number; else 0)."""

    code: str
    label: str
    of: str = "poor"
    is_rate: bool = True
    indicator: int = 0

    @property
    def measure(self) -> Measure:
        """How its values are written."""
        return Measure("%", 2) if self.is_rate else Measure("hộ")

    def value(self, point: Point) -> Number | None:
        """The value that a line can show: known, and of a year that is over."""
        if not point.is_settled:
            return None
        if self.indicator:
            return _lacking(point, self.indicator)
        return point.rate(self.of).value if self.is_rate else point.number(self.of)

    def bounds(self, point: Point) -> tuple[Number, Number] | None:
        """Between which values it lies where it is not known and they can be told."""
        if not point.is_settled or self.indicator or self.value(point) is not None:
            return None
        if self.is_rate:
            return point.bounds(self.of)
        sure, perhaps = (
            each.counts[self.of] if each else None
            for each in (point.figures, point.unplaced)
        )
        return None if sure is None or perhaps is None else (sure, sure + perhaps)

    def source(self, point: Point) -> str:
        """The provenance of its value."""
        found = sources(point.figures)
        return found.own if self.indicator else str(getattr(found, self.code))


def _lacking(point: Point, indicator: int) -> Number | None:
    """Poor and near-poor households deprived, of those known (%); None while some of
    either class are left over."""
    if None in (point.number("poor"), point.number("near_poor")):
        return None
    rates = [point.figures.deprivation(kind, indicator) for kind in BROKEN_DOWN]
    whole = sum(rate.whole or 0 for rate in rates)
    return Rate(sum(rate.part for rate in rates), whole or None).value


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind("poor_rate", "Tỷ lệ hộ nghèo"),
            Kind("poor", "Số hộ nghèo", is_rate=False),
            Kind("near_poor_rate", "Tỷ lệ hộ cận nghèo", "near_poor"),
            Kind("near_poor", "Số hộ cận nghèo", "near_poor", is_rate=False),
        )
    }
)


def kinds_of(found: Series) -> dict[str, Kind]:
    """The measures of a series: deprivations by the standard of its newest year."""
    newest = found.line[-1].standard if found.line else ""
    indicators = STANDARDS[newest].indicators if newest else ()
    lacking = (
        Kind(
            f"deprived-{each.number}",
            f"Hộ nghèo, hộ cận nghèo thiếu hụt về {each.name.lower()}",
            indicator=each.number,
        )
        for each in indicators
    )
    return {**KINDS, **{kind.code: kind for kind in lacking}}


def kind_asked(found: Series, asked: str) -> Kind:
    """The measure asked for; else rates, or counts where hardly any rate is known."""
    kinds = kinds_of(found)
    if asked in kinds:
        return kinds[asked]
    rates = [KINDS["poor_rate"].value(point) for point in found.line]
    known = sum(value is not None for value in rates)
    return KINDS["poor_rate" if known >= ONE_RATE else "poor"]


@dataclass(frozen=True)
class YearLine:
    """A year of the table: its point, its change since the year before or why none."""

    point: Point
    change: int | None
    reason: str
    published: tuple[PublishedFigure, ...]

    @property
    def period(self) -> Period:
        """The period, which says its standard and basis in words."""
        return Period(self.point.year, self.point.standard, self.point.basis)

    @property
    def decree(self) -> str:
        """The instrument of its standard, without the article."""
        return STANDARDS[self.point.standard].citation.partition(",")[0]

    @property
    def remarks(self) -> str:
        """All that the numbers do not say of themselves."""
        return " ".join(_remarks(self.point))


def year_lines(found: Series) -> list[YearLine]:
    """The points of a series for its table, the newest year first."""
    former: dict[int, Point] = {}
    for one, next_ in zip(found.line, found.line[1:], strict=False):
        former[next_.year] = one
    rows = []
    for point in found.shown:
        in_line = point in found.line
        before = former.get(point.year) if in_line else None
        change, reason = _change(before, point)
        told = tuple(found.told(point.year)) if in_line else ()
        rows.append(YearLine(point, change, reason, told))
    return rows[::-1]


def _change(before: Point | None, point: Point) -> tuple[int | None, str]:
    if before is None:
        return None, ""
    if broken := why_broken(before, point):
        return None, broken
    if not (before.is_settled and point.is_settled):
        return None, "Chưa đủ số liệu"
    then, now = before.number("poor"), point.number("poor")
    if then is None or now is None:
        return None, "Có hộ chưa xác định được xã"
    return now - then, ""


def _remarks(point: Point) -> Iterator[str]:
    figures = point.figures
    if figures.missing:
        yield f"Chưa có số liệu của {vietnamese(figures.missing)} xã."
    if point.basis == Basis.PRELIMINARY and not figures.is_complete:
        done, all_ = (vietnamese(figures.counts[name] or 0) for name in _PROGRESS)
        yield f"Mới rà soát {done} trên {all_} hộ."
    if figures.undetermined:
        yield f"{vietnamese(figures.undetermined)} hộ chưa xác định được diện."
    for left in point.left:
        unknown = left.figures.listed or 0
        words = f"{left.commune.name} đã chia: chưa rõ số hộ dân cư từng phần"
        if unknown:
            words += f" và nơi ở của {vietnamese(unknown)} hộ trong danh sách"
        yield f"{words}."


def chart(found: Series, kind: Kind) -> Chart | None:
    """The line of a measure, broken where years cannot be compared; None of nothing."""
    line = found.line
    drawn = [each for each in line if _is_drawn(kind, each)]
    if not drawn:
        return None
    return Chart(
        key=CHART,
        title=finding(found, kind),
        drawing=Lines(
            tuple(str(each.year) for each in line),
            tuple(_lines(found, kind)),
            tuple(
                Break(at, found.breaks[each.year])
                for at, each in enumerate(line)
                if each.year in found.breaks
            ),
        ),
        measure=kind.measure,
        as_of=min(
            (each.figures.as_of for each in drawn if each.figures.as_of), default=None
        ),
        standard="; ".join(dict.fromkeys(_standard(each) for each in drawn)),
        basis=", ".join(dict.fromkeys(_basis(each) for each in drawn)),
        source=in_words(filter(None, (kind.source(each) for each in drawn))),
        note=_note(found, kind),
        place=found.place.name,
        period=f"{line[0].year}–{line[-1].year}",
        has_table=False,
    )


def _is_drawn(kind: Kind, point: Point) -> bool:
    return kind.value(point) is not None or kind.bounds(point) is not None


def _lines(found: Series, kind: Kind) -> Iterator[Line]:
    """The measure, and the bounds of the years of which it is not known."""
    yield Line(kind.label, tuple(kind.value(each) for each in found.line))
    between = [kind.bounds(each) for each in found.line]
    if any(between):
        for at, words in enumerate(("Thấp", "Cao")):
            values = tuple(each and each[at] for each in between)
            yield Line(f"{words} nhất có thể", values)


def _standard(point: Point) -> str:
    return Period(point.year, point.standard, point.basis).standard_name


def _basis(point: Point) -> str:
    return Period(point.year, point.standard, point.basis).basis_name


def _note(found: Series, kind: Kind) -> str:
    notes = [f"{Map(found.map).label}."]
    if any(kind.bounds(point) for point in found.line):
        notes.append(
            "Năm có xã đã chia chỉ biết trong khoảng từ thấp nhất đến cao nhất có thể."
        )
    if not all(_is_drawn(kind, point) for point in found.line):
        notes.append("Năm chưa đủ số liệu để trống.")
    return " ".join(notes)


def finding(found: Series, kind: Kind) -> str:
    """What the line says: how the measure moved in the newest unbroken years."""
    years: list[tuple[int, Number, Number]] = []  # the least and the most it may be
    for point in found.line:
        if point.year in found.breaks:
            years = []
        value = kind.value(point)
        between = (value, value) if value is not None else kind.bounds(point)
        if between is not None:
            years.append((point.year, *between))
    if not years:
        return f"{kind.label} chưa so được qua các năm"
    (first, *then), (last, *now) = years[0], years[-1]
    if first == last:
        return f"{kind.label} năm {last} là {_between(kind, *now)}"
    before, after = _between(kind, *then), _between(kind, *now)
    moved = f"từ {before} năm {first} {{}} {after} năm {last}"
    if now[1] < then[0]:
        return f"{kind.label} giảm {moved.format('còn')}"
    if now[0] > then[1]:
        return f"{kind.label} tăng {moved.format('lên')}"
    if then == now and now[0] == now[1]:
        return f"{kind.label} không đổi từ năm {first} đến năm {last}: {after}"
    return f"{kind.label} chưa rõ tăng hay giảm {moved.format('đến')}"


def _between(kind: Kind, low: Number, high: Number) -> str:
    write = kind.measure.words
    return write(low) if low == high else f"{write(low)}–{write(high)}"
