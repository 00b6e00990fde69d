"""The committees' tasks that concern a place: how many are open and late."""

from collections.abc import Mapping

from django.db.models import Count, Min, Value
from django.utils import timezone

from reports.models import CommitteeTask
from reports.services.committee.counts import concerning
from reports.services.committee.states import late_on
from reports.services.selection import Place
from reports.together import Read, Row, day


def reads(place: Place) -> dict[str, Read]:
    """Open tasks of committees that lie in the place, or given to units in it."""
    rows = CommitteeTask.objects.filter(
        concerning(place), state=CommitteeTask.State.OPEN
    )
    late = late_on(timezone.localdate())
    one = rows.order_by().values(one_=Value(1))
    counts = one.annotate(
        n_open=Count("pk"),
        n_late=Count("pk", filter=late),
        first_late=Min("due_on", filter=late),
    )
    return {"tasks": Read(counts, ("n_open", "n_late", "first_late"))}


def late(told: Mapping[str, list[Row]]) -> tuple[int, int, str]:
    """Late ones, open ones, and the oldest due day in words."""
    if not told["tasks"]:
        return 0, 0, ""
    open_, late_, first = told["tasks"][0]
    since = day(first)
    return late_, open_, f"{since:%d/%m/%Y}" if since else ""
