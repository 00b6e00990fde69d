"""Denominators: all resident households and persons of a commune on a day."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, AreaPopulation, Level, Provenance
from povertyportal.audit import trail

COUNTS = (
    *("households", "persons", "minority_households", "minority_persons"),
    *("local_households", "local_persons"),
)


@transaction.atomic
def enter_population(*, by: Officer, population: AreaPopulation) -> AreaPopulation:
    """Enter a commune's population on a day, in the officer's name; audited.

    Figures that divide by it follow with the next summary. Raises PermissionDenied
    (role, scope), ValidationError (future day, parts beyond the whole, a second
    entry for the day).
    """
    _check(by, population.area)
    if population.counted_on > timezone.localdate():
        raise ValidationError({"counted_on": "Ngày tính không được ở tương lai."})
    if not population.area.is_in_being(population.counted_on):
        raise ValidationError({"counted_on": "Xã không có ở ngày này."})
    return _save(by, population, "areas.population.entered", former=None)


@transaction.atomic
def correct_population(
    *,
    by: Officer,
    population: AreaPopulation,
    provenance: str = Provenance.ENTERED,
) -> AreaPopulation:
    """Correct the counts of an entry; its commune and day stay. Audited.

    Another provenance only to put back what was there before an import. Raises
    PermissionDenied, ValidationError.
    """
    _check(by, population.area)
    before = AreaPopulation.objects.select_for_update().get(pk=population.pk)
    population.area, population.counted_on = before.area, before.counted_on
    former = {name: getattr(before, name) for name in COUNTS}
    act = "areas.population.corrected"
    return _save(by, population, act, former=former, provenance=provenance)


@transaction.atomic
def void_population(*, by: Officer, population: AreaPopulation) -> None:
    """Take back an entry that came with a file: it stays, but counts no more. Audited.

    Raises PermissionDenied.
    """
    _check(by, population.area)
    population.voided_at = timezone.now()
    # The time of entry is what tells the summaries that something is new.
    population.save(update_fields=["voided_at", "entered_at"])
    _record(by, population, "areas.population.voided", former=None)


def _check(by: Officer, area: Area) -> None:
    require(by, Act.EDIT_AREAS)
    if area.level != Level.COMMUNE or not scope_of(by).holds(area):
        raise PermissionDenied("Xã ngoài địa bàn bạn phụ trách.")


def _save(
    by: Officer,
    population: AreaPopulation,
    act: str,
    former: dict[str, int] | None,
    provenance: str = Provenance.ENTERED,
) -> AreaPopulation:
    population.entered_by = by
    population.provenance = provenance
    population.full_clean()
    population.save()
    _record(by, population, act, former)
    return population


def _record(
    by: Officer,
    population: AreaPopulation,
    act: str,
    former: dict[str, int] | None,
) -> None:
    trail.record(
        by=by,
        act=act,
        kind="population",
        object_id=population.pk,
        area=population.area,
        counted_on=str(population.counted_on),
        counts={name: getattr(population, name) for name in COUNTS},
        former=former,
    )
