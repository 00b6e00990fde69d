"""Figures over the API: kept summaries in scope, and the total of one's scope."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
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
from povertyportal.areas.models import Provenance
from reports.figures import Figures
from reports.models import AreaSummary
from reports.services.grounds import sources, without_figures
from reports.services.overview import stale_communes
from reports.services.selection import (
    Period,
    choose,
    everything,
    places_within,
    rows_of,
)

MISSING = "Communes in being at the year's end without figures; with any, no rates."
NO_RATE = "Why rates are null, in Vietnamese: a review under way, say; else empty."
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


class ProvenanceSerializer(serializers.Serializer):
    """Where each figure comes from; "entered" by the officials of the portal."""

    resident_households = serializers.ChoiceField(Provenance.choices)
    poor = serializers.ChoiceField(Provenance.choices)
    poor_rate = serializers.ChoiceField(Provenance.choices)
    near_poor = serializers.ChoiceField(Provenance.choices)
    near_poor_rate = serializers.ChoiceField(Provenance.choices)


class FigureSerializer(serializers.ModelSerializer):
    """Households of an area by class in a year, under a standard, on a basis."""

    missing_communes = serializers.IntegerField(
        source="missing", read_only=True, help_text=MISSING
    )
    provenance = serializers.SerializerMethodField()
    poor_rate = serializers.SerializerMethodField()
    near_poor_rate = serializers.SerializerMethodField()
    why_no_rate = serializers.SerializerMethodField()

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
            "why_no_rate",
            "missing_communes",
            "provenance",
            "built_at",
            "version",
        ]

    @extend_schema_field(ProvenanceSerializer)
    def get_provenance(self, row: AreaSummary) -> dict[str, str]:
        """Where each figure comes from."""
        return _provenance(Figures.of([row]))

    def get_poor_rate(self, row: AreaSummary) -> str | None:
        """Poor among all resident households, per cent; null when not known."""
        return _rate(Figures.of([row]), "poor")

    def get_near_poor_rate(self, row: AreaSummary) -> str | None:
        """Near-poor among all resident households, per cent; null when not known."""
        return _rate(Figures.of([row]), "near_poor")

    def get_why_no_rate(self, row: AreaSummary) -> str:
        """Why rates are null, in Vietnamese: a review under way, say; else empty."""
        return Figures.of([row]).why_no_rate


def _rate(figures: Figures, kind: str) -> str | None:
    value = figures.rate(kind).value
    return None if value is None else str(value)


def _provenance(figures: Figures) -> dict[str, str]:
    found = sources(figures)
    codes = {
        "resident_households": found.residents,
        "poor": found.poor,
        "poor_rate": found.poor_rate,
        "near_poor": found.near_poor,
        "near_poor_rate": found.near_poor_rate,
    }
    return {name: code or Provenance.ENTERED.value for name, code in codes.items()}


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
    why_no_rate = serializers.CharField(help_text=NO_RATE)
    missing_communes = serializers.IntegerField(help_text=MISSING)
    provenance = ProvenanceSerializer()
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

        The newest year whose lists are recognised (else the newest), the standard in
        force today, the official basis. 404 while there are no figures of that period.
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
        absent = without_figures(
            place.communes,
            year=period.year,
            standard=period.standard,
            basis=period.basis,
        )
        figures = Figures.of(list(rows), absent.count())
        total = _total(period, figures, stale)
        return Response(TotalSerializer(total).data)


def _total(period: Period, figures: Figures, stale: int) -> dict[str, object]:
    return {
        "year": period.year,
        "standard": period.standard,
        "basis": period.basis,
        **figures.counts,
        "poor_rate": _rate(figures, "poor"),
        "near_poor_rate": _rate(figures, "near_poor"),
        "why_no_rate": figures.why_no_rate,
        "missing_communes": figures.missing,
        "provenance": _provenance(figures),
        "built_at": figures.as_of,
        "stale_communes": stale,
    }
