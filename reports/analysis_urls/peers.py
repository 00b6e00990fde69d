"""Addresses of areas side by side and of lessons."""

from django.urls import URLPattern, path

from reports.views import lessons, peers

urlpatterns: list[URLPattern] = [
    path("so-sanh/", peers.compare, name="compare"),
    path("so-sanh/so-cong-bo/", peers.reference_list, name="reference-list"),
    path("bai-hoc/", lessons.lesson_list, name="lesson-list"),
    path("bai-hoc/ghi/", lessons.lesson_create, name="lesson-create"),
    path("bai-hoc/<int:pk>/", lessons.lesson_detail, name="lesson-detail"),
    path("bai-hoc/<int:pk>/sua/", lessons.lesson_edit, name="lesson-edit"),
    path("bai-hoc/<int:pk>/xoa/", lessons.lesson_drop, name="lesson-drop"),
]
