"""Lists of the administration: what a screen shows and its file holds."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import (
    Committee,
    Officer,
    OfficerScope,
    Role,
    SystemToken,
)
from povertyportal.administration.forms.audit import AuditFilterForm
from povertyportal.administration.forms.officers import OfficerFilterForm
from povertyportal.administration.forms.populations import PopulationFilterForm
from povertyportal.administration.forms.tokens import TokenFilterForm
from povertyportal.administration.forms.villages import VillageFilterForm
from povertyportal.administration.forms.workdays import CalendarYearForm
from povertyportal.administration.words import act_in_words, object_in_words
from povertyportal.areas.models import Area, AreaPopulation
from povertyportal.audit.models import AuditEntry, AuditEntryQuerySet
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from povertyportal.workdays.models import SpecialDay


def scope_communes(by: Officer) -> QuerySet[Area]:
    """Today's communes of the officer's scope."""
    inside = Area.objects.filter(pk__in=scope_of(by).commune_ids)
    return inside.on(timezone.localdate()).order_by("sort_key")


def villages_found(
    by: Officer, query: QueryDict
) -> tuple[VillageFilterForm, QuerySet[Area]]:
    """Villages of the scope, by commune, by the filters of an address."""
    communes = scope_communes(by)
    form = VillageFilterForm(query, communes=communes)
    chosen = form.cleaned_data if form.is_valid() else {}
    villages = Area.objects.villages().filter(parent__in=communes)
    if chosen.get("commune"):
        villages = villages.filter(parent=chosen["commune"])
    if not chosen.get("ended"):
        villages = villages.on(timezone.localdate())
    rows = villages.select_related("parent")
    return form, rows.order_by("parent__sort_key", "sort_key")


def populations_found(
    by: Officer, query: QueryDict
) -> tuple[PopulationFilterForm, QuerySet[Area], QuerySet[Area]]:
    """The filters; communes of the scope without a number of the year; those shown.

    Those shown have `has_year` and their `numbers`, newest first.
    """
    form = PopulationFilterForm({"year": timezone.localdate().year, **query.dict()})
    year = form.chosen_year()
    until = AreaPopulation.objects.filter(counted_on__lte=dt.date(year, 12, 31))
    of_year = until.filter(area=OuterRef("pk"), counted_on__gte=dt.date(year, 1, 1))
    communes = scope_communes(by).annotate(has_year=Exists(of_year))
    missing = communes.filter(has_year=False)
    rows = missing if form.is_valid() and form.cleaned_data["missing"] else communes
    newest = until.order_by("-counted_on").select_related("entered_by")
    numbers = Prefetch("populations", newest, to_attr="numbers")
    return form, missing, rows.prefetch_related(numbers)


def workdays_found(query: QueryDict) -> tuple[CalendarYearForm, QuerySet[SpecialDay]]:
    """A year's days off and swapped days; this year's without a word."""
    form = CalendarYearForm({"year": timezone.localdate().year, **query.dict()})
    return form, SpecialDay.objects.filter(day__year=form.chosen_year())


def entries_found(
    by: Officer, query: QueryDict
) -> tuple[AuditFilterForm, AuditEntryQuerySet]:
    """The trail's entries that the officer may see, newest first."""
    form = AuditFilterForm(query)
    entries = _filtered(_visible_to(by), form)
    return form, entries.select_related("officer", "area")


def _visible_to(officer: Officer) -> AuditEntryQuerySet:
    if can(officer, Act.MANAGE_OFFICERS):
        return AuditEntry.objects.about_accounts()
    scope = scope_of(officer)
    return AuditEntry.objects.within(scope.areas, scope.commune_ids)


