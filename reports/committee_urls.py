"""Addresses of committees, their meetings and tasks."""

from django.urls import URLPattern

app_name = "committee"

urlpatterns: list[URLPattern] = []
