"""What must be said of any chart of an overview."""

from collections.abc import Iterable

from povertyportal.ui.charts import Chart, Drawing, Measure
from povertyportal.ui.numbers import vietnamese
from reports.figures import Basis, Figures
from reports.services.grounds import in_words, sources
from reports.services.overview import Overview

PER_CENT = Measure("%", 2)
HOUSEHOLDS = Measure("hộ")


def of_overview(
    found: Overview,
    key: str,
    title: str,
    drawing: Drawing,
    measure: Measure = PER_CENT,
    *,
    note: str = "",
    codes: Iterable[str] | None = None,
    is_of_review: bool = True,
) -> Chart:
    """A chart of the place and period of an overview.

    `codes` are the provenances of what is drawn, by default that of our own counts.
    `is_of_review`: drawn from the period's review, whose progress is told.
    """
    period = found.period
    given = [sources(found.total).own] if codes is None else codes
    return Chart(
        key=key,
        title=title,
        drawing=drawing,
        measure=measure,
        as_of=found.total.as_of,
        standard=period.standard_name,
        basis=period.basis_name,
        source=in_words(given),
        note=" ".join(filter(None, (note, progress(found) if is_of_review else ""))),
        place=found.place.name,
        period=f"năm {period.year}",
    )


def progress(found: Overview) -> str:
    """While a review goes on: how far it is, since its numbers still change."""
    total = found.total
    if found.period.basis != Basis.PRELIMINARY or total.is_complete:
        return ""
    done, listed = vietnamese(total.reviewed or 0), vietnamese(total.listed or 0)
    return f"Mới rà soát {done}/{listed} hộ: số còn thay đổi."


def under_way(figures: Figures) -> str:
    """The title of a chart while nothing of it is a finding yet."""
    words = figures.why_open
    return words[:1].upper() + words[1:]


def parts_of(part: int, whole: int | None) -> str:
    """Numerator and denominator in words: "41/1.320 hộ"."""
    return f"{vietnamese(part)}/{'–' if whole is None else vietnamese(whole)} hộ"
