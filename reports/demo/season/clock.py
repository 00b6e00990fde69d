"""The demo lives its past through: services run as on the day they tell of."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils import timezone


@contextmanager
def on(day: dt.date, hour: int = 9) -> Iterator[None]:
    """Inside, the portal believes that it is `hour` o'clock in Vietnam on `day`.

    Django asks one function for the time; what a demo's officers did years ago is
    recorded as of then, so that pages "as known on a day" have something to show.
    """
    moment = timezone.make_aware(
        dt.datetime.combine(day, dt.time(hour)), timezone.get_default_timezone()
    )
    with mock.patch.object(timezone, "now", return_value=moment):
        yield
