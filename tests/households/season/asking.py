"""Requests made quickly: what a paper says, a household's class, an open review."""

import datetime as dt
import uuid

from households.models import Standing
from households.services.season import requests

TODAY = "2026-10-20 08:00+07:00"
DAY = dt.date(2026, 10, 20)
RECEIVED = dt.date(2026, 10, 5)


def paper(**fields):
    """An application to enter, handed in on 5 October 2026."""
    given = {
        "kind": "enter",
        "applicant": "Nguyễn Thị Hoà",
        "channel": "in_person",
        "received_on": RECEIVED,
        "reason": "Mất việc",
    }
    return requests.Application(**given | fields)


def receive(officer, household, key=None, scan=None, **fields):
    """The recorded request."""
    return requests.receive(
        by=officer,
        household=household,
        key=key or uuid.uuid4(),
        application=paper(**fields),
        scan=scan,
    )


def standing(household, poverty_class="poor", starts=dt.date(2026, 1, 1), ends=None):
    """What the household officially is."""
    return Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=poverty_class,
        starts=starts,
        ends=ends,
    )
