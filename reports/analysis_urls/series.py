"""Addresses of comparable series."""

from django.urls import path

from reports.views import series

urlpatterns = [
    path("chuoi-so-lieu/", series.series_page, name="series"),
    path("chuoi-so-lieu/danh-sach/", series.series_list, name="series-list"),
]
