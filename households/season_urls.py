"""Addresses of the season (mùa rà soát)."""

from django.urls import path

from households.views.season import attachments, boards, delays, family, regular

app_name = "season"
urlpatterns = [
    path("", boards.board, name="board"),
    path("thuong-xuyen/mo/", regular.regular_open, name="regular-open"),
    path("<int:pk>/", boards.place, name="place"),
    path("<int:pk>/ly-do-cham/", delays.delay_reason, name="delay-reason"),
    path("phieu/<int:pk>/gia-dinh/", family.family, name="family"),
    path("tep/<int:pk>/", attachments.attachment, name="attachment"),
]
