"""Addresses of areas side by side and of lessons."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
