"""Deprivations of poor and near-poor households, the most widespread first."""

from povertyportal.ui.charts import Bar, Bars, Chart
from reports.services.drawings.said import of_overview, parts_of
from reports.services.overview import Overview

BY_DEPRIVATION = "thieu-hut"


def by_deprivation(found: Overview) -> Chart | None:
    """Shares of both classes, last year's as ticks; None where nothing is known."""
    known = [each for each in found.deprivations if each.both.value is not None]
    if not known:
        return None
    former = {each.number: found.change.deprivation(each.number) for each in known}
    bars = tuple(
        Bar(
            each.name,
            each.both.value,
            parts_of(each.both.part, each.both.whole),
            then.value if (then := former[each.number]) else None,
            strong=place == 0,
        )
        for place, each in enumerate(known)
    )
    before = f"Năm {found.period.year - 1}"
    has_before = any(bar.previous is not None for bar in bars)
    return of_overview(
        found,
        BY_DEPRIVATION,
        f"Thiếu hụt nhiều nhất của hộ nghèo, hộ cận nghèo: {known[0].name.lower()}",
        Bars(bars, what="Chỉ số", of="Tỷ lệ thiếu hụt", before=before),
        note=_note(found, before.lower()) if has_before else "",
    )


def _note(found: Overview, before: str) -> str:
    """What the ticks are, and of which ground."""
    ground = ", tính theo địa giới hiện nay" if found.change.restated else ""
    return f"Vạch đen: {before}{ground}."
