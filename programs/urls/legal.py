"""Addresses of the programmes: legal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
