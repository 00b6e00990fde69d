"""Addresses of targets."""

from django.urls import path

from reports.views import targets

app_name = "targets"

urlpatterns = [
    path("", targets.target_list, name="list"),
    path("moi/", targets.target_create, name="create"),
    path("<int:pk>/sua/", targets.target_edit, name="edit"),
    path("<int:pk>/bo/", targets.target_drop, name="drop"),
    path("<int:pk>/phan-bo/", targets.target_apportion, name="apportion"),
]
