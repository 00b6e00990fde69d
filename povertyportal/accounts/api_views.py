"""The base of the API's views: read-only, parameters checked, refusals declared."""

from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from povertyportal.accounts.access import Act
from povertyportal.accounts.api_errors import REFUSALS

LARGEST_ID = 2**63 - 1
Row = TypeVar("Row", bound=Model)


class IdField(serializers.IntegerField):
    """A row's id as a parameter."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


class SearchField(serializers.CharField):
    """Text to search for, as a parameter."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(max_length=120, **options)


class OptionField(serializers.ChoiceField):
    """One of some words, as a parameter."""

    def __init__(self, choices: Any, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(choices=choices, **options)


class Checked:
    """A view whose parameters are those of a serializer, and no others."""

    request: Request

    def checked(
        self, query_serializer: type[serializers.Serializer], *others: str
    ) -> dict[str, Any]:
        """The request's parameters. Raises ValidationError for wrong ones."""
        # Not as a form: there an empty field is one not given.
        given = self.request.query_params.dict()
        query = query_serializer(data=given)
        query.is_valid(raise_exception=True)
        known = {*query.fields, *others}
        unknown = {
            name: ["Không có tham số này."] for name in given if name not in known
        }
        if unknown:
            raise ValidationError(unknown)
        return query.validated_data


class ReadViewSet(Checked, viewsets.ReadOnlyModelViewSet, Generic[Row]):
    """A list and its rows. Parameters are those of `query_serializer`, no others."""

    act: ClassVar[Act]
    query_serializer: ClassVar[type[serializers.Serializer]]
    detail_serializer: ClassVar[type[serializers.Serializer]]
    # Whatever stands there, the answer is JSON: 404 for what is no id.
    lookup_value_regex = "[^/]+"

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """Rows of a list are short; a single row says everything."""
        if self.action == "retrieve":
            return self.detail_serializer
        return self.serializer_class

    def get_queryset(self) -> QuerySet[Row]:
        """Rows in the officer's scope, by the parameters."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.rows(self._asked())

    def rows(self, asked: dict[str, Any]) -> QuerySet[Row]:
        """Rows in the officer's scope that fit what was asked."""
        raise NotImplementedError

    def _asked(self) -> dict[str, Any]:
        if self.action != "list":
            return self.checked(serializers.Serializer)
        return self.checked(self.query_serializer, "page", "page_size")


def described(
    query: type[serializers.Serializer],
    row: type[serializers.Serializer],
    full: type[serializers.Serializer],
) -> Any:
    """Declares parameters and answers of a view's list and of its single rows."""
    return extend_schema_view(
        list=extend_schema(
            parameters=[query], responses={200: row(many=True), **REFUSALS}
        ),
        retrieve=extend_schema(responses={200: full, **REFUSALS}),
    )


def filtered(
    rows: QuerySet[Row], asked: dict[str, Any], **columns: str
) -> QuerySet[Row]:
    """Rows whose columns (parameter=column) equal what was asked for."""
    return rows.filter(
        **{column: asked[name] for name, column in columns.items() if name in asked}
    )
