"""How the API says no: {"detail", "code"}, and "fields" for wrong parameters."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as RefusedInWords
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import (
    APIException,
    NotAcceptable,
    NotFound,
    ValidationError,
)
from rest_framework.exceptions import PermissionDenied as Refused
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from povertyportal.accounts.api_words import in_vietnamese


class ErrorSerializer(serializers.Serializer):
    """What is wrong, for people and for programs."""

    detail = serializers.CharField(help_text="What is wrong, in Vietnamese.")
    code = serializers.CharField(help_text="The same for programs, such as not_found.")


class FieldErrorSerializer(ErrorSerializer):
    """Which parameters are wrong, and why."""

    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField())
    )


def as_json(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception that the API knows; None for all others (500)."""
    known: Exception = exception
    if isinstance(exception, Http404):
        known = NotFound(_no_such_format(context))
    elif isinstance(exception, PermissionDenied):
        known = Refused(str(exception) or None)
    elif isinstance(exception, RefusedInWords):
        known = ValidationError(as_serializer_error(exception))
    response = exception_handler(known, context)
    if response is None or not isinstance(known, APIException):
        return response
    if isinstance(known, ValidationError):
        fields = known.detail if isinstance(known.detail, dict) else {"": known.detail}
        response.data = {
            "detail": "Tham số không hợp lệ.",
            "code": "invalid",
            "fields": {
                name: [in_vietnamese(str(each)) for each in why]
                for name, why in fields.items()
            },
        }
    else:
        code = known.get_codes()
        detail = in_vietnamese(str(known.detail))
        if isinstance(known, NotAcceptable):
            detail = f"{detail} {_formats(context)}"
        response.data = {"detail": detail, "code": str(code)}
    return response


def _formats(context: dict[str, Any]) -> str:
    """Which formats the view answers in."""
    known = [each.format for each in context["view"].renderer_classes]
    return f"Có: {', '.join(known)}."


def _no_such_format(context: dict[str, Any]) -> str | None:
    """What is said where the format asked for is none of the view's."""
    asked = context["request"].GET.get("format")
    known = {each.format for each in context["view"].renderer_classes}
    if not asked or asked in known:
        return None
    return f"Không có dạng “{asked[:20]}”. {_formats(context)}"


# Declared on every operation.
REFUSALS = {
    400: OpenApiResponse(FieldErrorSerializer, "A parameter is wrong."),
    403: OpenApiResponse(
        ErrorSerializer, "Not logged in, a key that opens nothing, or beyond the role."
    ),
    404: OpenApiResponse(ErrorSerializer, "No such row or page in one's scope."),
    429: OpenApiResponse(ErrorSerializer, "A system's key asks too often."),
}
