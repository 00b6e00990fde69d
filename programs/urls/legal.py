"""Addresses of the register of documents."""

from django.urls import URLPattern, path

from programs.views import legal

urlpatterns: list[URLPattern] = [
    path("van-ban/", legal.document_list, name="document-list"),
    path("van-ban/thay-doi/", legal.document_changes, name="document-changes"),
    path("van-ban/them/", legal.document_create, name="document-create"),
    path("van-ban/<int:pk>/", legal.document_detail, name="document-detail"),
    path("van-ban/<int:pk>/sua/", legal.document_edit, name="document-edit"),
    path("van-ban/<int:pk>/tep/", legal.document_file, name="document-file"),
]
