"""What every API view shares: who may call, and how pages are cut."""

from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from povertyportal.accounts.access import Act, can


class OfficerPermission(BasePermission):
    """Logged in, and the role allows the view's `act`; a view without one is closed."""

    message = "Vai trò của bạn không có quyền xem số liệu này."

    def has_permission(self, request: HttpRequest, view: object) -> bool:
        """Whether the officer may call the view at all."""
        act: Act | None = getattr(view, "act", None)
        officer = request.user
        return bool(officer.is_authenticated and act and can(officer, act))


class PagePagination(PageNumberPagination):
    """Pages of 50, at most 200, with the count; a wrong size is refused."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Request) -> int | None:
        """The size asked for. Raises ValidationError unless it is 1 to 200."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal()) or not (
            0 < int(asked[:9]) <= self.max_page_size
        ):
            raise ValidationError(
                {"page_size": [f"Ghi số từ 1 đến {self.max_page_size}."]}
            )
        return int(asked)

    def get_schema_operation_parameters(self, view: object) -> list[dict[str, Any]]:
        """The parameters with their bounds, for the OpenAPI document."""
        return [
            {
                "name": name,
                "required": False,
                "in": "query",
                "description": description,
                "schema": {"type": "integer", "minimum": 1, **bounds},
            }
            for name, description, bounds in (
                ("page", "Page number, from 1.", {}),
                (
                    "page_size",
                    "Rows a page.",
                    {"maximum": self.max_page_size, "default": self.page_size},
                ),
            )
        ]
