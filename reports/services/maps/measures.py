"""What the map can show of an area, each with what it is reckoned from."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS
from povertyportal.ui.charts import Measure
from povertyportal.ui.numbers import round_half_up, vietnamese
from programs.services.money_figures import Sums
from reports.comparable import residents_alike
from reports.figures import Cell, Figures, Rate, part_label
from reports.services.overview import Line

POOR, NEAR = PovertyClass.POOR.value, PovertyClass.NEAR_POOR.value
RATE, NEAR_RATE, BOTH = "ty-le", "can-ngheo", "da-chieu"
COUNT, CHANGE, DEPRIVED, MONEY = "so-ho", "thay-doi", "thieu-hut", "giai-ngan"


@dataclass(frozen=True)
class Shown:
    """A measure: its name, how it is written, the headings of what it is made of.

    `kinds`: classes of households in the numerator. `palette` as areas.maps knows it.
    """

    code: str
    name: str
    measure: Measure
    part: str = ""
    whole: str = ""
    kinds: tuple[str, ...] = ()
    palette: str = "upward"


_PER_CENT = Measure("%", 2)
MEASURES: Mapping[str, Shown] = MappingProxyType(
    {
        shown.code: shown
        for shown in (
            Shown(
                RATE,
                "Tỷ lệ hộ nghèo",
                _PER_CENT,
                "Hộ nghèo",
                "Tổng số hộ dân cư",
                (POOR,),
            ),
            Shown(
                NEAR_RATE,
                "Tỷ lệ hộ cận nghèo",
                _PER_CENT,
                "Hộ cận nghèo",
                "Tổng số hộ dân cư",
                (NEAR,),
            ),
            Shown(
                BOTH,
                "Tỷ lệ nghèo đa chiều (hộ nghèo và hộ cận nghèo)",
                _PER_CENT,
                "Hộ nghèo, hộ cận nghèo",
                "Tổng số hộ dân cư",
                (POOR, NEAR),
            ),
            Shown(COUNT, "Số hộ nghèo", Measure("hộ"), "Hộ nghèo", kinds=(POOR,)),
            Shown(
                CHANGE,
                "Tăng, giảm tỷ lệ hộ nghèo so với năm trước",
                Measure("điểm %", 2),
                "Hộ nghèo",
                "Tổng số hộ dân cư",
                (POOR,),
                "changes",
            ),
            Shown(
                DEPRIVED,
                "Tỷ lệ thiếu hụt của hộ nghèo, hộ cận nghèo",
                _PER_CENT,
                "Hộ thiếu hụt",
                "Hộ đã biết chỉ số",
                (POOR, NEAR),
            ),
            Shown(
                MONEY,
                "Tỷ lệ giải ngân vốn được giao",
                _PER_CENT,
                "Đã giải ngân (đồng)",
                "Vốn được giao (đồng)",
            ),
        )
    }
)


@dataclass(frozen=True)
class Asked:
    """A measure, and of the deprivations the number of the indicator (else 0)."""

    shown: Shown
    indicator: int = 0

    def name(self, standard: str) -> str:
        """The measure in words."""
        if self.shown.code != DEPRIVED:
            return self.shown.name
        topic = part_label(f"deprived-{self.indicator}", standard)
        return f"Tỷ lệ hộ nghèo, hộ cận nghèo {topic}"

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The households that the numerator counts, class by class."""
        part = f"deprived-{self.indicator}" if self.shown.code == DEPRIVED else ""
        return tuple(Cell(kind, part) for kind in self.shown.kinds)


def asked_of(query: Mapping[str, str], standard: str) -> Asked:
    """The measure of ?xem=…&chi_so=…: by default the poverty rate, indicator 1."""
    shown = MEASURES.get(query.get("xem", ""), MEASURES[RATE])
    if shown.code != DEPRIVED:
        return Asked(shown)
    numbers = [str(each.number) for each in STANDARDS[standard].indicators]
    wanted = query.get("chi_so", "")
    return Asked(shown, int(wanted if wanted in numbers else numbers[0]))


@dataclass(frozen=True)
class Reading:
    """A value and what it is made of, or `why` there is none.

    `part` of `whole`, both None where the measure has none; `note` says more.
    `is_apart`: a change that may come of the residents' number, not of the poor.
    """

    value: Decimal | None
    part: int | None = None
    whole: int | None = None
    why: str = ""
    note: str = ""
    is_apart: bool = False


def read(asked: Asked, line: Line | None, money: Sums | None) -> Reading:
    """A measure of an area, from its figures and its money of the year."""
    code = asked.shown.code
    if code == MONEY:
        return _disbursed(money or Sums())
    if line is None:
        return Reading(None, why="chưa có số liệu của năm này")
    if code == CHANGE:
        return _change(line)
    if code in {COUNT, DEPRIVED} and line.figures.why_open:
        return Reading(None, why=line.figures.why_open)
    if code == COUNT:
        number = line.figures.number(Cell(POOR))
        return Reading(Decimal(number), part=number)
    if code == DEPRIVED:
        return deprived(line.figures, asked.indicator)
    return _rated(line.figures, asked.shown.kinds)


def _rated(figures: Figures, kinds: tuple[str, ...]) -> Reading:
    part = sum(figures.number(Cell(kind)) for kind in kinds)
    whole = figures.resident_households
    is_open = figures.missing or figures.why_open
    rate = Rate(part, None if is_open else whole)
    return Reading(
        rate.value, part, whole, "" if rate.value is not None else _why(figures)
    )


def _why(figures: Figures) -> str:
    more = "số hộ của diện này nhiều hơn tổng số hộ dân cư đã nhập"
    return figures.why_no_rate or more


def _change(line: Line) -> Reading:
    now = line.figures.rate(POOR)
    part, whole = line.figures.number(Cell(POOR)), line.figures.resident_households
    if line.change.before is None:
        return Reading(None, part, whole, line.change.reason)
    points = line.change.of_rate(line.figures, POOR)
    if points is None:
        why = _why(line.figures) if now.value is None else "năm trước chưa có tỷ lệ"
        return Reading(None, part, whole, why)
    return changed(points, now, line.change.before.rate(POOR))


def changed(points: Decimal, now: Rate, then: Rate, how: str = "") -> Reading:
    """A change between two known rates; `how` says how the former one was reckoned."""
    before, after = (vietnamese(each.value or 0, 2) for each in (then, now))
    note = f"từ {before}%{how} thành {after}%"
    is_alike = residents_alike(then.whole, now.whole)
    if not is_alike:
        wholes = [vietnamese(each.whole or 0) for each in (then, now)]
        note += f"; tổng số hộ dân cư từ {wholes[0]} thành {wholes[1]}"
    return Reading(points, now.part, now.whole, note=note, is_apart=not is_alike)


def deprived(figures: Figures, indicator: int) -> Reading:
    """Poor and near-poor households that lack an indicator, of those known."""
    rates = [figures.deprivation(kind, indicator) for kind in (POOR, NEAR)]
    part = sum(rate.part for rate in rates)
    whole = sum(rate.whole or 0 for rate in rates)
    value = Rate(part, whole or None).value
    why = "" if whole else "không có hộ nghèo, hộ cận nghèo nào đã biết chỉ số này"
    return Reading(value, part, whole, why)


def _disbursed(money: Sums) -> Reading:
    rate = money.rate
    if rate is None:
        why = "chưa giao vốn" if money.planned else "không có vốn"
        return Reading(None, money.disbursed, money.allocated, why)
    return Reading(round_half_up(rate, 2), money.disbursed, money.allocated)
