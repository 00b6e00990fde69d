"""Targets with today's figures: what is reached, on what basis, how it was reckoned."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import or_

from django.db.models import Q, Sum
from django.utils import timezone

from households.rules.outcome import PovertyClass
from povertyportal.areas.models import Area
from povertyportal.ui.numbers import round_half_up, vietnamese
from programs.models import Activity, Target
from programs.rules.progress import (
    Progress,
    Verdict,
    elapsed_of_year,
    judge,
    judge_level,
)
from programs.services.places import name_of as place_name
from reports.services.targets import years
from reports.services.targets.places import outermost
from reports.services.targets.years import YearFigures

Measure = Target.Measure
POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
RATES = frozenset({Measure.POOR_RATE, Measure.RATE_DOWN})
_CLASS = {
    Measure.POOR_LEAVE: POOR,
    Measure.POOR_FEWER: POOR,
    Measure.NEAR_LEAVE: NEAR,
    Measure.NEAR_FEWER: NEAR,
}
WORDS = {
    Verdict.MET: "Đạt",
    Verdict.ON_WAY: "Đúng tiến độ",
    Verdict.BEHIND: "Chậm",
    Verdict.MISSED: "Không đạt",
    Verdict.UNKNOWN: "Chưa đủ số liệu",
}
TONES = {
    Verdict.MET: "ok",
    Verdict.ON_WAY: "info",
    Verdict.BEHIND: "warn",
    Verdict.MISSED: "bad",
    Verdict.UNKNOWN: "neutral",
}
PACE = (
    "Đúng tiến độ khi số đạt không thấp hơn chỉ tiêu nhân với phần thời gian đã qua "
    "của năm. Đây là cách tính của cổng, không phải quy định; kết quả cả năm chỉ có "
    "khi danh sách năm sau được công nhận."
)


@dataclass(frozen=True)
class Key:
    """What a target measures, whoever's it is: a column of the table of units."""

    measure: str
    component_id: int | None = None
    activity_kind: str = ""

    @classmethod
    def of(cls, target: Target) -> "Key":
        """The key of a target."""
        return cls(target.measure, target.component_id, target.activity_kind)

    @property
    def code(self) -> str:
        """The key in an address."""
        if self.measure != Measure.ACTIVITY:
            return self.measure
        return f"{self.measure}-{self.component_id}-{self.activity_kind}"


@dataclass(frozen=True)
class Line:
    """A target of a unit (None: not given) and what is reached of it.

    `done` is in the target's own terms (households, per cent, points, quantity);
    `how` is the arithmetic, `basis` what the figures are and of which day.
    """

    area: Area
    target: Target | None
    done: Decimal | None
    progress: Progress | None
    how: str
    basis: str
    as_of: dt.datetime | None

    @property
    def unit(self) -> str:
        """The unit in words; of an ended one with its last day."""
        return place_name(self.area)

    @property
    def verdict(self) -> str:
        """How it stands, in words."""
        return WORDS[self.progress.verdict] if self.progress else "Chưa giao"

    @property
    def tone(self) -> str:
        """How it stands, as a colour."""
        return TONES[self.progress.verdict] if self.progress else "neutral"

    @property
    def percent(self) -> Decimal | None:
        """What is reached, in per cent of the target."""
        return self.progress.percent if self.progress else None


def name_of(target: Target) -> str:
    """A target in words, with what it counts of which component."""
    if target.measure != Measure.ACTIVITY or target.component is None:
        return target.get_measure_display()
    kind = Activity.Kind(target.activity_kind).label
    return f"{kind} ({target.component})"


def unit_of(measure: str) -> str:
    """What a measure is counted in; empty for quantities of activities."""
    if measure == Measure.POOR_RATE:
        return "%"
    if measure == Measure.RATE_DOWN:
        return "điểm %"
    return "" if measure == Measure.ACTIVITY else "hộ"


