"""What the visits of an inspection tell: error rates by commune, with intervals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from households.models import Outcome
from reports.estimates import Estimate, StratumCount, estimate
from reports.models import InspectionPlace, InspectionStratum, InspectionVisit
from reports.sampling import STRATA

# Of a commune under inspection: findings that are not put right.
OPEN_FINDINGS = Count("findings", filter=~Q(findings__state="closed"), distinct=True)
_LISTED = (Outcome.Class.POOR, Outcome.Class.NEAR_POOR)
METHOD = (
    "Hộ sai là hộ có phân loại theo xác minh khác với phân loại trên cổng. Tỷ lệ sai "
    "được tính theo trọng số của từng nhóm (số hộ của nhóm chia cho số hộ đã xác "
    "minh); khoảng tin cậy 95% theo Wilson, cỡ mẫu hiệu dụng theo Kish, có hiệu chỉnh "
    "theo tổng số hộ. Hộ không gặp được không tính vào tỷ lệ."
)


@dataclass(frozen=True)
class Counts:
    """Of a commune's visits: how many in each state, and which were wrong.

    `wrongly_in` stand on the lists of poor and near-poor households and should not,
    `wrongly_out` the other way round; the other wrong ones are in the wrong list.
    """

    drawn: int = 0
    todo: int = 0
    met: int = 0
    missed: int = 0
    wrong: int = 0
    wrongly_in: int = 0
    wrongly_out: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        names = self.__dataclass_fields__
        return Counts(*(getattr(self, n) + getattr(other, n) for n in names))


@dataclass(frozen=True)
class StratumLine:
    """A stratum: its label's code, its households, drawn, met, wrong."""

    risk: str
    population: int
    drawn: int
    met: int
    wrong: int


@dataclass(frozen=True)
class PlaceFigures:
    """A commune's counts, strata and error rate."""

    place: InspectionPlace
    counts: Counts
    strata: Sequence[StratumLine]
    estimate: Estimate


def figures_of(places: Iterable[InspectionPlace]) -> list[PlaceFigures]:
    """Figures of each commune, in two queries for all of them."""
    found = list(places)
    held: dict[int, list[InspectionStratum]] = defaultdict(list)
    for stratum in InspectionStratum.objects.filter(place__in=found):
        held[stratum.place_id].append(stratum)
    counted = _counted(found)
    return [_of_place(place, held[place.pk], counted) for place in found]


def _counted(places: Sequence[InspectionPlace]) -> dict[tuple[int, str], Counts]:
    """Counts by commune under inspection (id) and stratum."""
    met = Q(state=InspectionVisit.State.MET)
    wrong = met & ~Q(found_class=F("outcome__poverty_class"))
    was_in, is_in = Q(outcome__poverty_class__in=_LISTED), Q(found_class__in=_LISTED)
    rows = (
        InspectionVisit.objects.filter(place__in=places)
        .order_by()
        .values_list("place_id", "risk")
        .annotate(
            n1=Count("pk"),
            n2=Count("pk", filter=Q(state=InspectionVisit.State.TODO)),
            n3=Count("pk", filter=met),
            n4=Count("pk", filter=Q(state__in=["absent", "gone"])),
            n5=Count("pk", filter=wrong),
            n6=Count("pk", filter=wrong & was_in & ~is_in),
            n7=Count("pk", filter=wrong & ~was_in & is_in),
        )
    )
    return {(place, risk): Counts(*numbers) for place, risk, *numbers in rows}


def _of_place(
    place: InspectionPlace,
    strata: Sequence[InspectionStratum],
    counted: dict[tuple[int, str], Counts],
) -> PlaceFigures:
    order = [risk.value for risk in STRATA]
    ordered = sorted(strata, key=lambda each: order.index(each.risk))
    lines, counts = [], Counts()
    for each in ordered:
        own = counted.get((place.pk, each.risk), Counts())
        counts += own
        lines.append(
            StratumLine(each.risk, each.population, each.drawn, own.met, own.wrong)
        )
    told = [StratumCount(each.population, each.met, each.wrong) for each in lines]
    return PlaceFigures(place, counts, lines, estimate(told))


def total_of(figures: Sequence[PlaceFigures]) -> tuple[Counts, Estimate]:
    """All communes together: their counts, and the rate weighted over all strata."""
    counts = sum((each.counts for each in figures), Counts())
    strata = [line for each in figures for line in each.strata]
    told = [StratumCount(each.population, each.met, each.wrong) for each in strata]
    return counts, estimate(told)
