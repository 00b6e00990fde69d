"""The communes that Gia Viễn became, in their first year: what each got and paid out.

Nothing of it was published: all of it is invented.
"""

import datetime as dt

from django.utils import timezone

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from programs.models import Source
from reports.demo.figures import GIA_VIEN_NOW
from reports.demo.programmes import base
from reports.demo.programmes.today import PROVINCE_ISSUER

YEAR = 2025


def tell(officers: dict[str, Officer]) -> None:
    """A line of production support for each commune; some pay most of it, some half."""
    above = officers["tinh.ninhbinh"]
    part = base.component("giam-ngheo-2021-2025", "DA3.1")
    paper = base.decision(27, dt.date(YEAR, 8, 4), PROVINCE_ISSUER)
    for code in GIA_VIEN_NOW:
        area = Area.objects.coded(Level.COMMUNE, code, timezone.localdate()).get()
        given = 620 + int(code) * 37 % 400
        paid = given * (55 + int(code) * 13 % 46) // 100
        line = base.fund(
            above, base.line_key(part, area, YEAR, Source.CENTRAL), given, paper
        )
        rows = [
            (dt.date(YEAR, 10, 15), paid // 2, "Mua con giống, đợt 1"),
            (dt.date(YEAR, 12, 10), paid - paid // 2, "Mua con giống, đợt 2"),
        ]
        base.pay_out(above, line, rows)
