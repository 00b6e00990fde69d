"""Addresses of the programmes: need."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
