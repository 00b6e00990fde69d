"""The list of a commune in a round, and requests: what their screens show."""

from django.db.models import Q, QuerySet
from django.http import QueryDict

from households.exports.places import named, place_of
from households.forms.season.lists import ListFilterForm
from households.forms.season.requests import RequestFilterForm
from households.models import CommuneRound, Household, Review, ReviewRequest
from households.models.review import ReviewQuerySet
from households.services.season import lists, workload
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.exports import Found, RowExport, column, filters_of


def reviews_in(by: Officer, place: CommuneRound) -> ReviewQuerySet:
    """The officer's reviews of a commune in a round."""
    return Review.objects.visible_to(by).filter(
        round=place.round_id, commune=place.commune_id
    )


def households_on(
    mine: ReviewQuerySet, query: QueryDict
) -> tuple[ListFilterForm, ReviewQuerySet]:
    """The filters of a list, and the reviews that they leave."""
    villages = Area.objects.filter(pk__in=mine.order_by().values("village"))
    form = ListFilterForm(query, areas=villages.order_by("sort_key"))
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state")
    mine = mine.filter(corrects__isnull=True)
    rows = workload.narrowed(mine, state) if state else mine.listed()
    if chosen.get("why"):
        rows = rows.filter(why=chosen["why"])
    if chosen.get("area"):
        rows = rows.filter(village=chosen["area"])
    rows = rows.select_related("household", "village")
    return form, rows.order_by("village__sort_key", "household__head_sort_key", "id")


def waiting_requests(by: Officer, place: CommuneRound) -> QuerySet[ReviewRequest]:
    """Requests of the commune's households that have no answer, oldest first."""
    return (
        ReviewRequest.objects.visible_to(by)
        .filter(household__commune=place.commune_id, state=ReviewRequest.State.RECEIVED)
        .select_related("household__village", "person")
        .order_by("received_on", "id")
    )


def left_over(by: Officer, place: CommuneRound) -> QuerySet[Household]:
    """Households of the current lists that the round does not review."""
    return (
        lists.left_over(place)
        .filter(scope_of(by).rows())
        .select_related("village")
        .order_by("head_sort_key", "id")
    )


def requests_found(
    by: Officer, query: QueryDict
) -> tuple[RequestFilterForm, QuerySet[ReviewRequest]]:
    """Requests of the officer's area, newest first, by the filters of an address."""
    form = RequestFilterForm(query, areas=_areas(by))
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = ReviewRequest.objects.visible_to(by).select_related(
        "household__village", "household__commune", "person", "review__round"
    )
    for name in ("state", "kind"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if area := chosen.get("area"):
        rows = rows.filter(**{f"household__{area.level}": area})
    return form, rows


def _areas(officer: Officer) -> QuerySet[Area]:
    scope = scope_of(officer)
    communes = Q(pk__in=scope.commune_ids, ended__isnull=True)
    villages = Q(pk__in=scope.village_ids)
    if len(scope.commune_ids) == 1:
        villages |= Q(level=Level.VILLAGE, parent__in=scope.commune_ids)
    return Area.objects.filter(communes | villages).order_by("level", "sort_key")


class SeasonListExport(RowExport):
    """Danh sách rà soát của xã: các hộ."""

    code = "season-list"
    title = "Danh sách hộ rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "household.head_name", 26),
        column("Số hộ", "household.number", 12),
        column("Thôn", "village.name", 22),
        column("Vì sao có trong danh sách", "get_why_display", 26),
        column("Tình trạng", "get_state_display", 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        form, rows = households_on(reviews_in(by, place), query)
        return Found(rows, filters_of(form), named(place), {place.commune_id})


def _who(found: ReviewRequest) -> str:
    return found.person.name if found.person else found.household.head_name


def _screened(found: ReviewRequest) -> str:
    if found.kind != ReviewRequest.Kind.ENTER:
        return ""
    if found.screen_passed is None:
        return "Chưa làm"
    return "Tiếp tục rà soát" if found.screen_passed else "Chắc chắn không nghèo"


class WaitingRequestExport(RowExport):
    """Danh sách rà soát của xã: giấy đề nghị chờ trả lời."""

    code = "season-list-requests"
    title = "Giấy đề nghị chờ trả lời"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Hộ, người đề nghị", _who, 26),
        column("Thôn", "household.village.name", 22),
        column("Loại", "get_kind_display", 30),
        column("Ngày nhận", "received_on", 12, "date"),
        column("Rà soát nhanh", _screened, 22),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        rows = waiting_requests(by, place)
        return Found(rows, (), named(place), {place.commune_id})


def _why_left(household: Household) -> str:
    """As the screen says it; the three are annotated by lists.left_over."""
    if other := getattr(household, "other_round", None):
        return f"Đang được rà soát trong đợt “{other}”"
    if done := getattr(household, "done_round", None):
        return f"Đã rà soát định kỳ của năm trong đợt “{done}”"
    if getattr(household, "was_withdrawn", False):
        return "Đã rút khỏi đợt này"
    return "Được công nhận hoặc chuyển đến sau khi mở đợt: đưa vào được"


class LeftOverExport(RowExport):
    """Danh sách rà soát của xã: hộ còn lại."""

    code = "season-list-left"
    title = "Hộ chưa có trong danh sách rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "head_name", 26),
        column("Số hộ", "number", 12),
        column("Thôn", "village.name", 22),
        column("Vì sao chưa có trong danh sách", _why_left, 44),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        return Found(left_over(by, place), (), named(place), {place.commune_id})


class RequestExport(RowExport):
    """Giấy đề nghị."""

    code = "requests"
    title = "Danh sách giấy đề nghị"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Hộ, người đề nghị", _who, 26),
        column("Thôn", "household.village.name", 22),
        column("Xã", "household.commune.name", 20),
        column("Loại", "get_kind_display", 30),
        column("Ngày nhận", "received_on", 12, "date"),
        column("Tình trạng", "get_state_display", 20),
        column("Đợt", "review.round.name", 30),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        form, rows = requests_found(by, query)
        communes = rows.order_by().values_list("household__commune", flat=True)
        return Found(rows, filters_of(form), communes=set(communes.distinct()))
