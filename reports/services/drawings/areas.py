"""Poverty by area: where it is highest."""

from collections.abc import Callable

from povertyportal.areas.names import first_of
from povertyportal.ui.charts import Bar, Bars, Chart
from povertyportal.ui.numbers import Number
from reports.figures import Figures
from reports.services.drawings.said import (
    HOUSEHOLDS,
    PER_CENT,
    of_overview,
    parts_of,
    under_way,
)
from reports.services.grounds import sources
from reports.services.overview import Line, Overview

BY_AREA = "ho-ngheo-theo-dia-ban"
MOST = 25


def by_area(
    found: Overview, address: Callable[[int], str] = lambda area: ""
) -> Chart | None:
    """Areas by their poverty rate, the highest first; None where there is only one.

    By households where a rate is not known of each. Those whose review goes on are not
    ranked: they stand below without a value. `address` leads to an area (id).
    """
    if len(found.lines) < 2:
        return None
    done = [line for line in found.lines if not line.figures.why_open]
    by_rate = all(line.figures.rate("poor").value is not None for line in done)
    ranked = sorted(done, key=lambda line: -_value(line.figures, by_rate))
    tops = [line for line in ranked if _is_highest(line, ranked, by_rate)]
    bars = [
        _bar(line, by_rate, address(line.area.pk), strong=line in tops)
        for line in ranked[:MOST]
    ]
    bars += [
        Bar(line.area.name, None, line.figures.why_open, url=address(line.area.pk))
        for line in found.lines
        if line.figures.why_open
    ][: MOST - len(bars)]
    what = "Tỷ lệ hộ nghèo" if by_rate else "Số hộ nghèo"
    measure = PER_CENT if by_rate else HOUSEHOLDS
    kind = "poor_rate" if by_rate else "poor"
    before = f"Năm {found.period.year - 1}"
    most = "cao nhất" if by_rate else "nhiều nhất"
    return of_overview(
        found,
        BY_AREA,
        _title((what, most), tops, found, measure.words(_highest(ranked, by_rate))),
        Bars(tuple(bars), of=what, before=before),
        measure,
        note=_note(bars, found, before, most),
        codes=[getattr(sources(line.figures), kind) for line in found.lines],
    )


def _highest(ranked: list[Line], by_rate: bool) -> Number | None:
    return _value(ranked[0].figures, by_rate) if ranked else None


def _is_highest(line: Line, ranked: list[Line], by_rate: bool) -> bool:
    return _value(line.figures, by_rate) == _highest(ranked, by_rate)


def _title(
    words: tuple[str, str], tops: list[Line], found: Overview, highest: str
) -> str:
    """Which areas are the highest; nobody is, where all are alike.

    While areas are still under review, of how many it is said.
    """
    what, most = words
    there, known = len(found.lines), counted_of(found)
    if not known:
        return under_way(found.total)
    rest = f"; {there - known}/{there} nơi chưa rà soát xong" if known < there else ""
    top = first_of(tops[0].area.name, len(tops))
    if known == 1:
        return f"{what} ở {top}: {highest}{rest}"
    if len(tops) == known:
        return f"{what} của {known} địa bàn như nhau: {highest}{rest}"
    return f"{what} {most} ở {top}: {highest}{rest}"


def counted_of(found: Overview) -> int:
    """How many areas of the table have been counted to the end."""
    return sum(not line.figures.why_open for line in found.lines)


def _note(bars: list[Bar], found: Overview, before: str, most: str) -> str:
    there, known = len(found.lines), counted_of(found)
    notes = [f"{len(bars)} nơi {most} trong {there}."] if there > len(bars) else []
    if known < there:
        notes.append(f"{there - known} nơi chưa rà soát xong: không xếp hạng.")
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
