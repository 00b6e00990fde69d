"""A target and a period report for the walk over every address."""

import datetime as dt

from django.utils import timezone

from programs.models import Target
from reports.models import PeriodReport


def target_of(area, officer, value=12, **fields):
    """Households to leave poverty in a unit, this year."""
    usual = {"year": timezone.localdate().year, "measure": "poor_leave"}
    return Target.objects.create(
        area=area, value=value, recorded_by=officer, **usual | fields
    )


def report_of(area, officer, **fields):
    """A draft of the first half of 2025 without figures."""
    usual = {
        "year": 2025,
        "kind": "half",
        "starts": dt.date(2025, 1, 1),
        "ends": dt.date(2025, 6, 30),
        "due_on": dt.date(2025, 7, 21),
    }
    return PeriodReport.objects.create(area=area, saved_by=officer, **usual | fields)


def target_objects(commune, officers):
    """{key of the access test's world: arguments of the address}."""
    target = target_of(commune, officers["province_officer"])
    report = report_of(commune, officers["commune_officer"])
    return {"target": {"pk": target.pk}, "period_report": {"pk": report.pk}}
