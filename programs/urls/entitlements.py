"""Addresses of the programmes: entitlements."""

from django.urls import URLPattern, path

from programs.views import entitlements

urlpatterns: list[URLPattern] = [
    path("che-do/", entitlements.entitlement_list, name="entitlements"),
    path("che-do/thang/", entitlements.entitlement_month, name="entitlement-month"),
    path("che-do/da-chuyen/", entitlements.handover_list, name="handover-list"),
    path(
        "che-do/da-chuyen/<int:pk>/",
        entitlements.handover_detail,
        name="handover-detail",
    ),
    path("che-do/quy-dinh/", entitlements.rule_list, name="entitlement-rules"),
    path(
        "che-do/quy-dinh/them/",
        entitlements.rule_create,
        name="entitlement-rule-create",
    ),
    path(
        "che-do/quy-dinh/<int:pk>/",
        entitlements.rule_edit,
        name="entitlement-rule-edit",
    ),
]
