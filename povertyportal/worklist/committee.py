"""What committees ask of each role: a constant number of queries a role."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import CommitteeMember, Officer, Role
from povertyportal.worklist.items import Item
from reports.models import CommitteeMeeting, CommitteeTask
from reports.services.committee.counts import given_to, task_counts
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
    """Tasks of the officer's own areas and seats; to who sits on a committee all."""
    rows = CommitteeTask.objects.visible_to(officer)
    url = f"{reverse('committee:task-list')}?"
    if officer.role != Role.COMMITTEE:
        rows, url = rows.filter(given_to(officer)), f"{url}mine=on&"
    found = task_counts(rows)
    if found.late:
        hint = f"sớm nhất hạn {found.first_late:%d/%m/%Y}"
        title = "Nhiệm vụ Ban Chỉ đạo giao quá hạn"
        yield Item(title, found.late, f"{url}state=late", hint, is_late=True)
    if found.soon:
        title = "Nhiệm vụ Ban Chỉ đạo giao sắp đến hạn"
        yield Item(title, found.soon, f"{url}state=soon", f"trong {SOON_DAYS} ngày")
    if found.later:
        yield Item("Nhiệm vụ Ban Chỉ đạo giao", found.later, f"{url}state=later")


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
