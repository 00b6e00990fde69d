"""The committee's question of this autumn: its households under the next standard."""

from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from reports.models import WhatIfRun
from reports.services.selection import choose, everything
from reports.services.whatif import asking, counting

MEMBER = "bcd.giavien"
OTHER = "ND351_2027"


def tell() -> None:
    """Ask once and answer at once, where there are figures."""
    by = Officer.objects.get(username=MEMBER)
    place = everything(scope_of(by))
    choice = choose(place, {}, timezone.localdate())
    if choice is None:
        return
    asked = asking.ask(by=by, place=place, period=choice.period, other=OTHER)
    run = WhatIfRun.claim(asked.pk)
    if run is not None:
        counting.make(run, lambda done, total: None)
