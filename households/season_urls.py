"""Addresses of the season (mùa rà soát)."""

from django.urls import path

from households import hearing_urls
from households.views.season import (
    assignments,
    attachments,
    boards,
    certificates,
    comments,
    corrections,
    decisions,
    delays,
    family,
    grid,
    lists,
    papers,
    procedures,
    regroup,
    regular,
    request_answers,
    requests,
    screen_items,
    submissions,
)

app_name = "season"
urlpatterns = [
    path("", boards.board, name="board"),
    path("thuong-xuyen/mo/", regular.regular_open, name="regular-open"),
    path("quy-trinh/", procedures.procedure_list, name="procedure-list"),
    path("quy-trinh/<int:pk>/", procedures.procedure_edit, name="procedure-edit"),
    path(
        "quy-trinh/thoi-han/<int:pk>/",
        procedures.procedure_rule,
        name="procedure-rule",
    ),
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
    path(
        "quyet-dinh/<int:pk>/in-giay-chung-nhan/",
        papers.paper_run_create,
        name="paper-run-create",
    ),
    path(
        "<int:pk>/thon/<int:village_pk>/in-phieu/",
        papers.review_forms_print,
        name="review-forms-print",
    ),
    path("lan-in/<int:pk>/", papers.paper_run_detail, name="paper-run-detail"),
    path("lan-in/<int:pk>/lam-lai/", papers.paper_run_retry, name="paper-run-retry"),
    path("lan-in/<int:pk>/tai/", papers.paper_run_download, name="paper-run-download"),
    path("<int:pk>/bao-cao/", submissions.submission_list, name="submissions"),
    path(
        "<int:pk>/bao-cao/lap/<str:kind>/",
        submissions.submission_create,
        name="submission-create",
    ),
    path("bao-cao/<int:pk>/", submissions.submission_detail, name="submission-detail"),
    path(
        "bao-cao/<int:pk>/tra-loi/",
        submissions.submission_answer,
        name="submission-answer",
    ),
    path(
        "bao-cao/<int:pk>/y-kien/",
        submissions.submission_comment,
        name="submission-comment",
    ),
    path("y-kien/<int:pk>/bo/", submissions.comment_drop, name="comment-drop"),
    path("<int:pk>/cong-nhan/", decisions.decision_list, name="decisions"),
    path(
        "<int:pk>/cong-nhan/lap/<str:standard>/",
        decisions.decision_create,
        name="decision-create",
    ),
    path("quyet-dinh/<int:pk>/", decisions.decision_detail, name="decision-detail"),
    path("quyet-dinh/<int:pk>/ky/", decisions.decision_sign, name="decision-sign"),
    path(
        "quyet-dinh/<int:pk>/cap-nhat/",
        decisions.decision_refresh,
        name="decision-refresh",
    ),
    path("quyet-dinh/<int:pk>/bo/", decisions.decision_cancel, name="decision-cancel"),
    path(
        "quyet-dinh/<int:pk>/ban-quet/", decisions.decision_scan, name="decision-scan"
    ),
    path(
        "quyet-dinh/<int:pk>/sua/",
        corrections.decision_correct,
        name="decision-correct",
    ),
    path(
        "quyet-dinh/<int:pk>/thay-the/",
        corrections.decision_supersede,
        name="decision-supersede",
    ),
    path("phieu/<int:pk>/bo-sua/", corrections.correction_drop, name="correction-drop"),
    path(
        "quyet-dinh/<int:pk>/cap-giay/",
        certificates.certificate_issue,
        name="certificate-issue",
    ),
    path(
        "<int:pk>/giay-chung-nhan/", certificates.certificate_list, name="certificates"
    ),
    path(
        "giay-chung-nhan/<int:pk>/",
        certificates.certificate_detail,
        name="certificate-detail",
    ),
    path(
        "giay-chung-nhan/<int:pk>/cap-lai/",
        certificates.certificate_reissue,
        name="certificate-reissue",
    ),
    path("ho/<int:pk>/xac-nhan/", certificates.confirmation, name="confirmation"),
    path("tep/<int:pk>/", attachments.attachment, name="attachment"),
    *hearing_urls.urlpatterns,
]
