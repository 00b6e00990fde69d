"""Figures over the API: kept summaries in scope, and the total of one's scope."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.api_errors import REFUSALS
from povertyportal.accounts.api_views import (
    IdField,
    OptionField,
    ReadViewSet,
    described,
    filtered,
)
from reports.figures import Figures
from reports.models import AreaSummary
from reports.services.overview import stale_communes
from reports.services.selection import (
    Period,
    choose,
    everything,
    places_within,
    rows_of,
)

COUNTS = (
    *("communes", "resident_households", "resident_persons", "listed", "reviewed"),
    *("poor", "near_poor", "average", "not_poor", "undetermined"),
    *("poor_persons", "near_poor_persons", "average_persons"),
)


class PeriodQuery(serializers.Serializer):
    """A year's figures under a standard, on a basis."""

    year = serializers.IntegerField(required=False, min_value=2015, max_value=2100)
    standard = OptionField(list(STANDARDS))
    basis = OptionField(AreaSummary.Basis.values)


class FigureQuery(PeriodQuery):
    """Parameters of the list of figures."""

    area = IdField()


class FigureSerializer(serializers.ModelSerializer):
    """Households of an area by class in a year, under a standard, on a basis."""

    poor_rate = serializers.SerializerMethodField()
    near_poor_rate = serializers.SerializerMethodField()

    class Meta:
        model = AreaSummary
        fields = [
            "id",
            "area",
            "year",
            "standard",
            "basis",
            *COUNTS,
            "poor_rate",
            "near_poor_rate",
            "built_at",
            "version",
        ]

    def get_poor_rate(self, row: AreaSummary) -> str | None:
        """Poor among all resident households, per cent; null when not known."""
        return _rate(Figures.of([row]), "poor")

    def get_near_poor_rate(self, row: AreaSummary) -> str | None:
        """Near-poor among all resident households, per cent; null when not known."""
        return _rate(Figures.of([row]), "near_poor")


def _rate(figures: Figures, kind: str) -> str | None:
    value = figures.rate(kind).value
    return None if value is None else str(value)


class TotalSerializer(serializers.Serializer):
    """All that an officer answers for, as one: the committee's totals."""

    year = serializers.IntegerField()
    standard = serializers.CharField()
    basis = serializers.CharField()
    communes = serializers.IntegerField()
    resident_households = serializers.IntegerField(allow_null=True)
    resident_persons = serializers.IntegerField(allow_null=True)
    listed = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    poor = serializers.IntegerField()
    near_poor = serializers.IntegerField()
    average = serializers.IntegerField()
    not_poor = serializers.IntegerField()
    undetermined = serializers.IntegerField()
    poor_persons = serializers.IntegerField()
    near_poor_persons = serializers.IntegerField()
    average_persons = serializers.IntegerField()
    poor_rate = serializers.CharField(allow_null=True)
    near_poor_rate = serializers.CharField(allow_null=True)
    built_at = serializers.DateTimeField()
    stale_communes = serializers.IntegerField(
        help_text="Communes whose figures are being counted again."
    )


@described(FigureQuery, FigureSerializer, FigureSerializer)
class FigureViewSet(ReadViewSet[AreaSummary]):
    """Figures of areas that lie wholly within the officer's scope."""

    act = Act.VIEW_FIGURES
    queryset = AreaSummary.objects.none()
    query_serializer = FigureQuery
    serializer_class = FigureSerializer
    detail_serializer = FigureSerializer

    def rows(self, asked: dict[str, Any]) -> QuerySet[AreaSummary]:
        """Kept figures in scope, by area and period."""
        inside = places_within(scope_of(self.request.user))
        columns = {
            "area": "area_id",
            "year": "year",
            "standard": "standard",
            "basis": "basis",
        }
        found = rows_of([area.pk for area in inside])
        order = ("area__sort_key", "area_id", "-year", "standard", "basis")
        return filtered(found, asked, **columns).order_by(*order)

    @extend_schema(
        parameters=[PeriodQuery], responses={200: TotalSerializer, **REFUSALS}
    )
    @action(detail=False, filter_backends=[], pagination_class=None)
    def total(self, request: Request) -> Response:
        """The sum over the officer's scope; what is not asked for is chosen.

        The newest year, the standard in force today, the official basis. 404 while
        there are no figures of that period.
        """
        asked = self.checked(PeriodQuery)
        place = everything(scope_of(request.user))
        given = {name: str(value) for name, value in asked.items()}
        choice = choose(place, given, timezone.localdate())
        period = choice.period if choice else None
        if period is None or any(
            str(getattr(period, name)) != value for name, value in given.items()
        ):
            raise NotFound
        rows = rows_of(place.tops).filter(
            year=period.year, standard=period.standard, basis=period.basis
        )
        stale = stale_communes(place, period.year)
        total = _total(period, Figures.of(list(rows)), stale)
        return Response(TotalSerializer(total).data)


def _total(period: Period, figures: Figures, stale: int) -> dict[str, object]:
    return {
        "year": period.year,
        "standard": period.standard,
        "basis": period.basis,
        **figures.counts,
        "poor_rate": _rate(figures, "poor"),
        "near_poor_rate": _rate(figures, "near_poor"),
        "built_at": figures.as_of,
        "stale_communes": stale,
    }
