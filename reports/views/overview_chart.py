"""The dashboard's chart: its title says the finding."""

from django.utils.safestring import SafeString

from povertyportal.ui.charts import Bar, bar_chart
from povertyportal.ui.numbers import Number
from reports.figures import Basis, Figures
from reports.services.grounds import in_words, sources
from reports.services.overview import Line, Overview
from reports.views.places import told

BARS = 25


def chart(found: Overview) -> SafeString | str:
    """Poverty by area where there are several areas, else the deprivations."""
    return _by_area(found) if len(found.lines) > 1 else _by_deprivation(found)


def _by_deprivation(found: Overview) -> SafeString | str:
    known = [each for each in found.deprivations if each.both.value is not None]
    if not known:
        return ""
    bars = [
        Bar(
            each.name,
            each.both.value,
            f"{told(each.both.part)}/{told(each.both.whole)} hộ",
            strong=place == 0,
        )
        for place, each in enumerate(known)
    ]
    title = f"Thiếu hụt nhiều nhất của hộ nghèo, hộ cận nghèo: {known[0].name.lower()}"
    note = _said_of(found, [sources(found.total).own])
    return bar_chart(bars, key="chart", title=title, unit="%", places=2, note=note)


def _said_of(found: Overview, codes: list[str]) -> str:
    """Basis, progress and provenance of what is drawn."""
    notes = [f"{found.period.basis_name.capitalize()}."]
    total = found.total
    if found.period.basis == Basis.PRELIMINARY and not total.is_complete:
        notes.append(
            f"Mới rà soát {told(total.reviewed)}/{told(total.listed)} hộ: số còn thay "
            "đổi."
        )
    if words := in_words(codes):
        notes.append(f"Nguồn: {words}.")
    return " ".join(notes)


def _by_area(found: Overview) -> SafeString:
    by_rate = all(line.figures.rate("poor").value is not None for line in found.lines)
    ranked = sorted(found.lines, key=lambda line: -_value(line.figures, by_rate))
    bars = [
        _bar(line, by_rate, strong=place == 0)
        for place, line in enumerate(ranked[:BARS])
    ]
    what = "Tỷ lệ hộ nghèo" if by_rate else "Số hộ nghèo"
    notes = []
    if len(ranked) > BARS:
        notes.append(f"{BARS} nơi cao nhất trong {len(ranked)}.")
    if any(bar.previous is not None for bar in bars):
        notes.append(f"Vạch đen: năm {found.period.year - 1}.")
    kind = "poor_rate" if by_rate else "poor"
    codes = [getattr(sources(line.figures), kind) for line in found.lines]
    notes.append(_said_of(found, codes))
    return bar_chart(
        bars,
        key="chart",
        title=f"{what} cao nhất ở {bars[0].label}",
        unit="%" if by_rate else " hộ",
        places=2 if by_rate else None,
        note=" ".join(notes),
    )


def _bar(line: Line, by_rate: bool, strong: bool) -> Bar:
    rate = line.figures.rate("poor")
    before = line.change.before
    return Bar(
        line.area.name,
        _value(line.figures, by_rate),
        f"{told(rate.part)}/{told(rate.whole)} hộ" if by_rate else "",
        _value(before, by_rate) if before else None,
        strong,
    )


def _value(figures: Figures, by_rate: bool) -> Number:
    rate = figures.rate("poor")
    return (rate.value or 0) if by_rate else rate.part
