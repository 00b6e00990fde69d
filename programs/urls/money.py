"""Addresses of the programmes: money."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
