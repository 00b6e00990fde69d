"""Benefits: who has, who should, who comes and goes, what was handed over."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone

from households.models import Outcome
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.entitlements import EntitledForm, HandoverFilterForm, MonthForm
from programs.models import Benefit, EntitlementRule, Handover
from programs.services import entitlements, right_figures
from programs.services.entitlements import WAYS, Line, Moved, dressed
from programs.services.handovers import month_asked
from programs.services.homes import Homes, homes_of
from programs.services.places import Place, asked_place
from programs.services.right_figures import CommuneRights

CLASS_WORDS = dict(Outcome.Class.choices)


@dataclass(frozen=True)
class Entitled:
    """What an address of the lists of a benefit asks for."""

    form: EntitledForm
    place: Place
    homes: Homes
    day: dt.date

    @property
    def benefit(self) -> str:
        """The code of the benefit."""
        return self.form.chosen

    def lines(self) -> list[Line]:
        """Everybody with a right or a card there on the day."""
        return entitlements.lines(self.homes, self.benefit, self.day)

    def communes(self) -> list[CommuneRights]:
        """Its communes with their kept figures."""
        return right_figures.by_commune(self.homes, self.benefit, self.day.year)


def entitled_found(by: Officer, query: QueryDict) -> Entitled:
    """The lists that an address asks for. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    require(by, Act.VIEW_HOUSEHOLDS)
    place = asked_place(scope_of(by), query)
    form = EntitledForm(query, place)
    return Entitled(form, place, homes_of(place), form.on_day())


@dataclass(frozen=True)
class OfMonth:
    """What an address of a month's list asks for."""

    form: MonthForm
    place: Place
    homes: Homes
    month: dt.date

    @property
    def benefit(self) -> str:
        """The code of the benefit."""
        return self.form.chosen

    def rows(self) -> list[Moved]:
        """Who enters and leaves."""
        return entitlements.moved(self.homes, self.benefit, self.month)


def month_found(by: Officer, query: QueryDict) -> OfMonth:
    """The month's list of an address. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    require(by, Act.VIEW_HOUSEHOLDS)
    place = asked_place(scope_of(by), query)
    month = month_asked(query.get("month", ""), timezone.localdate())
    return OfMonth(MonthForm(query, place, month), place, homes_of(place), month)


def handovers_found(
    by: Officer, query: QueryDict
) -> "tuple[HandoverFilterForm, QuerySet[Handover]]":
    """Lists handed over by the filters of an address, the newest first."""
    require(by, Act.VIEW_PROGRAMMES)
    place = asked_place(scope_of(by), query)
    form = HandoverFilterForm(query, place)
    rows = handovers_of(by).filter(place.rows())
    if form.is_valid() and form.cleaned_data["benefit"]:
        rows = rows.filter(benefit=form.cleaned_data["benefit"])
    return form, rows.order_by("-month", "-pk")


def handovers_of(by: Officer) -> "QuerySet[Handover]":
    """Lists handed over of communes that the officer answers for."""
    rows = Handover.objects.filter(scope_of(by).units())
    return rows.select_related("area", "handed_by")


def handover_of(by: Officer, pk: int | None) -> Handover:
    """One of them. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_PROGRAMMES)
    require(by, Act.VIEW_HOUSEHOLDS)
    found = handovers_of(by).filter(pk=pk or 0).first()
    if found is None:
        raise Http404
    return found


def rows_handed(handover: Handover) -> list[dict[str, Any]]:
    """The lines of a list as it was handed over, days as dates."""
    return [
        {
            "why": "",
            **row,
            "share": row["share"] and Decimal(row["share"]),
            "day": dt.date.fromisoformat(row["day"]),
            "way_name": WAYS[row["way"]],
        }
        for row in handover.content["rows"]
    ]


def rules_found() -> "QuerySet[EntitlementRule]":
    """The rules of every benefit."""
    return EntitlementRule.objects.order_by("benefit", "-starts", "pk")


def classes_of(codes: Collection[str]) -> str:
    """Classes in words."""
    return ", ".join(CLASS_WORDS.get(code, code) for code in codes)


def ages_of(rule: EntitlementRule) -> str:
    """The ages a rule asks for, in words; empty for any."""
    parts = []
    if rule.age_from is not None:
        parts.append(f"từ đủ {rule.age_from} tuổi")
    if rule.age_to is not None:
        parts.append(f"đến trước {rule.age_to} tuổi")
    return " ".join(parts)


_WHO = (
    column("Họ và tên", "person.name", 26),
    column("Ngày sinh", "person.birth_text", 12),
    column("Số định danh", "person.masked_id", 18, whole="person.personal_id"),
    column("Chủ hộ", "household.head_name", 26),
    column("Số hộ", "household.number", 12),
    column("Thôn", "household.village.name", 22),
    column("Xã", "household.commune.name", 22),
)


