"""What tests of committees say again and again."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.models import CommitteeMeeting
from reports.services.committee import conclusions, members, tasks
from tests.reports.access_committee import meeting_of

TODAY = timezone.localdate()


def day(days):
    return TODAY + dt.timedelta(days=days)


def decided(**fields):
    usual = {
        "kind": "renewed",
        "number": "12/QĐ-UBND",
        "issuer": "Ủy ban nhân dân tỉnh",
        "decided_on": day(-2),
        "effective_on": day(-1),
    }
    return members.Decided(**usual | fields)


def given_task(by, meeting, unit, due=10):
    conclusion = conclusions.add_conclusion(
        by=by, meeting=meeting, text="Đẩy nhanh giải ngân."
    )
    return tasks.give_task(
        by=by,
        key=uuid.uuid4(),
        source=conclusion,
        given=tasks.Given("Rà soát nguồn vốn", day(due), unit=unit),
    )


def refused(rule, change):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        change()


def following_on(held, by, state="held", **fields):
    """The next meeting, under way; the one before it has ended."""
    ended = {"state": "closed", "closed_by": by, "closed_at": timezone.now()}
    CommitteeMeeting.objects.filter(pk=held.pk).update(**ended)
    return meeting_of(held.committee, by, state, **fields)
