"""Policy loans: what their screens show."""

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.exports.support import at_place, of_named, ordered
from programs.forms.loans import LoanFilterForm
from programs.forms.places import PlaceFilterForm
from programs.forms.support import filter_form
from programs.models import PolicyLoan
from programs.services.places import asked_place, asked_year

SORTS = {
    "household": "household__head_sort_key",
    "area": "area__sort_key",
    "amount": "amount",
    "lent": "lent_on",
    "balance": "balance",
}


_STANDING = Q(cancelled_on=None)
# What is owed, as it is asked for; the cancelled ones only when asked for.
_OWED = {
    "": _STANDING,
    "yes": _STANDING & Q(balance__gt=0),
    "no": _STANDING & Q(balance=0),
    "cancelled": ~_STANDING,
}


def loans_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlaceFilterForm, QuerySet[PolicyLoan]]":
    """Loans lent in a year, by place and the other filters of an address.

    Raises Http404 for a place outside the scope.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form, data = filter_form(LoanFilterForm, query, place, year)
    rows = at_place(PolicyLoan.objects.visible_to(officer), place)
    rows = rows.filter(lent_on__year=year)
    if data.get("programme"):
        rows = rows.filter(programme=data["programme"])
    rows = rows.filter(_OWED[str(data.get("owed") or "")])
    if data.get("q"):
        rows = of_named(rows, officer, str(data["q"]))
    rows = rows.select_related("household", "area", "programme", "person")
    return form, ordered(rows, query.get("sort", ""), SORTS)


def loan_of(officer: Officer, pk: int | None) -> PolicyLoan:
    """A loan of a household in scope. Raises Http404, PermissionDenied (role)."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = PolicyLoan.objects.visible_to(officer).select_related(
        "household__village", "area", "programme", "person", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


class LoanExport(RowExport):
    """Loans of a place, lent in a year."""

    code = "loans"
    title = "Vay vốn ưu đãi"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 28),
        column("Số hộ", "household.number", 12),
        column("Xã (lúc vay)", "area.name", 22),
        column("Người đứng tên vay", "person.name", 26),
        column("Chương trình vay", "programme.name", 32),
        column("Số tiền vay (đồng)", "amount", 18, "money"),
        column("Lãi suất (%/năm)", "rate", 10, "share"),
        column("Thời hạn (tháng)", "term_months", 10, "whole"),
        column("Ngày vay", "lent_on", 12, "date"),
        column("Mục đích", "purpose", 36),
        column("Dư nợ (đồng)", "balance", 18, "money"),
        column("Dư nợ tính đến", "balance_on", 12, "date"),
        column("Diện lúc vay", "get_class_then_display", 18),
        column("Lý do ngoại lệ", "exception", 36),
        column("Hủy ngày", "cancelled_on", 12, "date"),
        column("Lý do hủy", "cancel_reason", 30),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = loans_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)
