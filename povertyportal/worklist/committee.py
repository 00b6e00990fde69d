"""What committees ask of each role: a constant number of queries a role."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import CommitteeMember, Officer, Role
from povertyportal.worklist.items import Item
from reports.models import CommitteeMeeting, CommitteeTask
from reports.services.committee.counts import TaskCounts, task_counts
from reports.services.committee.states import SOON_DAYS

State = CommitteeMeeting.State


def committee_items(officer: Officer) -> list[Item]:
    """Items of committees for the officer, by what his role may do."""
    items: list[Item] = []
    today = timezone.localdate()
    if can(officer, Act.REPORT_TASKS):
        items += _tasks(officer)
    if can(officer, Act.RUN_COMMITTEE):
        items += _meetings(officer, today)
    return items


def _tasks(officer: Officer) -> Iterable[Item]:
    """Tasks of the officer's own areas and seats; of his committees all late ones."""
    own = Q(seat__officer=officer)
    if officer.role == Role.COMMITTEE:
        rows = CommitteeTask.objects.visible_to(officer)
    else:
        given = [area.pk for area in scope_of(officer).areas]
        rows = CommitteeTask.objects.filter(own | Q(unit__in=given))
    found = task_counts(rows)
    url = reverse("committee:task-list")
    if found.late:
        hint = f"sớm nhất hạn {found.first_late:%d/%m/%Y}"
        title = "Nhiệm vụ Ban Chỉ đạo giao quá hạn"
        yield Item(title, found.late, f"{url}?state=late", hint, is_late=True)
    if found.soon:
        title = "Nhiệm vụ Ban Chỉ đạo giao sắp đến hạn"
        yield Item(title, found.soon, f"{url}?state=soon", f"trong {SOON_DAYS} ngày")
    if left := _later(found):
        yield Item("Nhiệm vụ Ban Chỉ đạo giao", left, f"{url}?state=open")


def _later(found: TaskCounts) -> int:
    """Open tasks that are neither late, nor near, nor said to be done."""
    return found.open - found.late - found.soon - found.said


def _meetings(officer: Officer, today: dt.date) -> Iterable[Item]:
    """Meetings of today and soon, and those that nobody has ended, for who keeps
    the committee's papers."""
    near = Q(state=State.PLANNED, held_on__lte=today + dt.timedelta(days=SOON_DAYS))
    rows = CommitteeMeeting.objects.visible_to(officer).filter(
        near | Q(state=State.HELD)
    )
    if officer.role == Role.COMMITTEE:
        seats = CommitteeMember.objects.on(today).filter(
            officer=officer, duty__in=CommitteeMember.KEEPERS
        )
        rows = rows.filter(committee__in=seats.values("committee"))
    for meeting in rows.order_by("held_on", "pk"):
        url = reverse("committee:meeting-detail", args=[meeting.pk])
        hint = f"{meeting.held_on:%d/%m/%Y}, {meeting.title}"
        if meeting.state == State.HELD:
            is_late = meeting.held_on < today
            yield Item("Cuộc họp chưa kết thúc", 1, url, hint, is_late)
        elif meeting.held_on < today:
            yield Item("Cuộc họp đã qua ngày, chưa mở", 1, url, hint, is_late=True)
        else:
            yield Item("Cuộc họp Ban Chỉ đạo sắp tới", 1, url, hint)
