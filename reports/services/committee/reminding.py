"""Reminding of tasks: written down once before a task's day, and once after it."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from reports.models import CommitteeTask, TaskReminder
from reports.services.committee.states import late_on, soon_on

Kind = TaskReminder.Kind


@transaction.atomic
def remind(today: dt.date) -> int:
    """Write down which tasks are brought up today for the first time; how many.

    Who has a task sees it in "Việc cần làm" as long as it is open; the row proves from
    when on. A task that was moved to another day is brought up anew.
    """
    return _of_kind(Kind.SOON, soon_on(today)) + _of_kind(Kind.LATE, late_on(today))


def _of_kind(kind: str, which: Q) -> int:
    told = TaskReminder.objects.filter(
        task=OuterRef("pk"), kind=kind, due_on=OuterRef("due_on")
    )
    rows = CommitteeTask.objects.filter(which, ~Exists(told)).order_by("pk")
    made = [TaskReminder(task=task, kind=kind, due_on=task.due_on) for task in rows]
    return len(TaskReminder.objects.bulk_create(made, ignore_conflicts=True))
