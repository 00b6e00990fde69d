"""Addresses of households."""

from django.urls import path

from households.views import (
    changes,
    household_list,
    moves,
    register,
    review,
    review_explanation,
    rounds,
    scorecards,
)

app_name = "households"

urlpatterns = [
    path("ho/", household_list.household_list, name="household-list"),
    path("ho/moi/", register.household_create, name="household-create"),
    path("ho/<int:pk>/", register.household_detail, name="household-detail"),
    path("ho/<int:pk>/sua/", changes.household_edit, name="household-edit"),
    path("ho/<int:pk>/chuyen-di/", moves.household_move, name="household-move"),
    path("ho/<int:pk>/tro-lai/", moves.household_return, name="household-return"),
    path("ho/<int:pk>/doi-chu-ho/", changes.head_change, name="head-change"),
    path("ho/<int:pk>/nhan-khau/moi/", changes.member_add, name="member-add"),
    path(
        "ho/<int:pk>/nhan-khau/<int:person_pk>/",
        changes.member_edit,
        name="member-edit",
    ),
    path(
        "ho/<int:pk>/nhan-khau/<int:person_pk>/roi-ho/",
        changes.member_end,
        name="member-end",
    ),
    path(
        "ho/<int:pk>/nhan-khau/<int:person_pk>/so-dinh-danh/",
        register.personal_id_reveal,
        name="personal-id-reveal",
    ),
    path("dot-ra-soat/", rounds.round_list, name="round-list"),
    path("dot-ra-soat/moi/", rounds.round_create, name="round-create"),
    path("dot-ra-soat/<int:pk>/", rounds.round_detail, name="round-detail"),
    path("dot-ra-soat/<int:pk>/dong/", rounds.round_close, name="round-close"),
    path("phieu/<int:pk>/", review.review_detail, name="review-detail"),
    path("phieu/<int:pk>/luu/", review.review_save, name="review-save"),
    path("phieu/<int:pk>/nop/", review.review_submit, name="review-submit"),
    path("phieu/<int:pk>/mo-lai/", review.review_reopen, name="review-reopen"),
    path(
        "phieu/<int:pk>/giai-thich/",
        review_explanation.review_explanation,
        name="review-explanation",
    ),
    path("bang-diem/", scorecards.scorecard_list, name="scorecard-list"),
]
