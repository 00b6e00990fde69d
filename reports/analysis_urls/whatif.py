"""Addresses of another standard."""

from django.urls import URLPattern, path

from reports.views import whatif

urlpatterns: list[URLPattern] = [
    path("doi-chuan/", whatif.what_if, name="what-if"),
    path("doi-chuan/<int:pk>/", whatif.what_if_run, name="what-if-run"),
    path("doi-chuan/<int:pk>/lam-lai/", whatif.what_if_retry, name="what-if-retry"),
    path(
        "doi-chuan/<int:pk>/ho/",
        whatif.what_if_households,
        name="what-if-households",
    ),
]
