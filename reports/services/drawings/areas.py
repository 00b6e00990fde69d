"""Poverty by area: where it is highest."""

from collections.abc import Callable

from povertyportal.ui.charts import Bar, Bars, Chart
from povertyportal.ui.numbers import Number
from reports.figures import Figures
from reports.services.drawings.said import (
    HOUSEHOLDS,
    PER_CENT,
    of_overview,
    parts_of,
)
from reports.services.grounds import sources
from reports.services.overview import Line, Overview

BY_AREA = "ho-ngheo-theo-dia-ban"
MOST = 25


def by_area(
    found: Overview, address: Callable[[int], str] = lambda area: ""
) -> Chart | None:
    """Areas by their poverty rate, the highest first; None where there is only one.

    By households where a rate is not known of each. `address` leads to an area (id).
    """
    if len(found.lines) < 2:
        return None
    by_rate = all(line.figures.rate("poor").value is not None for line in found.lines)
    ranked = sorted(found.lines, key=lambda line: -_value(line.figures, by_rate))
    highest = _value(ranked[0].figures, by_rate)
    tops = [each for each in ranked if _value(each.figures, by_rate) == highest]
    bars = tuple(
        _bar(line, by_rate, address(line.area.pk), strong=line in tops)
        for line in ranked[:MOST]
    )
    what = "Tỷ lệ hộ nghèo" if by_rate else "Số hộ nghèo"
    measure = PER_CENT if by_rate else HOUSEHOLDS
    kind = "poor_rate" if by_rate else "poor"
    before = f"Năm {found.period.year - 1}"
    return of_overview(
        found,
        BY_AREA,
        _title(what, tops, len(ranked), measure.words(highest)),
        Bars(bars, of=what, before=before),
        measure,
        note=_note(bars, len(ranked), before),
        codes=[getattr(sources(line.figures), kind) for line in found.lines],
    )


def _title(what: str, tops: list[Line], there: int, highest: str) -> str:
    """Which areas are the highest; nobody is, where all are alike."""
    if len(tops) == there:
        return f"{what} của {there} địa bàn như nhau: {highest}"
    others = f" và {len(tops) - 1} nơi khác" if len(tops) > 1 else ""
    return f"{what} cao nhất ở {tops[0].area.name}{others}: {highest}"


def _note(bars: tuple[Bar, ...], there: int, before: str) -> str:
    notes = [f"{len(bars)} nơi cao nhất trong {there}."] if there > len(bars) else []
    if any(bar.previous is not None for bar in bars):
        notes.append(f"Vạch đen: {before.lower()}.")
    return " ".join(notes)


def _bar(line: Line, by_rate: bool, url: str, *, strong: bool) -> Bar:
    rate, before = line.figures.rate("poor"), line.change.before
    return Bar(
        line.area.name,
        _value(line.figures, by_rate),
        parts_of(rate.part, rate.whole) if by_rate else "",
        _value(before, by_rate) if before else None,
        strong,
        url,
    )


def _value(figures: Figures, by_rate: bool) -> Number:
    rate = figures.rate("poor")
    return (rate.value or 0) if by_rate else rate.part
