"""Supports of households over the API: read, and entered by the pages' services."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers

from households.models import Household
from povertyportal.accounts.access import Act
from povertyportal.accounts.api_views import (
    IdField,
    OptionField,
    described,
    filtered,
)
from programs.api.base import CreateViewSet, creating
from programs.api.money import year_field
from programs.models import Activity, BudgetLine, Support, SupportKind
from programs.services.support import give_support, plan_support
from programs.services.support_questions import Offer

MOST = 10**14  # đồng


class SupportQuery(serializers.Serializer):
    """Parameters of the list of supports."""

    household = IdField()
    area = IdField(help_text="The commune where the household lived at that time.")
    year = year_field(required=False)
    kind = serializers.SlugField(required=False, max_length=30)
    state = OptionField(Support.State.values)


class SupportSerializer(serializers.ModelSerializer):
    """What a household got or is to get; `value` is whole đồng.

    `exception` is why it was given although a rule asked.
    """

    kind = serializers.CharField(source="kind.code")
    unit = serializers.CharField(source="kind.unit")

    class Meta:
        model = Support
        fields = [
            *("id", "household", "person", "area", "kind", "unit", "year", "quantity"),
            *("value", "state", "planned_for", "given_on", "class_then", "exception"),
            *("activity", "line", "note", "cancel_reason", "recorded_at"),
        ]


class SupportCreate(serializers.Serializer):
    """A support: given with `given_on`, else planned."""

    household = IdField(required=True)
    person = IdField(allow_null=True, default=None, required=False)
    kind = serializers.SlugField(max_length=30)
    year = year_field()
    quantity = serializers.DecimalField(
        max_digits=10, decimal_places=2, min_value=Decimal("0.01")
    )
    value = serializers.IntegerField(min_value=0, max_value=MOST, default=0)
    given_on = serializers.DateField(allow_null=True, default=None)
    planned_for = serializers.DateField(allow_null=True, default=None)
    activity = IdField(allow_null=True, default=None, required=False)
    line = IdField(allow_null=True, default=None, required=False)
    note = serializers.CharField(max_length=400, allow_blank=True, default="")
    exception = serializers.CharField(
        max_length=400,
        allow_blank=True,
        default="",
        help_text="The answer to what a rule asks; without it such a row is refused.",
    )

    def validate_kind(self, code: str) -> SupportKind:
        """The kind in use of that code."""
        found = SupportKind.objects.filter(code=code, is_active=True).first()
        if found is None:
            raise serializers.ValidationError("Không có loại hỗ trợ này đang dùng.")
        return found

    def validate_household(self, pk: int) -> Household:
        """The household, where the officer answers for."""
        by = self.context["request"].user
        found = Household.objects.visible_to(by).filter(pk=pk).first()
        if found is None:
            raise serializers.ValidationError("Không có hộ này trong địa bàn.")
        return found

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """The member of the household, the line and the activity by their ids."""
        by = self.context["request"].user
        members = given["household"].memberships.filter(ends__isnull=True)
        rows: dict[str, Any] = {
            "line": BudgetLine.objects.visible_to(by).select_related("area"),
            "activity": Activity.objects.visible_to(by).select_related("area"),
        }
        for name, found in rows.items():
            given[name] = _of(found, given[name], name)
        membership = members.filter(person=given["person"] or 0).first()
        if given["person"] and membership is None:
            raise serializers.ValidationError(
                {"person": ["Người này không phải là thành viên của hộ."]}
            )
        given["person"] = membership.person if membership else None
        return given


def _of(rows: Any, pk: int | None, name: str) -> Any:
    if pk is None:
        return None
    found = rows.filter(pk=pk).first()
    if found is None:
        raise serializers.ValidationError({name: ["Không có trong địa bàn."]})
    return found


@extend_schema_view(create=creating(SupportCreate, SupportSerializer))
@described(SupportQuery, SupportSerializer, SupportSerializer)
class SupportViewSet(CreateViewSet[Support]):
    """Supports of households that live where the officer answers for."""

    act = Act.VIEW_PROGRAMMES
    queryset = Support.objects.none()
    query_serializer = SupportQuery
    serializer_class = SupportSerializer
    detail_serializer = SupportSerializer
    create_serializer = SupportCreate

    def rows(self, asked: dict[str, Any]) -> QuerySet[Support]:
        """Supports in scope, by household, commune of that time, year, kind, state."""
        found = Support.objects.visible_to(self.request.user).select_related("kind")
        columns = {
            "household": "household_id",
            "area": "area_id",
            "year": "year",
            "kind": "kind__code",
            "state": "state",
        }
        return filtered(found, asked, **columns).order_by("-id")

    def make(self, given: dict[str, Any]) -> Support:
        """Give or plan; see services.support."""
        given_on, planned_for = given.pop("given_on"), given.pop("planned_for")
        offer, by = Offer(**given), self.request.user
        if given_on:
            return give_support(by=by, offer=offer, given_on=given_on)
        return plan_support(by=by, offer=offer, planned_for=planned_for)
