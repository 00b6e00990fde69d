"""Addresses of the programmes: need."""

from django.urls import URLPattern, path

from programs.views import need

urlpatterns: list[URLPattern] = [
    path("nhu-cau/", need.need, name="need"),
    path("nhu-cau/ho/", need.need_households_list, name="need-households"),
]
