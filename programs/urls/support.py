"""Addresses of the programmes: support."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
