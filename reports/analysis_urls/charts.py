"""Addresses of charts as files."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