class Reader:
    """Figures of units in a year, read once for all their targets.

    `figures` are those of a period that was counted already, `today` its last day;
    without them the year as it is kept, up to today.
    """

    def __init__(
        self,
        units: Iterable[Area],
        communes: Collection[int],
        year: int,
        *,
        figures: Mapping[int, YearFigures] | None = None,
        today: dt.date | None = None,
    ) -> None:
        self.year, self.today = year, today or timezone.localdate()
        self._units, self._communes = list(units), communes
        self._figures = figures
        self._works: Mapping[tuple[int, int, str], Decimal] | None = None

    def line(self, area: Area, key: Key, target: Target | None) -> Line:
        """What is reached of a measure in a unit, against its target if it has one."""
        if key.measure == Measure.ACTIVITY:
            return self._of_activities(area, key, target)
        if self._figures is None:
            self._figures = years.figures_of(self._units, self._communes, self.year)
        figures = self._figures.get(area.pk)
        if figures is None:
            how = "Năm này chưa có số liệu hộ nghèo, hộ cận nghèo của địa bàn."
            lost = self._judged(target, None, is_final=False)
            return Line(area, target, None, lost, how, "", None)
        return self._of_households(area, key, target, figures)

    def _of_households(
        self, area: Area, key: Key, target: Target | None, figures: YearFigures
    ) -> Line:
        measure = Measure(key.measure)
        done, how = reached(measure, figures)
        if measure == Measure.POOR_RATE and target is not None:
            start, now = figures.rates()
            elapsed = self._elapsed(figures.last)
            progress: Progress | None = judge_level(
                target.value, start, now, elapsed, is_final=figures.is_final
            )
        else:
            progress = self._judged(
                target, done, is_final=figures.is_final, day=figures.last
            )
        how = _with_pace(how, measure, progress)
        return Line(area, target, done, progress, how, basis_of(figures), figures.as_of)

    def _of_activities(self, area: Area, key: Key, target: Target | None) -> Line:
        if self._works is None:
            self._works = _quantities(self._units, self.year, self.today)
        done = self._works.get(
            (area.pk, key.component_id or 0, key.activity_kind), Decimal(0)
        )
        over = self.today >= dt.date(self.year, 12, 31)
        progress = self._judged(target, done, is_final=over)
        how = f"Khối lượng đã làm: {vietnamese(done)}."
        basis = f"Khối lượng ghi ở mục Hoạt động đến {self.today:%d/%m/%Y}"
        how = _with_pace(how, Measure.ACTIVITY, progress)
        return Line(area, target, done, progress, how, basis, None)

    def _judged(
        self,
        target: Target | None,
        done: Decimal | None,
        *,
        is_final: bool,
        day: dt.date | None = None,
    ) -> Progress | None:
        if target is None:
            return None
        elapsed = self._elapsed(day or self.today)
        return judge(target.value, done, elapsed, is_final=is_final)

    def _elapsed(self, day: dt.date) -> Fraction:
        return elapsed_of_year(self.year, day)


def reached(measure: str, figures: YearFigures) -> tuple[Decimal | None, str]:
    """What a year reached of a measure, and the arithmetic in words."""
    if measure in RATES:
        return _of_rates(measure, figures)
    kind = _CLASS[Measure(measure)]
    if measure in {Measure.POOR_LEAVE, Measure.NEAR_LEAVE}:
        return _of_leaving(kind, figures)
    opening, closing = figures.opening(kind), figures.closing(kind)
    told = (
        f"{vietnamese(opening)} hộ ngày {figures.first:%d/%m/%Y} − "
        f"{vietnamese(closing)} hộ ngày {figures.last:%d/%m/%Y} = "
        f"{vietnamese(opening - closing)} hộ."
    )
    return Decimal(opening - closing), told


