"""Addresses of the movements, examples and commendations."""

from django.urls import URLPattern, path

from programs.views import aims, examples

urlpatterns: list[URLPattern] = [
    path("phong-trao/", aims.movement_list, name="movement-list"),
    path("phong-trao/them/", aims.movement_create, name="movement-create"),
    path("phong-trao/<int:pk>/sua/", aims.movement_edit, name="movement-edit"),
    path("phong-trao/<int:pk>/xoa/", aims.movement_drop, name="movement-drop"),
    path("dien-hinh/", examples.model_list, name="model-list"),
    path("dien-hinh/them/", examples.model_create, name="model-create"),
    path("dien-hinh/<int:pk>/", examples.model_detail, name="model-detail"),
    path("dien-hinh/<int:pk>/sua/", examples.model_edit, name="model-edit"),
    path("dien-hinh/<int:pk>/xoa/", examples.model_drop, name="model-drop"),
    path("khen-thuong/", examples.commendation_list, name="commendation-list"),
    path("khen-thuong/them/", examples.commendation_create, name="commendation-create"),
    path(
        "khen-thuong/<int:pk>/sua/",
        examples.commendation_edit,
        name="commendation-edit",
    ),
    path(
        "khen-thuong/<int:pk>/xoa/",
        examples.commendation_drop,
        name="commendation-drop",
    ),
]
