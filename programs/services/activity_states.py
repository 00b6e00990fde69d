"""How far an activity is: it follows from its dates, said here in one place."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from programs.models import Activity
from programs.services.carried import not_by


class State(models.TextChoices):
    """Tình trạng hoạt động."""

    PLANNED = "planned", "Chưa bắt đầu"
    RUNNING = "running", "Đang thực hiện"
    FINISHED = "finished", "Đã hoàn thành"
    ACCEPTED = "accepted", "Đã nghiệm thu"
    IN_USE = "in_use", "Đã đưa vào sử dụng"
    CANCELLED = "cancelled", "Đã dừng"


LATE = "late"  # asked for beside the states: behind its own planned days
LATE_WORDS = "Chậm so với dự kiến"
TONES = {
    State.PLANNED: "neutral",
    State.RUNNING: "info",
    State.FINISHED: "ok",
    State.ACCEPTED: "ok",
    State.IN_USE: "ok",
    State.CANCELLED: "neutral",
}
# The date by which an activity reached the state, the last one first.
_REACHED = (
    ("cancelled_on", State.CANCELLED),
    ("commissioned_on", State.IN_USE),
    ("accepted_on", State.ACCEPTED),
    ("finished_on", State.FINISHED),
    ("started_on", State.RUNNING),
)
OPEN = Q(cancelled_on__isnull=True, finished_on__isnull=True)


def state_of(activity: Activity) -> State:
    """The state that the activity's dates tell."""
    for name, state in _REACHED:
        if getattr(activity, name) is not None:
            return state
    return State.PLANNED


def in_state(state: str) -> Q:
    """The condition on activities that are in a state today; LATE is one too."""
    if state == LATE:
        return late_on(timezone.localdate())
    found = Q()
    for name, each in _REACHED:
        if each == state:
            return found & Q(**{f"{name}__isnull": False})
        found &= Q(**{f"{name}__isnull": True})
    return found


def late_on(day: dt.date) -> Q:
    """The condition on activities that were behind their planned days on a day."""
    unfinished = not_by("cancelled_on", day) & not_by("finished_on", day)
    waits = not_by("started_on", day) & Q(planned_start__lt=day)
    return unfinished & (waits | Q(planned_finish__lt=day))


# What is looked at again a year after it was done.
JUDGED = (Activity.Kind.PRODUCTION, Activity.Kind.MODEL)
DUE, DUE_WORDS = "due", "Đến kỳ đánh giá"


def judged_as(worth: str) -> Q:
    """The condition on activities by Activity.Worth; DUE: a year old, not judged."""
    if worth != DUE:
        return Q(worth=worth)
    a_year_ago = timezone.localdate() - dt.timedelta(days=365)
    return Q(kind__in=JUDGED, finished_on__lte=a_year_ago, result="")


def is_over(activity: Activity) -> bool:
    """Whether the activity is done or stopped: the opposite of OPEN."""
    return activity.cancelled_on is not None or activity.finished_on is not None


def is_late(activity: Activity, day: dt.date) -> bool:
    """Whether the activity is behind its planned days on a day."""
    if is_over(activity):
        return False
    start, finish = activity.planned_start, activity.planned_finish
    waits = activity.started_on is None and start is not None and start < day
    return waits or (finish is not None and finish < day)
