"""Addresses of charts as files."""

from django.urls import URLPattern, path

from reports.views import charts

urlpatterns: list[URLPattern] = [
    path(
        "bieu-do/<slug:code>.png", charts.chart_file, {"kind": "png"}, name="chart-png"
    ),
    path(
        "bieu-do/<slug:code>.xlsx",
        charts.chart_file,
        {"kind": "xlsx"},
        name="chart-xlsx",
    ),
]
