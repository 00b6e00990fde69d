"""What is unusual, as lists: communes, households near a line, surveyors."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.exports.households import class_words
from households.models import Outcome
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from povertyportal.ui.numbers import round_half_up
from reports.exports.figures import asked_choice, asked_place
from reports.figures import Rate
from reports.models import RadarCount, SurveyorShare
from reports.radar_forms import (
    CommuneFilter,
    NearFilter,
    PeriodFilter,
    SurveyorFilter,
)
from reports.services.radar import near, shown, surveyors
from reports.services.selection import Choice, Place

_COMMUNE_ORDERS = {
    "name": ("area__sort_key", "pk"),
    "near": ("near", "area__sort_key", "pk"),
    "flips": ("flips", "area__sort_key", "pk"),
    "surveyors": ("surveyors", "area__sort_key", "pk"),
    "score": ("score", "area__sort_key", "pk"),
}


@dataclass(frozen=True)
class Asked:
    """A page of signs: where, when, narrowed by what; `rows` of all its pages."""

    place: Place
    choice: Choice
    form: Any
    rows: "QuerySet[Any]"

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The head of an export."""
        return filters_of(self.form)


def asked_period(by: Officer, query: QueryDict) -> tuple[Place, Choice | None]:
    """Where and when. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_RADAR)
    place = asked_place(scope_of(by), query)
    return place, asked_choice(place, query)


def _checked(form: PeriodFilter) -> None:
    if not form.is_valid():
        raise Http404


def communes_asked(place: Place, choice: Choice, query: QueryDict) -> Asked:
    """The kept signs of communes. Raises Http404."""
    form = CommuneFilter(query, choice=choice, area=place.area)
    _checked(form)
    rows = shown.kept(place, choice.period).select_related("area")
    if form.cleaned_data["loc"]:
        rows = rows.filter(shown.is_fast())
    asked = query.get("sort", "name")
    order = _COMMUNE_ORDERS.get(asked.removeprefix("-"), _COMMUNE_ORDERS["name"])
    first = F(order[0])
    way = (
        first.desc(nulls_last=True)
        if asked.startswith("-")
        else first.asc(nulls_last=True)
    )
    return Asked(place, choice, form, rows.order_by(way, *order[1:]))


def near_asked(by: Officer, place: Place, choice: Choice, query: QueryDict) -> Asked:
    """Households near a line. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_HOUSEHOLDS)
    form = NearFilter(query, choice=choice, area=place.area)
    _checked(form)
    rows = near.households(
        by=by, place=place, period=choice.period, wanted=form.wanted()
    )
    return Asked(place, choice, form, rows)


def surveyors_asked(place: Place, choice: Choice, query: QueryDict) -> Asked:
    """Surveyors, the unusual first. Raises Http404."""
    form = SurveyorFilter(query, choice=choice, area=place.area)
    _checked(form)
    rows = shown.shares_of(place, choice.period)
    if form.cleaned_data["loc"]:
        rows = rows.filter(is_unusual=True)
    order = ("-is_unusual", "area__sort_key", "area_id", "surveyor_id")
    return Asked(place, choice, form, rows.order_by(*order))


def share_or_404(by: Officer, pk: int | None) -> SurveyorShare:
    """A surveyor's share in a commune of the officer's. Raises PermissionDenied."""
    require(by, Act.VIEW_RADAR)
    require(by, Act.VIEW_HOUSEHOLDS)
    inside = SurveyorShare.objects.filter(area__in=scope_of(by).commune_ids)
    return get_object_or_404(inside.select_related("area", "surveyor"), pk=pk)


def households_of(by: Officer, share: SurveyorShare) -> QuerySet[Outcome]:
    """The households that a share counts."""
    return surveyors.households(
        by=by, year=share.year, commune=share.area_id, surveyor=share.surveyor_id
    )


def fall_of(row: RadarCount) -> Decimal | None:
    """By how many per cent the poor households of a commune fell; below zero: rose."""
    if not row.before or row.now is None:
        return None
    return round_half_up(Fraction((row.before - row.now) * 100, row.before), 2)


