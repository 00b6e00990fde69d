"""Addresses of figures and official forms."""

from django.urls import path

from reports.views import (
    dashboard,
    days,
    ethnicity_columns,
    figure_list,
    packs,
    reports,
    summary_runs,
)

app_name = "reports"

urlpatterns = [
    path("tong-quan/", dashboard.dashboard, name="dashboard"),
    path(
        "tong-quan/danh-sach/",
        figure_list.household_figure_list,
        name="household-figure-list",
    ),
    path("dien-bien/", days.movement_page, name="movement"),
    path("dien-bien/danh-sach/", days.movement_list, name="movement-list"),
    path("so-lieu-tai-ngay/", days.as_of_page, name="as-of"),
    path("so-lieu-tai-ngay/danh-sach/", days.as_of_list, name="as-of-list"),
    path("tong-hop-so-lieu/", summary_runs.summary_run_list, name="summary-run-list"),
    path(
        "tong-hop-so-lieu/moi/",
        summary_runs.summary_run_create,
        name="summary-run-create",
    ),
    path(
        "tong-hop-so-lieu/<int:pk>/",
        summary_runs.summary_run_detail,
        name="summary-run-detail",
    ),
    path("bao-cao/", reports.report_list, name="report-list"),
    path("bao-cao/moi/", reports.report_create, name="report-create"),
    path(
        "bao-cao/cot-dan-toc/",
        ethnicity_columns.ethnicity_columns,
        name="ethnicities",
    ),
    path("bao-cao/<int:pk>/", reports.report_detail, name="report-detail"),
    path("bao-cao/<int:pk>/lam-lai/", reports.report_retry, name="report-retry"),
    path("bao-cao/<int:pk>/tep/", reports.report_download, name="report-download"),
    path("goi-kiem-tra/", packs.pack_list, name="pack-list"),
    path("goi-kiem-tra/moi/", packs.pack_create, name="pack-create"),
    path("goi-kiem-tra/<int:pk>/", packs.pack_detail, name="pack-detail"),
    path("goi-kiem-tra/<int:pk>/lam-lai/", packs.pack_retry, name="pack-retry"),
    path("goi-kiem-tra/<int:pk>/lap-lai/", packs.pack_repeat, name="pack-repeat"),
    path("goi-kiem-tra/<int:pk>/tep/", packs.pack_download, name="pack-download"),
]