def _filtered(entries: AuditEntryQuerySet, form: AuditFilterForm) -> AuditEntryQuerySet:
    if not form.is_valid():
        return entries
    asked = form.cleaned_data
    if asked["officer"]:
        name = asked["officer"]
        entries = entries.filter(
            Q(officer__full_name__unaccent__icontains=name)
            | Q(officer__username__icontains=name)
        )
    for place, key in (("act", "act"), ("object_kind", "kind"), ("object_id",) * 2):
        if asked[key]:
            entries = entries.filter(**{place: asked[key]})
    if asked["since"]:
        entries = entries.filter(at__gte=_midnight(asked["since"]))
    if after := form.day_after():
        entries = entries.filter(at__lt=_midnight(after))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def officers_found(query: QueryDict) -> tuple[OfficerFilterForm, QuerySet[Officer]]:
    """Accounts with `scopes_today` and their committees, by the filters."""
    form = OfficerFilterForm(query)
    chosen = form.cleaned_data if form.is_valid() else {}
    officers = Officer.objects.order_by("username")
    if not chosen.get("inactive"):
        officers = officers.filter(is_active=True)
    if chosen.get("role"):
        officers = officers.filter(role=chosen["role"])
    if asked := chosen.get("q"):
        officers = officers.filter(
            Q(full_name__unaccent__icontains=asked) | Q(username__icontains=asked)
        )
    today = OfficerScope.objects.on(timezone.localdate()).select_related("area")
    return form, officers.prefetch_related(
        Prefetch("scopes", today, to_attr="scopes_today"), "seats__committee"
    )


def tokens_found(query: QueryDict) -> tuple[TokenFilterForm, QuerySet[SystemToken]]:
    """Keys of other systems, the newest first, by the filters."""
    form = TokenFilterForm(query)
    chosen = form.cleaned_data if form.is_valid() else {}
    tokens = SystemToken.objects.select_related("officer", "issued_by")
    if asked := chosen.get("q"):
        tokens = tokens.filter(name__unaccent__icontains=asked)
    if not chosen.get("ended"):
        tokens = tokens.filter(
            revoked_at=None, expires__gt=timezone.localdate(), officer__is_active=True
        )
    return form, tokens


def committees_found() -> QuerySet[Committee]:
    """All committees, with how many areas and, today, members."""
    today = timezone.localdate()
    seated = Q(members__starts__lte=today) & (
        Q(members__ends__isnull=True) | Q(members__ends__gt=today)
    )
    return Committee.objects.annotate(
        area_count=Count("areas", distinct=True),
        member_count=Count("members", filter=seated, distinct=True),
    ).order_by("name")


