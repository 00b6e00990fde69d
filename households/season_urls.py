"""Addresses of the season (mùa rà soát)."""

from django.urls import path

from households.views.season import attachments

app_name = "season"
urlpatterns = [
    path("tep/<int:pk>/", attachments.attachment, name="attachment"),
]
