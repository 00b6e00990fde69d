"""How far a task is, in words and colours, and as conditions for lists."""

import datetime as dt

from django.db.models import Q

from reports.models import CommitteeMeeting, CommitteeTask
from reports.models.committee_tasks import LATE

State, Meeting = CommitteeTask.State, CommitteeMeeting.State
# Ours: how many days before its day a task is brought up.
SOON_DAYS = 7
SOON_RULE = f"Sắp đến hạn: còn không quá {SOON_DAYS} ngày (quy ước của cổng)."
_ENDED = {State.DONE: "ok", State.DROPPED: "neutral"}
MEETING_TONES = {Meeting.PLANNED: "neutral", Meeting.HELD: "warn", Meeting.CLOSED: "ok"}


def status_of(task: CommitteeTask, today: dt.date) -> tuple[str, str]:
    """A task's state in words, and its tone."""
    if task.state != State.OPEN:
        return str(task.get_state_display()), _ENDED[State(task.state)]
    if task.reported_on is not None:
        return "Báo đã xong, chờ đánh giá", "info"
    days = (task.due_on - today).days
    if days < 0:
        return f"Quá hạn {-days} ngày", "bad"
    if days == 0:
        return "Đến hạn hôm nay", "warn"
    if days <= SOON_DAYS:
        return f"Còn {days} ngày", "warn"
    return str(task.get_state_display()), "info"


def now_words(task: CommitteeTask, today: dt.date) -> str:
    """What a task is today, beside what was said of it when it was given."""
    words = status_of(task, today)[0]
    words = words[:1].lower() + words[1:]
    if task.state == State.OPEN and task.due_on != task.first_due_on:
        return f"hạn {task.due_on:%d/%m/%Y}, {words}"
    return words


def late_on(today: dt.date) -> Q:
    """Open tasks past their day that nobody says are done."""
    return LATE & Q(due_on__lt=today)


def soon_on(today: dt.date) -> Q:
    """Open tasks whose day is near, that nobody says are done."""
    last = today + dt.timedelta(days=SOON_DAYS)
    return LATE & Q(due_on__gte=today, due_on__lte=last)


def later_on(today: dt.date) -> Q:
    """Open tasks whose day is not near yet, that nobody says are done."""
    return LATE & Q(due_on__gt=today + dt.timedelta(days=SOON_DAYS))


def said() -> Q:
    """Open tasks that are said to be done and wait for a meeting."""
    return Q(state=State.OPEN, reported_on__isnull=False)