class VillageExport(RowExport):
    """Thôn, tổ dân phố."""

    code = "villages"
    title = "Danh sách thôn, tổ dân phố"
    act = Act.EDIT_AREAS
    columns = (
        column("Tên", "name", 28),
        column("Mã", "code", 14),
        column("Xã", "parent.name", 22),
        column("Từ ngày", "began", 12, "date"),
        column("Đến trước ngày", "ended", 12, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = villages_found(by, query)
        communes = set(scope_communes(by).values_list("pk", flat=True))
        return Found(rows, filters_of(form), communes=communes)


def _population_state(commune: Area) -> str:
    if getattr(commune, "has_year", False):
        return "Đã có"
    return "Chỉ có số năm trước" if getattr(commune, "number", None) else "Chưa có"


class PopulationExport(RowExport):
    """Dân số các xã."""

    code = "populations"
    title = "Số hộ, nhân khẩu của các xã"
    act = Act.EDIT_AREAS
    columns = (
        column("Xã", "name", 22),
        column("Tình trạng", _population_state, 20),
        column("Tính đến ngày", "number.counted_on", 12, "date"),
        column("Số hộ", "number.households", 10, "whole"),
        column("Nhân khẩu", "number.persons", 10, "whole"),
        column("Hộ dân tộc thiểu số", "number.minority_households", 12, "whole"),
        column("Nguồn", "number.get_provenance_display", 20),
        column("Người nhập", "number.entered_by.full_name", 22),
        column("Nhập lúc", "number.entered_at", 17, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, _, rows = populations_found(by, query)
        communes = set(rows.values_list("pk", flat=True))
        return Found(
            rows, filters_of(form), communes=communes, dress=_with_newest_number
        )


def _with_newest_number(communes: list[Area]) -> list[Area]:
    for each in communes:
        numbers = getattr(each, "numbers", [])
        setattr(each, "number", next(iter(numbers), None))  # noqa: B010  for show
    return communes


class WorkdayExport(RowExport):
    """Lịch nghỉ, làm bù."""

    code = "workdays"
    title = "Lịch nghỉ, làm bù"
    act = Act.EDIT_PROCEDURE
    columns = (
        column("Ngày", "day", 12, "date"),
        column("Thứ", lambda special: date_format(special.day, "l"), 12),
        column("Loại", "get_kind_display", 26),
        column("Tên", "name", 30),
        column("Căn cứ", "source", 40),
        column("Đã đối chiếu văn bản", "is_verified", 12),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = workdays_found(query)
        return Found(rows, filters_of(form))


_ROLES = dict(Role.choices)


class AuditExport(RowExport):
    """Nhật ký."""

    code = "audit"
    title = "Nhật ký"
    act = Act.VIEW_AUDIT
    columns = (
        column("Lúc", "at", 17, "moment"),
        column("Cán bộ", lambda entry: str(entry.officer or "Hệ thống"), 24),
        column("Vai trò lúc đó", lambda entry: _ROLES.get(entry.role, ""), 26),
        column("Việc", lambda entry: act_in_words(entry.act), 34),
        column(
            "Đối tượng",
            lambda entry: object_in_words(entry.object_kind, entry.object_id),
            22,
        ),
        column("Nơi", "area.name", 22),
        column("Lý do", "reason", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = entries_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)


def _areas(officer: Officer) -> str:
    return ", ".join(
        f"{scope.area}" + (f" (đến trước {scope.ends:%d/%m/%Y})" if scope.ends else "")
        for scope in getattr(officer, "scopes_today", [])
    )


def _committees(officer: Officer) -> str:
    return ", ".join(str(seat.committee) for seat in officer.seats.all())


def _account_state(officer: Officer) -> str:
    if not officer.is_active:
        return "Đã khóa"
    if officer.is_system:
        return "Của hệ thống"
    return "Chưa đổi mật khẩu" if officer.must_change_password else "Đang dùng"


class OfficerExport(RowExport):
    """Cán bộ."""

    code = "officers"
    title = "Danh sách cán bộ"
    act = Act.MANAGE_OFFICERS
    columns = (
        column("Họ và tên", "full_name", 26),
        column("Tên đăng nhập", "username", 22),
        column("Vai trò", "get_role_display", 28),
        column("Địa bàn hôm nay", _areas, 40),
        column("Ban chỉ đạo", _committees, 34),
        column("Tình trạng", _account_state, 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = officers_found(query)
        return Found(rows, filters_of(form))


def _token_state(token: SystemToken) -> str:
    if token.revoked_at:
        return "Đã thu hồi"
    if not token.officer.is_active:
        return "Tài khoản đã khóa"
    return "Đang dùng" if token.is_valid(timezone.localdate()) else "Hết hạn"


class TokenExport(RowExport):
    """Mã truy cập hệ thống."""

    code = "tokens"
    title = "Danh sách mã truy cập hệ thống"
    act = Act.MANAGE_OFFICERS
    columns = (
        column("Hệ thống", "name", 34),
        column("Tài khoản", "officer.full_name", 26),
        column("Vai trò", "officer.get_role_display", 28),
        column("Cấp lúc", "issued_at", 17, "moment"),
        column("Người cấp", "issued_by.full_name", 26),
        column("Dùng đến trước ngày", "expires", 14, "date"),
        column("Dùng gần nhất", "used_at", 17, "moment"),
        column("Tình trạng", _token_state, 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = tokens_found(query)
        return Found(rows, filters_of(form))


class CommitteeExport(RowExport):
    """Ban chỉ đạo."""

    code = "committees"
    title = "Danh sách ban chỉ đạo"
    act = Act.MANAGE_OFFICERS
    columns = (
        column("Tên", "name", 50),
        column("Địa bàn", "area_count", 10, "whole"),
        column("Thành viên", "member_count", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(committees_found())
