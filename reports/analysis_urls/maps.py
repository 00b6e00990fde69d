"""Addresses of the map."""

from django.urls import path

from reports.views import maps

urlpatterns = [path("ban-do/", maps.area_map, name="map")]
