"""Addresses of the programmes: activities."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
