"""Addresses of what the village says: meetings, postings, complaints."""

from django.urls import path

from households.views.season import complaints, meetings, objections, postings

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
    path("<int:pk>/niem-yet/", postings.posting_list, name="postings"),
    path("<int:pk>/niem-yet/moi/", postings.posting_create, name="posting-create"),
    path("niem-yet/<int:pk>/", postings.posting_detail, name="posting-detail"),
    path("niem-yet/<int:pk>/lai/", postings.posting_again, name="posting-again"),
    path("niem-yet/<int:pk>/tep/", postings.posting_scan, name="posting-scan"),
    path("<int:pk>/khieu-nai/", complaints.complaint_list, name="complaints"),
    path(
        "phieu/<int:pk>/khieu-nai/",
        complaints.complaint_create,
        name="complaint-create",
    ),
    path("khieu-nai/<int:pk>/", complaints.complaint_detail, name="complaint-detail"),
    path(
        "khieu-nai/<int:pk>/tiep/",
        complaints.complaint_appeal,
        name="complaint-appeal",
    ),
    path(
        "khieu-nai/<int:pk>/phuc-tra/",
        complaints.complaint_recheck,
        name="complaint-recheck",
    ),
    path(
        "khieu-nai/<int:pk>/ket-luan/",
        complaints.complaint_judge,
        name="complaint-judge",
    ),
    path(
        "khieu-nai/<int:pk>/rut/",
        complaints.complaint_withdraw,
        name="complaint-withdraw",
    ),
    path("khieu-nai/<int:pk>/tep/", complaints.complaint_scan, name="complaint-scan"),
]
