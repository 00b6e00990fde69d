"""Addresses of programmes, components, who leads them, and the year's plan."""

from django.urls import URLPattern, path

from programs.views import plans, programmes

urlpatterns: list[URLPattern] = [
    path("giai-doan/", programmes.programme_list, name="programme-list"),
    path("giai-doan/them/", programmes.programme_create, name="programme-create"),
    path("giai-doan/<int:pk>/", programmes.programme_detail, name="programme-detail"),
    path("giai-doan/<int:pk>/sua/", programmes.programme_edit, name="programme-edit"),
    path(
        "giai-doan/<int:pk>/du-an/them/",
        programmes.component_create,
        name="component-create",
    ),
    path("du-an/<int:pk>/", programmes.component_detail, name="component-detail"),
    path("du-an/<int:pk>/sua/", programmes.component_edit, name="component-edit"),
    path("du-an/<int:pk>/chu-tri/them/", programmes.lead_create, name="lead-create"),
    path("chu-tri/<int:pk>/thoi/", programmes.lead_end, name="lead-end"),
    path("ke-hoach/", plans.plan_list, name="plan-list"),
    path("ke-hoach/them/", plans.plan_create, name="plan-create"),
    path("ke-hoach/chep/", plans.plan_copy, name="plan-copy"),
    path("ke-hoach/<int:pk>/sua/", plans.plan_edit, name="plan-edit"),
    path("ke-hoach/<int:pk>/xoa/", plans.plan_drop, name="plan-drop"),
]
