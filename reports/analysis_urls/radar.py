"""Addresses of what is unusual."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
