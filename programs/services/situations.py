"""What households were on a day, and where they lived: for many at once."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Max

from households.models import Household, Outcome, Standing
from households.rules.standards import NoStandard, standard_in_force
from households.services.as_of import Moment, homes_of
from povertyportal.areas.models import Area
from programs.rules.support import LISTED, UNKNOWN, Situation

NOT_KNOWN = Situation()


def situations_on(household_ids: Collection[int], day: dt.date) -> dict[int, Situation]:
    """Each household's class on the day, and since when it is off the lists.

    Its standing decides; without one the current outcome of its latest review. Three
    queries, however many households.
    """
    ids = list(household_ids)
    held = dict(
        Standing.objects.in_force(day)
        .filter(household__in=ids)
        .values_list("household_id", "poverty_class")
    )
    missing = [pk for pk in ids if held.get(pk, "") in UNKNOWN]
    held |= _by_outcome(missing, day)
    left = dict(
        Standing.objects.filter(
            household__in=ids,
            scheme="national",
            recorded_to__isnull=True,
            poverty_class__in=LISTED,
            ends__lte=day,
        )
        .values_list("household_id")
        .annotate(last=Max("ends"))
    )
    return {
        pk: Situation(
            held.get(pk, ""), None if held.get(pk) in LISTED else left.get(pk)
        )
        for pk in ids
    }


def situation_on(household: Household, day: dt.date) -> Situation:
    """What one household was on the day."""
    return situations_on([household.pk], day)[household.pk]


def _by_outcome(household_ids: Collection[int], day: dt.date) -> dict[int, str]:
    """Classes by the latest outcome under the standard of the day, where there is one.

    A review after the day says nothing of it.
    """
    try:
        standard = standard_in_force(day).code
    except NoStandard:
        return {}
    rows = (
        Outcome.objects.current()
        .filter(
            review__household__in=household_ids,
            standard=standard,
            round__opens_on__lte=day,
        )
        .order_by("review__household_id", "-round__year", "-pk")
        .distinct("review__household_id")
    )
    return dict(rows.values_list("review__household_id", "poverty_class"))


def communes_on(household_ids: Collection[int], day: dt.date) -> dict[int, Area]:
    """The commune where each household lived that day; none where it lived nowhere."""
    villages = homes_of(Moment(day), household_ids)
    known = Area.objects.select_related("parent").in_bulk(set(villages.values()))
    found = {pk: known[village].parent for pk, village in villages.items()}
    return {pk: commune for pk, commune in found.items() if commune is not None}
