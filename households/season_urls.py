"""Addresses of the season (mùa rà soát)."""

from django.urls import path

from households.views.season import attachments, family

app_name = "season"
urlpatterns = [
    path("phieu/<int:pk>/gia-dinh/", family.family, name="family"),
    path("tep/<int:pk>/", attachments.attachment, name="attachment"),
]
