"""Addresses of the programmes: programmes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
