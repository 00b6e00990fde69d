"""A committee with its secretary, and a meeting under way."""

import uuid

import pytest
from django.utils import timezone

from povertyportal.accounts.models import CommitteeMember
from reports.services.committee import meetings
from tests.factories import SummaryFactory

Duty = CommitteeMember.Duty


@pytest.fixture
def secretary(committee_member):
    committee_member.seats.update(duty=Duty.SECRETARY)
    return committee_member


@pytest.fixture
def committee(secretary):
    return secretary.seats.get().committee


@pytest.fixture
def held(secretary, committee, commune, neighbour):
    """A meeting of today, opened upon the figures of two communes."""
    for area in (commune, neighbour):
        SummaryFactory(area=area)
    planned = meetings.Planned(
        "half", "Sơ kết 6 tháng", timezone.localdate(), chair=None
    )
    made = meetings.plan_meeting(
        by=secretary, committee=committee, key=uuid.uuid4(), planned=planned
    )
    return meetings.open_meeting(by=secretary, meeting=made, asked={})
