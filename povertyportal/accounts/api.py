"""What every API view shares: who may call, how pages are cut."""

from django.http import HttpRequest
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission

from povertyportal.accounts.access import Act, can


class OfficerPermission(BasePermission):
    """Logged in, and the role allows the view's `act`; a view without one is closed."""

    message = "Vai trò của bạn không có quyền xem số liệu này."

    def has_permission(self, request: HttpRequest, view: object) -> bool:
        """Whether the officer may call the view at all."""
        act: Act | None = getattr(view, "act", None)
        officer = request.user
        return bool(officer and officer.is_authenticated and act and can(officer, act))


class PagePagination(PageNumberPagination):
    """Pages of 50, at most 200, with the count."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
