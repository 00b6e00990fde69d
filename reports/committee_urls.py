"""Addresses of committees, their meetings and tasks."""

from django.urls import path

from reports.views import (
    committee_judging as judging,
)
from reports.views import (
    committee_letters as letters,
)
from reports.views import (
    committee_meetings as meetings,
)
from reports.views import (
    committee_pictures as pictures,
)
from reports.views import (
    committee_tasks as tasks,
)
from reports.views import committees

app_name = "committee"

_CONCLUSION = "hop/<int:pk>/ket-luan/<int:number>"

urlpatterns = [
    path("", committees.committee_list, name="list"),
    path("<int:pk>/", committees.committee_detail, name="detail"),
    path("<int:pk>/quyet-dinh/", committees.decision_create, name="decision-create"),
    path(
        "<int:pk>/quyet-dinh/<int:decision>/",
        committees.decision_edit,
        name="decision-edit",
    ),
    path("<int:pk>/thanh-vien/<int:seat>/", committees.member_edit, name="member-edit"),
    path("hop/", meetings.meeting_list, name="meeting-list"),
    path("<int:pk>/hop/", meetings.meeting_create, name="meeting-create"),
    path("hop/<int:pk>/", meetings.meeting_detail, name="meeting-detail"),
    path("hop/<int:pk>/sua/", meetings.meeting_edit, name="meeting-edit"),
    path("hop/<int:pk>/bo/", meetings.meeting_drop, name="meeting-drop"),
    path("hop/<int:pk>/mo/", meetings.meeting_open, name="meeting-open"),
    path("hop/<int:pk>/so-lieu/", pictures.meeting_picture, name="picture"),
    path(
        "hop/<int:pk>/so-lieu/hinh-<int:number>.png",
        pictures.picture_drawing,
        name="picture-png",
    ),
    path(
        "hop/<int:pk>/so-lieu/<slug:code>.xlsx",
        pictures.picture_tables,
        name="picture-xlsx",
    ),
    path("hop/<int:pk>/bien-ban/", meetings.meeting_minutes, name="minutes"),
    path("hop/<int:pk>/ket-thuc/", meetings.meeting_close, name="meeting-close"),
    path("hop/<int:pk>/thong-bao/", meetings.meeting_notice, name="meeting-notice"),
    path("hop/<int:pk>/ban-ky/", meetings.meeting_scan, name="meeting-scan"),
    path("hop/<int:pk>/in/<slug:kind>/", pictures.meeting_paper, name="paper"),
    path("hop/<int:pk>/danh-gia/", judging.judge, name="judge"),
    path("hop/<int:pk>/ket-luan/", judging.conclusion_create, name="conclusion-create"),
    path(f"{_CONCLUSION}/sua/", judging.conclusion_edit, name="conclusion-edit"),
    path(f"{_CONCLUSION}/bo/", judging.conclusion_drop, name="conclusion-drop"),
    path(f"{_CONCLUSION}/giao/", tasks.task_from_conclusion, name="task-give"),
    path("nhiem-vu/", tasks.task_list, name="task-list"),
    path("nhiem-vu/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("nhiem-vu/<int:pk>/sua/", tasks.task_edit, name="task-edit"),
    path("nhiem-vu/<int:pk>/bo/", tasks.task_drop, name="task-drop"),
    path("cong-van/", letters.letter_list, name="letter-list"),
    path("<int:pk>/cong-van/", letters.letter_create, name="letter-create"),
    path("cong-van/<int:pk>/", letters.letter_detail, name="letter-detail"),
    path("cong-van/<int:pk>/sua/", letters.letter_edit, name="letter-edit"),
    path("cong-van/<int:pk>/giao/", tasks.task_from_letter, name="letter-task-give"),
]
