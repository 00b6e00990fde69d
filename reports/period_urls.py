"""Addresses of period reports."""

from django.urls import path

from reports.views import periods

app_name = "periods"

urlpatterns = [
    path("", periods.period_list, name="list"),
    path("lap/", periods.period_begin, name="begin"),
    path("<int:pk>/", periods.period_detail, name="detail"),
    path("<int:pk>/noi-dung/", periods.period_words, name="words"),
    path("<int:pk>/luu-tam/", periods.period_autosave, name="autosave"),
    path("<int:pk>/so-lieu/", periods.period_read, name="read"),
    path("<int:pk>/gui/", periods.period_send, name="send"),
    path("<int:pk>/tiep-nhan/", periods.period_accept, name="accept"),
    path("<int:pk>/tra-lai/", periods.period_return, name="return"),
    path("<int:pk>/in/", periods.period_paper, name="paper"),
    path("<int:pk>/bieu/", periods.period_tables, name="tables"),
]