def _of_leaving(kind: PovertyClass, figures: YearFigures) -> tuple[Decimal, str]:
    left = figures.left(kind)
    if kind is NEAR:
        return Decimal(left), f"{vietnamese(left)} hộ ra khỏi diện cận nghèo."
    to_near, beyond = (figures.columns[kind][column - 1] for column in (2, 3))
    told = (
        f"{vietnamese(to_near)} hộ thành hộ cận nghèo + {vietnamese(beyond)} hộ vượt "
        f"chuẩn cận nghèo = {vietnamese(left)} hộ."
    )
    return Decimal(left), told


def _of_rates(measure: str, figures: YearFigures) -> tuple[Decimal | None, str]:
    start, now = figures.rates()
    before = _rate(start, figures.opening(POOR), figures.residents[0])
    after = _rate(now, figures.closing(POOR), figures.residents[1])
    told = (
        f"Ngày {figures.first:%d/%m/%Y} {before}; ngày {figures.last:%d/%m/%Y} {after}"
    )
    if measure == Measure.POOR_RATE:
        return now, f"{told}."
    down = None if start is None or now is None else start - now
    return down, f"{told}." if down is None else f"{told}; giảm {_points(down)}."


def _points(value: Decimal) -> str:
    return f"{vietnamese(value, 2)} điểm %"


def _rate(rate: Decimal | None, part: int, whole: int | None) -> str:
    if rate is None or whole is None:
        return "chưa có tỷ lệ vì thiếu tổng số hộ dân cư"
    return f"{vietnamese(part)}/{vietnamese(whole)} hộ = {vietnamese(rate, 2)}%"


def _with_pace(how: str, measure: str, progress: Progress | None) -> str:
    """The arithmetic and, while the year goes on, what an even pace asks for."""
    if progress is None or progress.expected is None:
        return how
    open_ = {Verdict.ON_WAY, Verdict.BEHIND}
    if progress.verdict not in open_:
        return how
    share, unit = progress.elapsed, unit_of(measure)
    if measure == Measure.POOR_RATE:
        unit = "điểm giảm"
    expected = f"{_even(progress.expected, unit)} {unit}".strip()
    total = f"{vietnamese(progress.target)} {unit}".strip()
    part = vietnamese(Decimal(share.numerator * 100) / share.denominator, 1)
    return f"{how} Tính đều: {total} × {part}% thời gian = {expected}."


def _even(expected: Decimal, unit: str) -> str:
    """What an even pace asks for; nobody counts a part of a household."""
    whole = round_half_up(expected, 0)
    if unit != "hộ" or expected == whole:
        return vietnamese(expected)
    return f"khoảng {vietnamese(whole)}"


def basis_of(figures: YearFigures) -> str:
    """What the figures of households are, and of which days."""
    if figures.is_final:
        return (
            f"Danh sách công nhận có hiệu lực {figures.first:%d/%m/%Y} so với "
            f"{figures.last:%d/%m/%Y}"
        )
    return (
        f"Danh sách đang có hiệu lực, từ {figures.first:%d/%m/%Y} đến "
        f"{figures.last:%d/%m/%Y}"
    )


def _quantities(
    units: Iterable[Area], year: int, day: dt.date
) -> dict[tuple[int, int, str], Decimal]:
    """Quantity done by the end of a day: by unit, component (with its parts), kind."""
    ids = {unit.pk for unit in units}
    rows = (
        Activity.objects.filter(_inside(units), year=year, cancelled_on__isnull=True)
        .order_by()
        .values_list("area__path", "component_id", "component__parent_id", "kind")
        .annotate(done=Sum("progress__quantity", filter=Q(progress__day__lte=day)))
    )
    found: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    for path, component, parent, kind, done in rows:
        above = ids & {int(part) for part in path.split(".") if part}
        for pk in above:
            for each in {component, parent} - {None}:
                found[pk, each, kind] += done or 0
    return found


def _inside(units: Iterable[Area]) -> Q:
    """Rows in any of the units, by the widest of them alone."""
    outer = (Q(area__path__startswith=each.path) for each in outermost(units))
    return reduce(or_, outer, Q())
