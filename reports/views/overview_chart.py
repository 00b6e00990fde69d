"""The dashboard's chart: by area where there are several, else by deprivation."""

from django.http import QueryDict

from povertyportal.ui.charts import Chart, leading
from reports.services.drawings import by_area, by_deprivation
from reports.services.overview import Overview
from reports.views.places import Address


def chart(found: Overview, query: QueryDict) -> Chart | None:
    """Poverty by area where there are several areas, else the deprivations."""
    drawn = by_area(found, Address(found.period).page) or by_deprivation(found)
    return leading(drawn, query) if drawn else None
