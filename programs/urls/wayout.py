"""Addresses of the programmes: wayout."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
