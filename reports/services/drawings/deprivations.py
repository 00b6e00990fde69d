"""Deprivations of poor and near-poor households, the most widespread first."""

from povertyportal.ui.charts import Bar, Bars, Chart
from povertyportal.ui.numbers import vietnamese
from reports.figures import BROKEN_DOWN, KNOWN, Cell, Rate
from reports.services.drawings.said import of_overview, parts_of
from reports.services.overview import Deprivation, Overview

BY_DEPRIVATION = "thieu-hut"
_WHAT = "Thiếu hụt của hộ nghèo, hộ cận nghèo"


def by_deprivation(found: Overview) -> Chart | None:
    """Shares of both classes, last year's as ticks; None where nothing is known."""
    known = [each for each in found.deprivations if each.both.value is not None]
    if not known:
        return None
    former = {each.number: found.change.deprivation(each.number) for each in known}
    unknown = _unknown(known, found)
    tops = () if unknown else _tops(known)
    bars = tuple(_bar(each, former[each.number], strong=each in tops) for each in known)
    before = f"Năm {found.period.year - 1}"
    has_before = any(bar.previous is not None for bar in bars)
    return of_overview(
        found,
        BY_DEPRIVATION,
        f"{_WHAT}: {unknown}" if unknown else _title(tops, len(known)),
        Bars(bars, what="Chỉ số", of="Tỷ lệ thiếu hụt", before=before),
        note=_note(found, before.lower()) if has_before else "",
    )


def _bar(each: Deprivation, before: Rate | None, *, strong: bool) -> Bar:
    parts = parts_of(each.both.part, each.both.whole)
    then = before.value if before else None
    return Bar(each.name, each.both.value, parts, then, strong)


def _tops(known: list[Deprivation]) -> tuple[Deprivation, ...]:
    return tuple(each for each in known if each.both.value == known[0].both.value)


def _unknown(known: list[Deprivation], found: Overview) -> str:
    """Of how few households it is known, where none can be said to be the first."""
    there = sum(found.total.number(Cell(kind)) for kind in BROKEN_DOWN)
    numbers = sorted(each.both.whole or 0 for each in known)
    if numbers[0] >= KNOWN * there:
        return ""
    many = "–".join(dict.fromkeys(vietnamese(n) for n in (numbers[0], numbers[-1])))
    each_its_own = " (tùy chỉ số)" if numbers[0] < numbers[-1] else ""
    return f"mới biết {many}/{vietnamese(there)} hộ{each_its_own}"


def _title(tops: tuple[Deprivation, ...], known: int) -> str:
    """Which indicators are the first; none is, where all are alike."""
    if len(tops) == known > 1:
        return f"{_WHAT}: {known} chỉ số như nhau"
    others = f" và {len(tops) - 1} chỉ số khác" if len(tops) > 1 else ""
    first = f"{tops[0].name.lower()}{others}"
    return f"Thiếu hụt nhiều nhất của hộ nghèo, hộ cận nghèo: {first}"


def _note(found: Overview, before: str) -> str:
    """What the ticks are, and of which ground."""
    ground = ", tính theo địa giới hiện nay" if found.change.restated else ""
    return f"Vạch đen: {before}{ground}."
