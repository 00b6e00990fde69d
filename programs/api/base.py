"""What the API's views that also create share: checked input, one service, its row."""

from typing import Any, ClassVar

from django.db.models import Model
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from povertyportal.accounts.api_errors import REFUSALS
from povertyportal.accounts.api_views import ReadViewSet, Row


class CreateViewSet(ReadViewSet[Row]):
    """A list, its rows, and creating one: through the service that the page calls.

    The service asks for the act and the area itself; what it refuses in words is 400
    with the names of the fields.
    """

    create_serializer: ClassVar[type[serializers.Serializer]]

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """What is sent when a row is created, else what is shown."""
        if self.action == "create":
            return self.create_serializer
        return super().get_serializer_class()

    def create(self, request: Request) -> Response:
        """Create a row from the body."""
        given = self.create_serializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        made = self.make(given.validated_data)
        shown = self.detail_serializer(self.rows({}).get(pk=made.pk))
        return Response(shown.data, status=status.HTTP_201_CREATED)

    def make(self, given: dict[str, Any]) -> Model:
        """The new row. Raises PermissionDenied and Django's ValidationError."""
        raise NotImplementedError


def creating(
    body: type[serializers.Serializer], full: type[serializers.Serializer]
) -> Any:
    """Declares body and answers of a view's create."""
    return extend_schema(request=body, responses={201: full, **REFUSALS})
