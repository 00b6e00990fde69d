"""Allocations and payments over the API: read, and entered by the pages' services."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.api_views import (
    IdField,
    OptionField,
    described,
    filtered,
)
from povertyportal.areas.models import Area
from programs.api.base import CreateViewSet, creating
from programs.models import (
    Activity,
    BudgetEntry,
    BudgetLine,
    Capital,
    Component,
    Disbursement,
    Source,
)
from programs.services import money, payments
from programs.services.money_base import MOST, Decision, LineKey

Kind = BudgetEntry.Kind
ENTERED = [(kind.value, kind.label) for kind in (Kind.PLAN, Kind.ALLOCATION)]


def year_field(**options: Any) -> serializers.IntegerField:
    """A year of money."""
    return serializers.IntegerField(min_value=2016, max_value=2100, **options)


class MoneyQuery(serializers.Serializer):
    """Parameters of both lists."""

    line = IdField()
    area = IdField(help_text="The unit whose money it is, not those below it.")
    component = IdField()
    year = year_field(required=False)
    source = OptionField(Source.values)


class AllocationQuery(MoneyQuery):
    """Parameters of the list of allocations."""

    kind = OptionField(Kind.values)


class AllocationSerializer(serializers.ModelSerializer):
    """An entry in a budget line: plan, allocation, transfer, carry-over, correction.

    `amount` is whole đồng and signed: what leaves a line is below nothing.
    """

    area = serializers.IntegerField(source="line.area_id")
    component = serializers.IntegerField(source="line.component_id", allow_null=True)
    purpose = serializers.CharField(source="line.purpose")
    year = serializers.IntegerField(source="line.year")
    source = serializers.ChoiceField(Source.choices, source="line.source")
    capital = serializers.ChoiceField(Capital.choices, source="line.capital")

    class Meta:
        model = BudgetEntry
        fields = [
            *("id", "line", "area", "component", "purpose", "year", "source"),
            *("capital", "kind", "amount", "number", "decided_on", "issuer", "reason"),
            "recorded_at",
        ]


class AllocationCreate(serializers.Serializer):
    """A plan or an allocation; the line is found by its key, or made."""

    kind = serializers.ChoiceField(ENTERED)
    area = IdField(required=True)
    component = IdField(allow_null=True, default=None, required=False)
    purpose = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="What the money is for when it belongs to no component.",
    )
    year = year_field()
    source = serializers.ChoiceField(Source.choices)
    capital = serializers.ChoiceField(Capital.choices)
    amount = serializers.IntegerField(min_value=1, max_value=MOST)
    number = serializers.CharField(max_length=60)
    decided_on = serializers.DateField()
    issuer = serializers.CharField(max_length=160, allow_blank=True, default="")
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")
    exception = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="Why it is right, where a rule asks: above the plan, or while a "
        "wider unit still holds money of the same component, year and source.",
    )

    def validate_area(self, pk: int) -> Area:
        """The unit, inside the officer's areas."""
        area = Area.objects.filter(pk=pk).first()
        scope = scope_of(self.context["request"].user)
        if area is None or not scope.holds_unit(area):
            raise serializers.ValidationError("Không có đơn vị này trong địa bàn.")
        return area

    def validate_component(self, pk: int | None) -> Component | None:
        """The component of that id."""
        if pk is None:
            return None
        found = Component.objects.select_related("programme").filter(pk=pk).first()
        if found is None:
            raise serializers.ValidationError("Không có dự án thành phần này.")
        return found


