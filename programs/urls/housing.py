"""Addresses of the programmes: houses and policy loans."""

from django.urls import URLPattern, path

from programs.views import housing, loans, support_kinds

urlpatterns: list[URLPattern] = [
    path("nha-o/", housing.house_list, name="house-list"),
    path("ho/<int:pk>/nha-o/moi/", housing.house_create, name="house-create"),
    path("nha-o/<int:pk>/", housing.house_detail, name="house-detail"),
    path("nha-o/<int:pk>/sua/", housing.house_edit, name="house-edit"),
    path("nha-o/<int:pk>/khoi-cong/", housing.house_start, name="house-start"),
    path("nha-o/<int:pk>/hoan-thanh/", housing.house_finish, name="house-finish"),
    path("nha-o/<int:pk>/nghiem-thu/", housing.house_accept, name="house-accept"),
    path("nha-o/<int:pk>/bo-nghiem-thu/", housing.house_reopen, name="house-reopen"),
    path("nha-o/<int:pk>/dong-gop/", housing.house_pay, name="house-pay"),
    path("nha-o/<int:pk>/dung/", housing.house_cancel, name="house-cancel"),
    path("vay-von/", loans.loan_list, name="loan-list"),
    path("ho/<int:pk>/vay-von/moi/", loans.loan_create, name="loan-create"),
    path("vay-von/<int:pk>/", loans.loan_detail, name="loan-detail"),
    path("vay-von/<int:pk>/sua/", loans.loan_edit, name="loan-edit"),
    path("vay-von/<int:pk>/huy/", loans.loan_cancel, name="loan-cancel"),
    path("vay-von/<int:pk>/du-no/", loans.loan_balance, name="loan-balance"),
    path(
        "chuong-trinh-vay/",
        support_kinds.loan_programme_list,
        name="loan-programme-list",
    ),
    path(
        "chuong-trinh-vay/moi/",
        support_kinds.loan_programme_edit,
        name="loan-programme-create",
    ),
    path(
        "chuong-trinh-vay/<int:pk>/",
        support_kinds.loan_programme_edit,
        name="loan-programme-edit",
    ),
    path("muc-ho-tro-nha-o/", support_kinds.norm_list, name="house-norm-list"),
    path("muc-ho-tro-nha-o/moi/", support_kinds.norm_edit, name="house-norm-create"),
    path("muc-ho-tro-nha-o/<int:pk>/", support_kinds.norm_edit, name="house-norm-edit"),
]
