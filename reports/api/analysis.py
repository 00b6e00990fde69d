"""What the committee's pages show, as JSON and CSV: the same services, one place each.

Every answer has `place`, `period` and `as_of` over its rows; as CSV these are columns
of each row.
"""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.api_errors import REFUSALS
from povertyportal.accounts.api_views import Checked, IdField, OptionField
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.sheets.exports import areas_inside
from reports.api import rows
from reports.api.csv import CsvRenderer
from reports.api.figures import PeriodQuery
from reports.exports.figures import asked_choice, asked_place
from reports.exports.maps import asked_map
from reports.exports.peers import board_asked
from reports.exports.series import series_asked
from reports.services.maps import measures
from reports.services.peers import asking
from reports.services.peers.board import tell_of
from reports.services.room import Picture, picture
from reports.services.room.plain import plain
from reports.services.selection import Period, Place
from reports.services.series import Map

MEASURES = {
    "poor_rate": measures.RATE,
    "near_poor_rate": measures.NEAR_RATE,
    "both_rate": measures.BOTH,
    "poor": measures.COUNT,
    "poor_rate_change": measures.CHANGE,
    "deprived_rate": measures.DEPRIVED,
    "disbursed_rate": measures.MONEY,
}
WAYS = {"below": asking.BELOW, "alike": asking.ALIKE, "chosen": asking.CHOSEN}


class PlaceQuery(PeriodQuery):
    """An area (all that one answers for without it) and a period of it."""

    area = IdField()


class MapQuery(PlaceQuery):
    """Also what the map shows."""

    measure = OptionField(list(MEASURES))
    indicator = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=99,
        help_text="Number of the indicator, for deprived_rate.",
    )


class SeriesQuery(serializers.Serializer):
    """A place over all its years."""

    area = IdField()
    map = OptionField(Map.values)


class CompareQuery(serializers.Serializer):
    """A place, the year, and what it is put beside."""

    area = IdField()
    year = PeriodQuery().fields["year"]
    standard = PeriodQuery().fields["standard"]
    way = OptionField(list(WAYS))
    areas = serializers.RegexField(
        r"^[0-9]{1,9}(,[0-9]{1,9}){0,11}$",
        required=False,
        help_text="Ids of at most 12 areas, with commas, put beside it too.",
    )


class PlaceSerializer(serializers.Serializer):
    """What is told of; `area` is null for all that the account answers for."""

    area = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class PeriodSerializer(serializers.Serializer):
    """The period chosen; a series has none of its own."""

    year = serializers.IntegerField()
    standard = serializers.CharField()
    basis = serializers.CharField()


class HeadSerializer(serializers.Serializer):
    """What an answer says of all its rows."""

    place = PlaceSerializer()
    period = PeriodSerializer(allow_null=True)
    as_of = serializers.DateTimeField(allow_null=True)


class RowsSerializer(HeadSerializer):
    """Rows of plain values with the names of docs/api.md."""

    rows = serializers.ListField(child=serializers.DictField())


class OverviewSerializer(HeadSerializer):
    """The overview by section; as CSV a row for each value."""

    sections = serializers.DictField()


def answers(found: type[serializers.Serializer]) -> dict[Any, Any]:
    """What the OpenAPI document says: the answer as JSON and CSV, refusals as JSON."""
    json, csv = JSONRenderer.media_type, CsvRenderer.media_type
    refusals = {(status, json): told for status, told in REFUSALS.items()}
    return {(200, json): found, (200, csv): OpenApiTypes.STR, **refusals}


