"""Work of former years' plans that was not done when a year began.

It belongs to the plan that approved it and is counted there; the years after it see
it apart, as carried over, until it is finished or stopped.
"""

import datetime as dt

from django.db.models import Q

CARRIED = "Chuyển tiếp từ năm trước"


def not_by(name: str, day: dt.date) -> Q:
    """The condition that the date `name` is unknown or after a day."""
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": day})


def of_year(year: int, *, is_carried: bool = False) -> Q:
    """The condition on activities and houses: of the year's plan, or carried into it.

    Carried over is what an earlier plan holds and what was neither finished (so not
    accepted either) nor stopped by the eve of the year.
    """
    if not is_carried:
        return Q(year=year)
    eve = dt.date(year - 1, 12, 31)
    return Q(year__lt=year) & not_by("finished_on", eve) & not_by("cancelled_on", eve)
