"""Addresses of what is unusual."""

from django.urls import URLPattern, path

from reports.views import radar

urlpatterns: list[URLPattern] = [
    path("canh-bao/", radar.radar, name="radar"),
    path("canh-bao/sat-nguong/", radar.radar_near, name="radar-near"),
    path("canh-bao/ra-soat-vien/", radar.radar_surveyors, name="radar-surveyors"),
    path(
        "canh-bao/ra-soat-vien/<int:pk>/",
        radar.surveyor_households,
        name="radar-surveyor-households",
    ),
]