class AnalysisViewSet(Checked, viewsets.ViewSet):
    """Figures of a place within the account's scope, as the pages show them."""

    act = Act.VIEW_FIGURES
    renderer_classes = [JSONRenderer, CsvRenderer]
    # What it takes stands in the OpenAPI document, not in answers to OPTIONS.
    metadata_class = None

    def finalize_response(
        self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A refusal is JSON, whatever was asked for."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code >= 400 and isinstance(response, Response):
            response.accepted_renderer = JSONRenderer()
            response.accepted_media_type = JSONRenderer.media_type
        return response

    @extend_schema(parameters=[PlaceQuery], responses=answers(OverviewSerializer))
    @action(detail=False)
    def overview(self, request: Request) -> Response:
        """The committee's overview: headline, trend, groups, money, what needs care."""
        found = self._picture(request)
        told = found.as_json()
        head = _head(found.overview.place, found.overview.period, found.as_of)
        sections = rows.sections_of(told)
        if _is_file(request):
            told = {**head, "rows": rows.picture_rows(sections)}
            return self._answer(request, found.overview.place, told)
        return Response({**head, "sections": sections})

    @extend_schema(parameters=[PlaceQuery], responses=answers(RowsSerializer))
    @action(detail=False)
    def movement(self, request: Request) -> Response:
        """The year's movement by the columns of official forms 2 and 3.

        Without rows while nothing is kept of the year.
        """
        found = self._picture(request)
        as_of = found.movement.as_of if found.movement else None
        head = _head(found.overview.place, found.overview.period, as_of)
        told = {**head, "rows": rows.movement_rows(found)}
        return self._answer(request, found.overview.place, told)

    @extend_schema(parameters=[SeriesQuery], responses=answers(RowsSerializer))
    @action(detail=False)
    def series(self, request: Request) -> Response:
        """A place over the years, by the units of then or on today's map."""
        asked = self.checked(SeriesQuery, "format")
        found = series_asked(request.user, _query(asked))
        known = [point.figures.as_of for point in found.series.shown]
        as_of = min((at for at in known if at), default=None)
        head = _head(found.place, None, as_of)
        told = {**head, "rows": rows.series_rows(found.series)}
        return self._answer(request, found.place, told)

    @extend_schema(parameters=[MapQuery], responses=answers(RowsSerializer))
    @action(detail=False)
    def map(self, request: Request) -> Response:
        """The areas of the map with the value of a measure."""
        asked = self.checked(MapQuery, "format")
        query = _query(
            asked,
            xem=MEASURES.get(asked.get("measure", "")),
            chi_so=asked.get("indicator"),
        )
        place, choice, found = asked_map(request.user, query)
        if choice is None or found is None:
            raise NotFound
        _same(choice.period, asked)
        head = _head(place, choice.period, found.as_of)
        told = {**head, "rows": rows.map_rows(found)}
        return self._answer(request, place, told)

    @extend_schema(parameters=[CompareQuery], responses=answers(RowsSerializer))
    @action(detail=False)
    def compare(self, request: Request) -> Response:
        """Areas side by side; others' small numbers are hidden, and named so."""
        asked = self.checked(CompareQuery, "format")
        query = _query(asked, cach=WAYS.get(asked.get("way", "")))
        query.setlist("voi", asked.get("areas", "").split(","))
        place, found = board_asked(request.user, query)
        if found is None:
            raise NotFound
        _same(found.asked.period, asked)
        tell_of(request.user, found)
        head = _head(place, found.asked.period, found.as_of)
        told = {**head, "rows": rows.compare_rows(found)}
        return self._answer(request, place, told, found.asked.outside)

    def _answer(
        self,
        request: Request,
        place: Place,
        told: dict[str, Any],
        outside: Collection[Area] = (),
    ) -> Response:
        """The answer; one taken as a file is an export, and so in the trail."""
        if _is_file(request):
            shown: dict[str, Any] = {"asked": request.query_params.dict()}
            if outside:
                shown["outside"] = [area.name for area in outside]
            trail.record(
                by=request.user,
                act="reports.figures.taken",
                kind="figures",
                areas=areas_inside(request.user, place.communes)
                | {area.pk for area in outside},
                part=self.action,
                file=CsvRenderer.format,
                place=place.name,
                rows=len(told["rows"]),
                **shown,
            )
        return Response(told)

    def _picture(self, request: Request) -> Picture:
        """The picture asked for. Raises NotFound without figures of that period."""
        asked = self.checked(PlaceQuery, "format")
        query = _query(asked)
        place = asked_place(scope_of(request.user), query)
        choice = asked_choice(place, query)
        if choice is None:
            raise NotFound
        _same(choice.period, asked)
        day = choice.work_day(timezone.localdate())
        return picture(place, choice.period, day)


def _is_file(request: Request) -> bool:
    """Whether the answer is taken as CSV."""
    return bool(request.accepted_renderer.format == CsvRenderer.format)


def _query(asked: dict[str, Any], **more: object) -> QueryDict:
    """What was checked, as the pages' own addresses have it."""
    query = QueryDict(mutable=True)
    for name, value in (asked | more).items():
        if value is not None:
            query[name] = str(value)
    return query


def _same(period: Period, asked: dict[str, Any]) -> None:
    """Nothing else than what was asked for. Raises Http404."""
    for name in ("year", "standard", "basis"):
        if name in asked and asked[name] != getattr(period, name):
            raise Http404


def _head(place: Place, period: Period | None, as_of: object) -> dict[str, Any]:
    area = place.area.pk if place.area else None
    return {
        "place": {"area": area, "name": place.name},
        "period": plain(period),
        "as_of": plain(as_of),
    }
