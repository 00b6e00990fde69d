"""Addresses of the programmes: the way out, helpers, visits, who may fall back."""

from django.urls import URLPattern, path

from programs.views import wayout_help, wayout_lists, wayout_plans

urlpatterns: list[URLPattern] = [
    path("thoat-ngheo/", wayout_lists.leaver_list, name="leaver-list"),
    path("tai-ngheo/", wayout_lists.relapse_list, name="relapse-list"),
    path(
        "ke-hoach-thoat-ngheo/", wayout_lists.escape_plan_list, name="escape-plan-list"
    ),
    path(
        "ke-hoach-thoat-ngheo/ho/<int:pk>/",
        wayout_plans.escape_plan_create,
        name="escape-plan-create",
    ),
    path(
        "ke-hoach-thoat-ngheo/<int:pk>/",
        wayout_plans.escape_plan_detail,
        name="escape-plan-detail",
    ),
    path(
        "ke-hoach-thoat-ngheo/<int:pk>/sua/",
        wayout_plans.escape_plan_edit,
        name="escape-plan-edit",
    ),
    path(
        "ke-hoach-thoat-ngheo/<int:pk>/ket-qua/",
        wayout_plans.escape_plan_result,
        name="escape-plan-result",
    ),
    path(
        "ke-hoach-thoat-ngheo/<int:pk>/bien-phap/",
        wayout_plans.measure_add,
        name="measure-add",
    ),
    path(
        "ke-hoach-thoat-ngheo/<int:pk>/bien-phap/<int:measure_pk>/",
        wayout_plans.measure_edit,
        name="measure-edit",
    ),
    path("giup-do/", wayout_lists.helper_list, name="helper-list"),
    path("giup-do/chua-co/", wayout_lists.unhelped_list, name="unhelped-list"),
    path("giup-do/them/", wayout_help.helper_create, name="helper-create"),
    path("giup-do/<int:pk>/", wayout_help.helper_detail, name="helper-detail"),
    path("giup-do/<int:pk>/sua/", wayout_help.helper_edit, name="helper-edit"),
    path("giup-do/<int:pk>/thoi/", wayout_help.helper_end, name="helper-end"),
    path("giup-do/<int:pk>/dia-ban/", wayout_help.area_assign, name="area-assign"),
    path(
        "giup-do/ho/<int:pk>/",
        wayout_help.household_assign,
        name="household-assign",
    ),
    path(
        "giup-do/phan-cong/<int:pk>/sua/",
        wayout_help.assignment_edit,
        name="assignment-edit",
    ),
    path(
        "giup-do/phan-cong/<int:pk>/ket-thuc/",
        wayout_help.assignment_end,
        name="assignment-end",
    ),
    path("tham-ho/", wayout_lists.visit_list, name="visit-list"),
    path("tham-ho/<int:pk>/", wayout_help.household_visits, name="household-visits"),
    path("tham-ho/<int:pk>/bien-co/", wayout_help.shock_create, name="shock-create"),
    path(
        "tham-ho/lan/<int:pk>/huy/", wayout_help.visit_withdraw, name="visit-withdraw"
    ),
    path("bien-co/<int:pk>/", wayout_help.shock_edit, name="shock-edit"),
]
