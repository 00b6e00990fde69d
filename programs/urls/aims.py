"""Addresses of the programmes: aims."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
