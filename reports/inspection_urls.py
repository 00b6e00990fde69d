"""Addresses of inspections."""

from django.urls import path

from reports.views import (
    inspection_findings,
    inspection_papers,
    inspection_places,
    inspection_visits,
    inspections,
)

app_name = "inspections"

urlpatterns = [
    path("", inspections.inspection_list, name="list"),
    path("moi/", inspections.inspection_create, name="create"),
    path("<int:pk>/", inspections.inspection_detail, name="detail"),
    path("<int:pk>/sua/", inspections.inspection_edit, name="edit"),
    path("<int:pk>/ban-hanh/", inspections.inspection_issue, name="issue"),
    path("<int:pk>/doan/", inspections.member_add, name="member-add"),
    path("<int:pk>/bo/", inspections.inspection_drop, name="drop"),
    path("<int:pk>/ket-luan/", inspections.inspection_conclude, name="conclude"),
    path("<int:pk>/ket-thuc/", inspections.inspection_close, name="close"),
    path("xa/<int:pk>/", inspection_places.place_detail, name="place"),
    path("xa/<int:pk>/bien-ban/", inspection_places.minutes_edit, name="minutes"),
    path("xa/<int:pk>/chot/", inspection_places.minutes_close, name="minutes-close"),
    path("xa/<int:pk>/tep/", inspection_places.minutes_scan, name="minutes-scan"),
    path("ho/<int:pk>/", inspection_visits.visit_detail, name="visit"),
    path(
        "xa/<int:pk>/phat-hien/",
        inspection_findings.finding_create,
        name="finding-create",
    ),
    path(
        "phat-hien/<int:pk>/",
        inspection_findings.finding_detail,
        name="finding-detail",
    ),
    path(
        "phat-hien/<int:pk>/sua/", inspection_findings.finding_edit, name="finding-edit"
    ),
    path(
        "phat-hien/<int:pk>/bo/", inspection_findings.finding_drop, name="finding-drop"
    ),
    path(
        "phat-hien/<int:pk>/bao-cao/",
        inspection_findings.finding_answer,
        name="finding-answer",
    ),
    path(
        "phat-hien/<int:pk>/danh-gia/",
        inspection_findings.finding_judge,
        name="finding-judge",
    ),
    path("in/<slug:kind>/<int:pk>/", inspection_papers.paper, name="paper"),
]
