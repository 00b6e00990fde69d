"""Addresses of imports."""

from django.urls import path

from povertyportal.sheets.views import acts, files, imports

app_name = "imports"

urlpatterns = [
    path("", imports.batch_list, name="batch-list"),
    path("moi/<slug:code>/", imports.batch_create, name="batch-create"),
    path("mau/<slug:code>/<slug:template>/", files.template, name="template"),
    path("<int:pk>/", imports.batch_detail, name="batch-detail"),
    path("<int:pk>/quyet-dinh/", acts.batch_decide, name="batch-decide"),
    path("<int:pk>/nhap/", acts.batch_confirm, name="batch-confirm"),
    path("<int:pk>/lam-lai/", acts.batch_again, name="batch-again"),
    path("<int:pk>/bo/", acts.batch_drop, name="batch-drop"),
    path("<int:pk>/hoan-lai/", acts.batch_revert, name="batch-revert"),
    path("<int:pk>/con-lai/", acts.batch_settle, name="batch-settle"),
    path("<int:pk>/tep-goc/", files.original, name="batch-original"),
    path("<int:pk>/tep-danh-dau/", files.marked, name="batch-marked"),
]
