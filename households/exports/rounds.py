"""Rounds and their households: what their screens show."""

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.forms.rounds import ReviewFilterForm
from households.models import Review, ReviewRound
from households.models.review import ReviewQuerySet
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.exports import Found, RowExport, column, filters_of


def visible_rounds(officer: Officer) -> QuerySet[ReviewRound]:
    """Rounds that touch a commune of the officer's scope."""
    scope = scope_of(officer)
    villages = Area.objects.filter(pk__in=scope.village_ids).values("parent_id")
    touched = Q(areas__in=scope.commune_ids) | Q(areas__in=villages)
    rounds = ReviewRound.objects.filter(touched).distinct()
    return rounds.select_related("opened_for")


def round_of(by: Officer, pk: int | None) -> ReviewRound:
    """The round, if it touches the officer's scope. Raises Http404."""
    if pk is None:
        raise Http404
    return get_object_or_404(visible_rounds(by), pk=pk)


def level_of(mine: ReviewQuerySet) -> Level:
    """Communes, or villages when all of the reviews lie in one commune."""
    few = mine.order_by().values_list("commune", flat=True).distinct()[:2]
    return Level.COMMUNE if len(few) > 1 else Level.VILLAGE


def reviews_of(
    mine: ReviewQuerySet, query: QueryDict
) -> tuple[ReviewFilterForm, ReviewQuerySet]:
    """The filters of a round's households, and the reviews that they leave."""
    areas = Area.objects.filter(pk__in=mine.order_by().values(level_of(mine).value))
    form = ReviewFilterForm(query, areas=areas)
    data = form.cleaned_data if form.is_valid() else {}
    rows = mine
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    if data.get("area"):
        rows = rows.filter(**{data["area"].level: data["area"]})
    rows = rows.select_related("household", "village", "commune", "saved_by")
    return form, rows.order_by("commune__sort_key", "household__head_sort_key", "id")


class RoundExport(RowExport):
    """Các đợt rà soát."""

    code = "rounds"
    title = "Danh sách đợt rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Đợt", "name", 36),
        column("Loại", "get_kind_display", 16),
        column("Xã mở đợt", "opened_for.name", 20),
        column("Từ ngày", "opens_on", 12, "date"),
        column("Đến ngày", "closes_on", 12, "date"),
        column("Danh sách có hiệu lực từ", "list_valid_from", 14, "date"),
        column("Trạng thái", "get_state_display", 14),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(visible_rounds(by), communes=scope_of(by).commune_ids)


class RoundReviewExport(RowExport):
    """Hộ của một đợt rà soát."""

    code = "round-reviews"
    title = "Danh sách hộ của đợt rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "household.head_name", 26),
        column("Số hộ", "household.number", 12),
        column("Thôn", "village.name", 22),
        column("Xã", "commune.name", 20),
        column("Lý do", "get_why_display", 22),
        column("Tình trạng", "get_state_display", 18),
        column("Lưu lần cuối", "saved_at", 17, "moment"),
        column("Người lưu", "saved_by.full_name", 22),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = round_of(by, object_id)
        mine = Review.objects.visible_to(by).filter(round=asked)
        form, rows = reviews_of(mine, query)
        communes = set(rows.order_by().values_list("commune", flat=True).distinct())
        return Found(rows, filters_of(form), asked.name, communes)
