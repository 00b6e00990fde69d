"""Addresses of the committee's analyses, a module a subject, in one namespace."""

from reports.analysis_urls import charts, maps, peers, radar, saved, series, whatif

app_name = "analysis"

urlpatterns = [
    *maps.urlpatterns,
    *series.urlpatterns,
    *peers.urlpatterns,
    *whatif.urlpatterns,
    *radar.urlpatterns,
    *charts.urlpatterns,
    *saved.urlpatterns,
]