def _filters(form: Any, place: Place) -> Sequence[tuple[str, str]]:
    return [("Địa bàn", place.name), *filters_of(form)]


class EntitledExport(RowExport):
    """Who has a benefit, or should and does not, or has it without a right."""

    code = "entitlements"
    title = "Danh sách hưởng chế độ"
    act = Act.VIEW_PROGRAMMES
    has_ids = True
    columns = (
        *_WHO,
        column("Được hưởng từ", "starts", 14, "date"),
        column("Đến hết ngày", "last", 14, "date"),
        column("Nhà nước chi trả (%)", "share", 14, "share"),
        column("Đã có từ ngày", "card_starts", 14, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = entitled_found(by, query)
        rows = entitlements.on_list(asked.lines(), asked.form.which)
        return Found(
            rows,
            _filters(asked.form, asked.place),
            asked.place.name,
            asked.homes.communes,
            dress=dressed,
        )


class CommuneRightsExport(RowExport):
    """The communes of a place: how many should have a benefit, and do."""

    code = "entitlement-communes"
    title = "Hưởng chế độ theo xã"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Xã", "area.name", 28),
        column("Được hưởng", "should", 14, "whole"),
        column("Đã có", "both", 14, "whole"),
        column("Chưa có", "missing", 14, "whole"),
        column("Không còn được hưởng", "excess", 14, "whole"),
        column("Tổng hợp lúc", "built_at", 18, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = entitled_found(by, query)
        return Found(
            asked.communes(),
            [("Chế độ", Benefit(asked.benefit).label), ("Năm", str(asked.day.year))],
            asked.place.name,
            asked.homes.communes,
        )


def _way(row: Moved) -> str:
    return WAYS[row.way]


class MonthListExport(RowExport):
    """Who enters and leaves a benefit in a month: the list that is handed over."""

    code = "entitlement-month"
    title = "Danh sách tăng, giảm hưởng chế độ"
    act = Act.VIEW_PROGRAMMES
    has_ids = True
    columns = (
        column("Tăng, giảm", _way, 12),
        *_WHO,
        column("Từ ngày", "day", 14, "date"),
        column("Vì sao", "cause", 36),
        column("Nhà nước chi trả (%)", "share", 14, "share"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = month_found(by, query)
        return Found(
            asked.rows(),
            _filters(asked.form, asked.place),
            asked.place.name,
            asked.homes.communes,
            dress=dressed,
        )


class HandoverExport(RowExport):
    """Lists that were handed over."""

    code = "handovers"
    title = "Danh sách tăng, giảm đã chuyển"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tháng", "month", 12, "date"),
        column("Chế độ", "get_benefit_display", 28),
        column("Xã", "area.name", 26),
        column("Nơi nhận", "recipient", 32),
        column("Tăng", "enter_count", 10, "whole"),
        column("Giảm", "leave_count", 10, "whole"),
        column("Chuyển lúc", "handed_at", 18, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = handovers_found(by, query)
        communes = set(rows.order_by().values_list("area_id", flat=True))
        return Found(rows, filters_of(form), communes=communes)


class HandoverRowExport(RowExport):
    """The lines of a list as it was handed over."""

    code = "handover-rows"
    title = "Danh sách tăng, giảm như đã chuyển"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tăng, giảm", "way_name", 12),
        column("Họ và tên", "name", 26),
        column("Ngày sinh", "born", 12),
        column("Chủ hộ", "head", 26),
        column("Số hộ", "number", 12),
        column("Thôn", "village", 22),
        column("Từ ngày", "day", 14, "date"),
        column("Vì sao", "why", 36),
        column("Nhà nước chi trả (%)", "share", 14, "share"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = handover_of(by, object_id)
        where = f"{found.area.name}, tháng {found.month:%m/%Y}"
        return Found(rows_handed(found), where=where, communes=[found.area_id])


class RuleExport(RowExport):
    """The rules of benefits."""

    code = "entitlement-rules"
    title = "Quy định hưởng chế độ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chế độ", "get_benefit_display", 28),
        column("Nội dung", "name", 44),
        column("Thuộc diện", lambda rule: classes_of(rule.classes), 28),
        column("Nhà nước chi trả (%)", "share", 14, "share"),
        column("Độ tuổi", ages_of, 24),
        column("Còn hưởng sau khi ra (tháng)", "months_after_leaving", 14, "whole"),
        column("Áp dụng từ", "starts", 12, "date"),
        column("Không áp dụng từ", "ends", 12, "date"),
        column("Căn cứ", "citation", 48),
        column("Đối chiếu", "get_mark_display", 22),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(rules_found())
