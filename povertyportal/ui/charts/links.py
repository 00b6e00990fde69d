"""Where a chart's files are: the same chart again, by its code and the page's query."""

from django.http import QueryDict
from django.urls import reverse

from povertyportal.ui.charts.chart import Chart

_PAGES = ("page", "sort")


def leading(chart: Chart, query: QueryDict) -> Chart:
    """The chart with the addresses of its files, made again from the page's `query`.

    Its `key` has to be its code in the registry (reports.charts.registry).
    """
    kept = query.copy()
    for name in _PAGES:
        kept.pop(name, None)
    asked = f"?{kept.urlencode()}" if kept else ""
    png, xlsx = (
        reverse(f"analysis:chart-{kind}", args=[chart.key]) + asked
        for kind in ("png", "xlsx")
    )
    return chart.with_files(png, xlsx)
