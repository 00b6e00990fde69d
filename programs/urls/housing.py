"""Addresses of the programmes: housing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
