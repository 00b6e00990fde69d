"""What is proposed to the units below a target, and what they have already."""

from dataclasses import dataclass
from decimal import Decimal

from povertyportal.areas.models import Area
from programs.models import Target
from programs.rules.apportion import apportion
from reports.services.targets import years
from reports.services.targets.lines import NEAR, POOR, RATES, Measure
from reports.services.targets.places import units_below

_NEAR = frozenset({Measure.NEAR_LEAVE, Measure.NEAR_FEWER})


@dataclass(frozen=True)
class Part:
    """A unit below: households of the class at the year's start, what is proposed to
    it, what it has (None: nothing yet)."""

    unit: Area
    weight: int
    proposed: Decimal
    has: Decimal | None


def parts_of(target: Target) -> list[Part]:
    """The units below a target in order of their names.

    Households and quantities are shared by the poor (or near-poor) households of the
    year's start; a rate is proposed to every unit as it is.
    """
    units = list(units_below(target.area, target.year))
    weights = _weights(target, units)
    if target.measure in RATES:
        proposed = {unit.pk: target.value for unit in units}
    else:
        shared = apportion(int(target.value), weights)
        proposed = {pk: Decimal(part) for pk, part in shared.items()}
    has = _has(target, units)
    return [
        Part(unit, weights[unit.pk], proposed[unit.pk], has.get(unit.pk))
        for unit in units
    ]


def _weights(target: Target, units: list[Area]) -> dict[int, int]:
    communes = years.communes_under(units)
    figures = years.figures_of(units, communes, target.year)
    kind = NEAR if target.measure in _NEAR else POOR
    return {
        unit.pk: figures[unit.pk].opening(kind) if unit.pk in figures else 0
        for unit in units
    }


def _has(target: Target, units: list[Area]) -> dict[int, Decimal]:
    rows = Target.objects.filter(
        area__in=units,
        year=target.year,
        measure=target.measure,
        component=target.component_id,
        activity_kind=target.activity_kind,
    )
    return dict(rows.values_list("area_id", "value"))
