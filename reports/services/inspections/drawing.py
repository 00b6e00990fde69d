"""The sample of an inspection: its frame, its draw, the rows it leaves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from households.models import Household
from reports.models import (
    Inspection,
    InspectionPlace,
    InspectionStratum,
    InspectionVisit,
)
from reports.sampling import STRATA, Method, Risk, Stratum, draw
from reports.services import risk
from reports.services.risk import AtRisk


@dataclass(frozen=True)
class Drawn:
    """A sample: the frame's households by id, and the strata with those drawn."""

    frame: dict[int, AtRisk]
    strata: tuple[Stratum, ...]

    @property
    def communes(self) -> frozenset[int]:
        """Communes (ids) with at least one household drawn."""
        return frozenset(each.commune for each in self.strata if each.drawn)


def sample_of(inspection: Inspection, at: dt.datetime) -> Drawn:
    """The sample of an inspection's communes from what was known at a moment."""
    communes = list(inspection.places.values_list("commune_id", flat=True))
    frame = risk.frame(inspection.round, communes, at)
    strata = draw(
        (each.unit for each in frame),
        size=inspection.size,
        seed=inspection.seed,
        method=Method(inspection.method),
    )
    return Drawn({each.household: each for each in frame}, strata)


def keep(inspection: Inspection, drawn: Drawn) -> int:
    """Keep the strata and the households drawn; returns how many these are.

    In the caller's transaction, before the inspection opens.
    """
    places = {place.commune_id: place for place in inspection.places.all()}
    InspectionStratum.objects.bulk_create(
        InspectionStratum(
            place=places[each.commune],
            risk=each.risk.value,
            population=each.population,
            drawn=len(each.drawn),
        )
        for each in drawn.strata
    )
    by_commune: dict[int, list[Stratum]] = defaultdict(list)
    for each in drawn.strata:
        by_commune[each.commune].append(each)
    visits = [
        visit
        for commune, strata in by_commune.items()
        for visit in _visits(places[commune], strata, drawn.frame)
    ]
    return len(InspectionVisit.objects.bulk_create(visits))


def _visits(
    place: InspectionPlace, strata: Sequence[Stratum], frame: dict[int, AtRisk]
) -> list[InspectionVisit]:
    """Visits of a commune, by village and name so that a day's way is short."""
    chosen = [(unit.household, each.risk) for each in strata for unit in each.drawn]
    stratum_of = dict(chosen)
    households = Household.objects.filter(pk__in=stratum_of).select_related("village")
    ordered = sorted(
        households,
        key=lambda each: (
            each.village.sort_key if each.village else "",
            each.head_sort_key,
            each.number,
        ),
    )
    return [
        _visit(place, at, household, stratum_of[household.pk], frame[household.pk])
        for at, household in enumerate(ordered, 1)
    ]


def _visit(
    place: InspectionPlace, at: int, household: Household, stratum: Risk, known: AtRisk
) -> InspectionVisit:
    return InspectionVisit(
        place=place,
        household=household,
        review_id=known.review,
        outcome_id=known.outcome,
        head_name=household.head_name,
        position=at,
        risk=stratum.value,
        risks=[sign.value for sign in STRATA if sign in known.risks],
    )
