"""Addresses of another standard."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