def share_of(row: SurveyorShare) -> Decimal | None:
    """What per cent of the surveyor's households is poor or near-poor."""
    return Rate(row.listed, row.reviewed).value


def others_of(row: SurveyorShare) -> Decimal | None:
    """The same of the commune's other surveyors."""
    return Rate(row.others_listed, row.others_reviewed).value


class RadarCommuneExport(RowExport):
    """The signs of each commune."""

    code = "radar-communes"
    title = "Dấu hiệu cần xem lại theo xã"
    act = Act.VIEW_RADAR
    columns = (
        column("Xã", "area.name", 26),
        column("Hộ sát ngưỡng", "near", 12, "whole"),
        column("Hộ đổi diện vì một chỉ số", "flips", 14, "whole"),
        column("Rà soát viên khác thường", "surveyors", 14, "whole"),
        column("Hộ nghèo năm trước", "before", 12, "whole"),
        column("Hộ nghèo năm nay", "now", 12, "whole"),
        column("Giảm (%)", fall_of, 12, "share"),
        column("Độ lệch chuẩn so với các xã", "score", 14, "share"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = communes_asked(*_period_or_404(by, query), query)
        return _found(asked)


def _period_or_404(by: Officer, query: QueryDict) -> tuple[Place, Choice]:
    place, choice = asked_period(by, query)
    if choice is None:
        raise Http404
    return place, choice


def _found(asked: Asked, **more: Any) -> Found:
    place = asked.place
    return Found(asked.rows, asked.filters, place.name, place.communes, **more)


def _head(entry: Any) -> str:
    if entry.household is None:
        return "Hộ đã chuyển khỏi địa bàn"
    return entry.household.head_name or "(chưa có chủ hộ)"


_WHO = (
    column("Chủ hộ", _head, 26),
    column("Số hộ", "household.number", 12),
    column("Thôn", "village.name", 22),
    column("Xã", "commune.name", 20),
    column("Diện", lambda entry: class_words(entry.kind), 22),
    column("Điểm B1", "b1", 10, "whole"),
    column("Điểm B2", "b2", 10, "whole"),
)


class RadarNearExport(RowExport):
    """Households near a line."""

    code = "radar-near"
    title = "Hộ sát ngưỡng"
    act = Act.VIEW_RADAR
    columns = (
        *_WHO,
        column("Cách ngưỡng gần nhất (điểm)", "distance", 14, "whole"),
        column("Điều làm đổi diện", lambda entry: "; ".join(entry.flips), 90),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place, choice = _period_or_404(by, query)
        asked = near_asked(by, place, choice, query)
        standard = choice.period.standard
        return _found(asked, dress=lambda rows: near.entries(rows, standard))


class RadarSurveyorExport(RowExport):
    """Surveyors and what share of their households is listed."""

    code = "radar-surveyors"
    title = "Kết quả của rà soát viên"
    act = Act.VIEW_RADAR
    columns = (
        column("Rà soát viên", lambda row: str(row.surveyor), 26),
        column("Xã", "area.name", 22),
        column("Hộ đã rà soát", "reviewed", 12, "whole"),
        column("Hộ nghèo, cận nghèo", "listed", 12, "whole"),
        column("Tỷ lệ (%)", share_of, 10, "share"),
        column("Tỷ lệ của người khác trong xã (%)", others_of, 14, "share"),
        column("Độ lệch chuẩn", "score", 10, "share"),
        column("Khác thường", lambda row: "Có" if row.is_unusual else "", 12),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return _found(surveyors_asked(*_period_or_404(by, query), query))


class SurveyorHouseholdExport(RowExport):
    """The households of one surveyor in a commune and year."""

    code = "radar-surveyor-households"
    title = "Hộ của rà soát viên"
    act = Act.VIEW_RADAR
    columns = _WHO

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        share = share_or_404(by, object_id)
        return Found(
            households_of(by, share),
            [("Rà soát viên", str(share.surveyor)), ("Năm", str(share.year))],
            where=share.area.name,
            communes=[share.area_id],
            dress=near.plain_entries,
        )
