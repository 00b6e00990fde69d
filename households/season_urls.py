"""Addresses of the season (mùa rà soát)."""

from django.urls import path

from households import hearing_urls
from households.views.season import (
    assignments,
    attachments,
    boards,
    comments,
    delays,
    family,
    grid,
    lists,
    papers,
    regroup,
    regular,
    request_answers,
    requests,
    screen_items,
)

app_name = "season"
urlpatterns = [
    path("", boards.board, name="board"),
    path("thuong-xuyen/mo/", regular.regular_open, name="regular-open"),
    path("<int:pk>/", boards.place, name="place"),
    path("<int:pk>/ly-do-cham/", delays.delay_reason, name="delay-reason"),
    path("<int:pk>/danh-sach/", lists.list_detail, name="list"),
    path("<int:pk>/danh-sach/tim-ho/", lists.list_find, name="list-find"),
    path("<int:pk>/danh-sach/bo-sung/", lists.list_fill, name="list-fill"),
    path("<int:pk>/danh-sach/chot/", lists.list_close, name="list-close"),
    path("<int:pk>/danh-sach/mo-lai/", lists.list_reopen, name="list-reopen"),
    path("<int:pk>/phan-cong/", assignments.assignment_list, name="assignments"),
    path(
        "<int:pk>/phan-cong/moi/",
        assignments.assignment_create,
        name="assignment-create",
    ),
    path("phan-cong/<int:pk>/thoi/", assignments.assignment_end, name="assignment-end"),
    path("ho/<int:pk>/giay-de-nghi/", requests.request_create, name="request-create"),
    path("giay-de-nghi/", requests.request_list, name="request-list"),
    path("giay-de-nghi/<int:pk>/", requests.request_detail, name="request-detail"),
    path(
        "giay-de-nghi/<int:pk>/phieu-a/",
        request_answers.request_screen,
        name="request-screen",
    ),
    path(
        "giay-de-nghi/<int:pk>/dua-vao-dot/",
        request_answers.request_accept,
        name="request-accept",
    ),
    path(
        "giay-de-nghi/<int:pk>/tra-loi/",
        request_answers.request_refuse,
        name="request-refuse",
    ),
    path(
        "giay-de-nghi/<int:pk>/rut/",
        request_answers.request_withdraw,
        name="request-withdraw",
    ),
    path("phieu-a/", screen_items.screen_item_list, name="screen-items"),
    path("phieu-a/moi/", screen_items.screen_item_create, name="screen-item-create"),
    path("phieu-a/<int:pk>/", screen_items.screen_item_edit, name="screen-item-edit"),
    path("<int:pk>/thon/<int:village_pk>/", grid.grid, name="grid"),
    path("phieu/<int:pk>/dong/", grid.grid_row, name="grid-row"),
    path("ho/<int:pk>/tach-ho/", regroup.split, name="split"),
    path("ho/<int:pk>/nhap-ho/", regroup.merge, name="merge"),
    path("y-kien/<int:pk>/", comments.comment_answer, name="comment-answer"),
    path("phieu/<int:pk>/doi-chieu/", comments.comparison, name="comparison"),
    path("phieu/<int:pk>/gia-dinh/", family.family, name="family"),
    path("giay-to/<slug:kind>/<int:pk>/", papers.paper, name="paper"),
    path("tep/<int:pk>/", attachments.attachment, name="attachment"),
    *hearing_urls.urlpatterns,
]
