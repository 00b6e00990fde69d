"""Addresses of the programmes: activities."""

from django.urls import URLPattern, path

from programs.views import activities, activity_people, activity_work, jobless

urlpatterns: list[URLPattern] = [
    path("hoat-dong/", activities.activity_list, name="activity-list"),
    path("hoat-dong/tong-hop/", activities.activity_figures, name="activity-figures"),
    path("hoat-dong/them/", activities.activity_create, name="activity-create"),
    path("hoat-dong/<int:pk>/", activities.activity_detail, name="activity-detail"),
    path("hoat-dong/<int:pk>/sua/", activities.activity_edit, name="activity-edit"),
    path(
        "hoat-dong/<int:pk>/tien-do/",
        activity_work.activity_dates,
        name="activity-dates",
    ),
    path(
        "hoat-dong/<int:pk>/dung/",
        activity_work.activity_cancel,
        name="activity-cancel",
    ),
    path(
        "hoat-dong/<int:pk>/tiep-tuc/",
        activity_work.activity_resume,
        name="activity-resume",
    ),
    path(
        "hoat-dong/<int:pk>/ket-qua/",
        activity_work.activity_result,
        name="activity-result",
    ),
    path(
        "hoat-dong/<int:pk>/giai-doan/",
        activity_work.stage_create,
        name="activity-stage-add",
    ),
    path(
        "hoat-dong/<int:pk>/giai-doan/<int:stage_pk>/",
        activity_work.stage_edit,
        name="activity-stage-edit",
    ),
    path(
        "hoat-dong/<int:pk>/giai-doan/<int:stage_pk>/bo/",
        activity_work.stage_drop,
        name="activity-stage-drop",
    ),
    path(
        "hoat-dong/<int:pk>/khoi-luong/",
        activity_work.progress_add,
        name="activity-progress",
    ),
    path(
        "hoat-dong/<int:pk>/them-ho/",
        activity_people.participant_find,
        name="activity-participant-find",
    ),
    path(
        "hoat-dong/<int:pk>/them-ho/<int:household_pk>/",
        activity_people.participant_add,
        name="activity-participant-add",
    ),
    path(
        "hoat-dong/<int:pk>/ho/<int:participant_pk>/",
        activity_people.participant_edit,
        name="activity-participant-edit",
    ),
    path(
        "hoat-dong/<int:pk>/ho/<int:participant_pk>/bo/",
        activity_people.participant_drop,
        name="activity-participant-drop",
    ),
    path("thieu-viec-lam/", jobless.jobless_list, name="jobless-list"),
    path(
        "hoat-dong/<int:pk>/ghep/<int:household_pk>/<int:person_pk>/",
        jobless.jobless_join,
        name="jobless-join",
    ),
]
