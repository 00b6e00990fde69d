"""Addresses of the programmes, a module a subject, in one namespace."""

from django.urls import path

from programs.urls import (
    activities,
    aims,
    entitlements,
    housing,
    legal,
    money,
    need,
    programmes,
    support,
    wayout,
)
from programs.views import home

app_name = "programs"

urlpatterns = [
    path("", home.home, name="home"),
    *programmes.urlpatterns,
    *money.urlpatterns,
    *activities.urlpatterns,
    *support.urlpatterns,
    *housing.urlpatterns,
    *entitlements.urlpatterns,
    *need.urlpatterns,
    *wayout.urlpatterns,
    *aims.urlpatterns,
    *legal.urlpatterns,
]
