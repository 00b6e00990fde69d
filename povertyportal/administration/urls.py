"""Addresses of the administration pages."""

from django.urls import path

from povertyportal.administration.views import (
    audit,
    committees,
    home,
    officers,
    populations,
    tokens,
    villages,
    workdays,
)

app_name = "administration"

urlpatterns = [
    path("quan-tri/", home.administration_home, name="home"),
    path("dia-ban/", home.area_search, name="area-search"),
    path("quan-tri/thon/", villages.village_list, name="village-list"),
    path("quan-tri/thon/them/", villages.village_create, name="village-create"),
    path("quan-tri/thon/<int:pk>/", villages.village_edit, name="village-edit"),
    path("quan-tri/thon/<int:pk>/ket-thuc/", villages.village_end, name="village-end"),
    path("quan-tri/dan-so/", populations.population_list, name="population-list"),
    path(
        "quan-tri/dan-so/nhap/", populations.population_create, name="population-create"
    ),
    path(
        "quan-tri/dan-so/<int:pk>/", populations.population_edit, name="population-edit"
    ),
    path("quan-tri/lich-nghi/", workdays.workday_list, name="workday-list"),
    path("quan-tri/lich-nghi/them/", workdays.workday_create, name="workday-create"),
    path("quan-tri/lich-nghi/<int:pk>/", workdays.workday_edit, name="workday-edit"),
    path(
        "quan-tri/lich-nghi/<int:pk>/xoa/",
        workdays.workday_delete,
        name="workday-delete",
    ),
    path(
        "quan-tri/lich-nghi/nam/<int:year>/",
        workdays.workday_year,
        name="workday-year",
    ),
    path("quan-tri/nhat-ky/", audit.audit_list, name="audit-list"),
    path("quan-tri/can-bo/", officers.officer_list, name="officer-list"),
    path("quan-tri/can-bo/them/", officers.officer_create, name="officer-create"),
    path("quan-tri/can-bo/<int:pk>/", officers.officer_edit, name="officer-edit"),
    path("quan-tri/can-bo/<int:pk>/dia-ban/", officers.scope_add, name="scope-add"),
    path(
        "quan-tri/can-bo/<int:pk>/dia-ban/<int:scope_pk>/",
        officers.scope_end,
        name="scope-end",
    ),
    path(
        "quan-tri/can-bo/<int:pk>/mat-khau/",
        officers.officer_reset_password,
        name="officer-reset-password",
    ),
    path(
        "quan-tri/can-bo/<int:pk>/mo-khoa/",
        officers.officer_unlock,
        name="officer-unlock",
    ),
    path("quan-tri/he-thong/", tokens.token_list, name="token-list"),
    path("quan-tri/he-thong/cap/", tokens.token_issue, name="token-issue"),
    path("quan-tri/he-thong/<int:pk>/ma/", tokens.token_shown, name="token-shown"),
    path(
        "quan-tri/he-thong/<int:pk>/thu-hoi/", tokens.token_revoke, name="token-revoke"
    ),
    path("quan-tri/ban-chi-dao/", committees.committee_list, name="committee-list"),
    path(
        "quan-tri/ban-chi-dao/lap/",
        committees.committee_create,
        name="committee-create",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/",
        committees.committee_edit,
        name="committee-edit",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/dia-ban/",
        committees.committee_area_add,
        name="committee-area-add",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/dia-ban/<int:area_pk>/bo/",
        committees.committee_area_remove,
        name="committee-area-remove",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/thanh-vien/",
        committees.member_add,
        name="member-add",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/thanh-vien/<int:member_pk>/",
        committees.member_end,
        name="member-end",
    ),
    path(
        "quan-tri/ban-chi-dao/<int:pk>/thanh-vien/<int:member_pk>/vai-tro/",
        committees.member_duty,
        name="member-duty",
    ),
]
