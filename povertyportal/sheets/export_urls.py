"""Addresses of exports of lists."""

from django.urls import path

from povertyportal.sheets.views import exports

app_name = "exports"

urlpatterns = [
    path("", exports.export_list, name="export-list"),
    path("lap/<slug:code>/", exports.export_create, name="export-create"),
    path("lap/<slug:code>/<int:about>/", exports.export_create, name="export-about"),
    path("<int:pk>/", exports.export_detail, name="export-detail"),
    path("<int:pk>/lam-lai/", exports.export_retry, name="export-retry"),
    path("<int:pk>/tai/", exports.export_download, name="export-download"),
]