@extend_schema_view(create=creating(AllocationCreate, AllocationSerializer))
@described(AllocationQuery, AllocationSerializer, AllocationSerializer)
class AllocationViewSet(CreateViewSet[BudgetEntry]):
    """Plans and allocations of units wholly within the officer's areas."""

    act = Act.VIEW_PROGRAMMES
    queryset = BudgetEntry.objects.none()
    query_serializer = AllocationQuery
    serializer_class = AllocationSerializer
    detail_serializer = AllocationSerializer
    create_serializer = AllocationCreate

    def rows(self, asked: dict[str, Any]) -> QuerySet[BudgetEntry]:
        """Entries in scope, by line, unit, component, year, source and kind."""
        inside = scope_of(self.request.user).units("line__area")
        found = BudgetEntry.objects.filter(inside).select_related("line")
        return filtered(found, asked, **_COLUMNS, kind="kind").order_by("-id")

    def make(self, given: dict[str, Any]) -> BudgetEntry:
        """Plan or allocate; see services.money."""
        names = ("area", "component", "purpose", "year", "source", "capital")
        key = LineKey(**{name: given[name] for name in names})
        paper = ("number", "decided_on", "issuer", "reason", "exception")
        decision = Decision(**{name: given[name] for name in paper})
        is_plan = given["kind"] == Kind.PLAN
        act = money.plan_money if is_plan else money.allocate
        return act(
            by=self.request.user, key=key, amount=given["amount"], decision=decision
        )


_COLUMNS = {
    "line": "line_id",
    "area": "line__area_id",
    "component": "line__component_id",
    "year": "line__year",
    "source": "line__source",
}


class DisbursementSerializer(serializers.ModelSerializer):
    """A payment from a budget line; below nothing it takes back what it `corrects`."""

    area = serializers.IntegerField(source="line.area_id")
    component = serializers.IntegerField(source="line.component_id", allow_null=True)
    year = serializers.IntegerField(source="line.year")
    source = serializers.ChoiceField(Source.choices, source="line.source")

    class Meta:
        model = Disbursement
        fields = [
            *("id", "line", "area", "component", "year", "source", "activity"),
            *("amount", "paid_on", "voucher", "content", "corrects", "reason"),
            "recorded_at",
        ]


class DisbursementCreate(serializers.Serializer):
    """A payment from a line."""

    line = IdField(required=True)
    amount = serializers.IntegerField(min_value=1, max_value=MOST)
    paid_on = serializers.DateField()
    voucher = serializers.CharField(max_length=60)
    content = serializers.CharField(max_length=300)
    activity = IdField(allow_null=True, default=None, required=False)
    reason = serializers.CharField(
        max_length=400,
        allow_blank=True,
        default="",
        help_text="Why it is paid after 31 January of the year after the line's, or "
        "before the decisions that its money comes from.",
    )

    def validate_line(self, pk: int) -> BudgetLine:
        """The line, inside the officer's areas."""
        rows = BudgetLine.objects.visible_to(self.context["request"].user)
        line = rows.filter(pk=pk).first()
        if line is None:
            raise serializers.ValidationError("Không có dòng vốn này trong địa bàn.")
        return line

    def validate_activity(self, pk: int | None) -> Activity | None:
        """The activity, inside the officer's areas."""
        if pk is None:
            return None
        rows = Activity.objects.visible_to(self.context["request"].user)
        found = rows.select_related("area").filter(pk=pk).first()
        if found is None:
            raise serializers.ValidationError("Không có hoạt động này trong địa bàn.")
        return found


@extend_schema_view(create=creating(DisbursementCreate, DisbursementSerializer))
@described(MoneyQuery, DisbursementSerializer, DisbursementSerializer)
class DisbursementViewSet(CreateViewSet[Disbursement]):
    """Payments from lines of units wholly within the officer's areas."""

    act = Act.VIEW_PROGRAMMES
    queryset = Disbursement.objects.none()
    query_serializer = MoneyQuery
    serializer_class = DisbursementSerializer
    detail_serializer = DisbursementSerializer
    create_serializer = DisbursementCreate

    def rows(self, asked: dict[str, Any]) -> QuerySet[Disbursement]:
        """Payments in scope, by line, unit, component, year and source."""
        inside = scope_of(self.request.user).units("line__area")
        found = Disbursement.objects.filter(inside).select_related("line")
        return filtered(found, asked, **_COLUMNS).order_by("-id")

    def make(self, given: dict[str, Any]) -> Disbursement:
        """Pay; see services.payments."""
        line = given.pop("line")
        return payments.pay(
            by=self.request.user, line=line, payment=payments.Payment(**given)
        )
