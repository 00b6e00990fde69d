"""Addresses of the programmes: support."""

from django.urls import URLPattern, path

from programs.views import household_page, support, support_kinds

urlpatterns: list[URLPattern] = [
    path("ho/", household_page.household_find, name="household-find"),
    path("ho/<int:pk>/", household_page.household, name="household"),
    path("ho/<int:pk>/ho-tro/moi/", support.support_create, name="support-create"),
    path("ho-tro/", support.support_list, name="support-list"),
    path("ho-tro/<int:pk>/", support.support_detail, name="support-detail"),
    path("ho-tro/<int:pk>/da-nhan/", support.support_deliver, name="support-deliver"),
    path("ho-tro/<int:pk>/huy/", support.support_cancel, name="support-cancel"),
    path("ho-tro/nghi-trung/", support.double_list, name="double-list"),
    path("ho-tro/nghi-trung/<int:pk>/", support.double_judge, name="double-judge"),
    path("loai-ho-tro/", support_kinds.kind_list, name="kind-list"),
    path("loai-ho-tro/moi/", support_kinds.kind_edit, name="kind-create"),
    path("loai-ho-tro/<int:pk>/", support_kinds.kind_edit, name="kind-edit"),
]
