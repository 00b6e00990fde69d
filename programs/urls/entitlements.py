"""Addresses of the programmes: entitlements."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
