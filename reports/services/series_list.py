"""The households behind a number of a series, by either map."""

from django.db.models import Q

from povertyportal.accounts.models import Officer
from reports.figures import Cell, behind
from reports.models import RestatedSummary
from reports.services.lists import Behind, of_outcomes
from reports.services.series import Map, Point, Series


def behind_point(
    *, by: Officer, found: Series, point: Point, code: str, left: int | None = None
) -> Behind:
    """As many households as a cell (`code`) of a point counts.

    `left`: of a divided commune (id) those of whom it is not known on which side they
    lived. Raises figures.UnknownCell.
    """
    cell = Cell.parse(code)
    communes = point.units if found.map == Map.THEN else set(found.ground.times)
    rows = behind(
        cell,
        basis=point.basis,
        year=point.year,
        standard=point.standard,
        communes=communes if left is None else {left},
    )
    label = cell.label(point.standard)
    if left is not None:
        rows = rows.filter(review__past_home__home__isnull=True)
        label = f"{label}, chưa xác định được xã hiện nay"
    elif found.map == Map.TODAY:
        rows = rows.filter(_lies_here(found, point))
    return of_outcomes(by=by, rows=rows, label=label)


def _lies_here(found: Series, point: Point) -> Q:
    """The condition that an outcome lies in the place, on today's map: of a divided
    commune by what is kept of its review, of one wholly here all."""
    today = found.ground.today
    divided = RestatedSummary.objects.filter(
        is_remainder=True,
        homes__overlap=sorted(today),
        year=point.year,
        standard=point.standard,
        basis=point.basis,
    ).values_list("area_id", "homes")
    parted = [pk for pk, homes in divided if not today.issuperset(homes)]
    return ~Q(commune__in=parted) | Q(review__past_home__home__in=today)
