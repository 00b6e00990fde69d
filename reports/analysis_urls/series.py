"""Addresses of comparable series."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
