"""Addresses of what the village says: meetings, postings, complaints."""

from django.urls import path

from households.views.season import meetings, objections

urlpatterns = [
    path("<int:pk>/hop-dan/", meetings.meeting_list, name="meetings"),
    path(
        "<int:pk>/hop-dan/<int:village_pk>/moi/",
        meetings.meeting_create,
        name="meeting-create",
    ),
    path("hop-dan/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("hop-dan/<int:pk>/nhap/", meetings.meeting_edit, name="meeting-edit"),
    path("hop-dan/<int:pk>/chot/", meetings.meeting_close, name="meeting-close"),
    path("hop-dan/<int:pk>/bo/", meetings.meeting_discard, name="meeting-discard"),
    path("hop-dan/<int:pk>/tep/", meetings.meeting_scan, name="meeting-scan"),
    path(
        "hop-dan/<int:pk>/y-kien/",
        objections.objection_create,
        name="objection-create",
    ),
    path(
        "hop-dan/<int:pk>/y-kien/<int:objection_pk>/",
        objections.objection_edit,
        name="objection-edit",
    ),
]
