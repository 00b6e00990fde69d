"""Which indicators would move most households: counts, and a chart of them."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Provenance
from povertyportal.ui.charts import Bar, Bars, Chart, Measure
from povertyportal.ui.numbers import vietnamese
from reports.services.radar.near import is_flipped, of_indicator, rows_of
from reports.services.selection import Period, Place

CODE = "chi-so-doi-dien"


@dataclass(frozen=True)
class Turning:
    """An indicator (`number` of the standard), and whom its change alone would move.

    `out`: poor households deprived in it that would be near-poor without; `into`:
    near-poor ones not deprived in it that would be poor with it.
    """

    number: int
    name: str
    out: int
    into: int


def by_indicator(place: Place, period: Period) -> list[Turning]:
    """Every indicator that would move somebody, the most poor households first.

    One query. Each number is that of `near.households` with its sign, class and
    indicator.
    """
    law = STANDARDS[period.standard]
    told = {
        f"{kind.value}_{each.number}": Count(
            "pk", filter=Q(kind=kind.value) & of_indicator(law, each.number)
        )
        for each in law.indicators
        for kind in (PovertyClass.POOR, PovertyClass.NEAR_POOR)
    }
    found = rows_of(period, place.communes).filter(is_flipped(law)).aggregate(**told)
    turning = [
        Turning(
            each.number,
            each.name,
            found[f"{PovertyClass.POOR.value}_{each.number}"],
            found[f"{PovertyClass.NEAR_POOR.value}_{each.number}"],
        )
        for each in law.indicators
    ]
    moved = [each for each in turning if each.out or each.into]
    return sorted(moved, key=lambda each: (-each.out, -each.into, each.number))


def chart(place: Place, period: Period, found: list[Turning]) -> Chart | None:
    """Bars of the poor households that one indicator would take out; None of none."""
    shown = [each for each in found if each.out]
    if not shown:
        return None
    return Chart(
        key=CODE,
        title=(
            f"{shown[0].name}: {vietnamese(shown[0].out)} hộ nghèo chỉ cần hết thiếu "
            "hụt này là thành hộ cận nghèo"
        ),
        drawing=Bars(
            tuple(Bar(each.name, each.out) for each in shown),
            what="Chỉ số",
            of="Hộ nghèo",
        ),
        measure=Measure("hộ"),
        as_of=timezone.now(),
        standard=period.standard_name,
        basis=period.basis_name,
        source=str(Provenance.INVENTED.label) if settings.DEMO else "",
        note="Một hộ có thể được đếm ở nhiều chỉ số.",
        place=place.name,
        period=f"Năm {period.year}",
    )
