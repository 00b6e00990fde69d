"""Addresses of saved views."""

from django.urls import URLPattern, path

from reports.views import saved_views

urlpatterns: list[URLPattern] = [
    path("goc-nhin/", saved_views.view_list, name="view-list"),
    path("goc-nhin/luu/", saved_views.view_save, name="view-save"),
    path("goc-nhin/<int:pk>/chia-se/", saved_views.view_share, name="view-share"),
    path("goc-nhin/<int:pk>/thu-tu/", saved_views.view_move, name="view-move"),
    path("goc-nhin/<int:pk>/xoa/", saved_views.view_drop, name="view-drop"),
]
