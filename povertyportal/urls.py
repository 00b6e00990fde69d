"""The portal's addresses."""

from django.contrib.auth import views as auth_views
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView

from povertyportal import pages
from povertyportal.administration.views import PasswordChangeView

handler403 = "povertyportal.pages.forbidden"

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.healthz, name="healthz"),
    path(
        "dang-nhap/",
        auth_views.LoginView.as_view(redirect_authenticated_user=True),
        name="login",
    ),
    path("dang-xuat/", auth_views.LogoutView.as_view(), name="logout"),
    path("doi-mat-khau/", PasswordChangeView.as_view(), name="password_change"),
    path("", include("povertyportal.administration.urls")),
    path("xuat-danh-sach/", include("povertyportal.sheets.export_urls")),
    path("nhap-danh-sach/", include("povertyportal.sheets.urls")),
    path("", include("households.urls")),
    path("mua-ra-soat/", include("households.season_urls")),
    path("chuong-trinh/", include("programs.urls")),
    path("chi-tieu/", include("reports.target_urls")),
    path("bao-cao-dinh-ky/", include("reports.period_urls")),
    path("ban-chi-dao/", include("reports.committee_urls")),
    path("phan-tich/", include("reports.analysis_urls")),
    path("", include("reports.urls")),
    path("kiem-tra/", include("reports.inspection_urls")),
    path("api/v1/openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("api/v1/", include("povertyportal.api_urls")),
]
