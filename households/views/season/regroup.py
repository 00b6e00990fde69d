"""Pages where a household splits in two or two become one."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms.season.regroup import MergeForm, SplitForm
from households.models import Household, Membership, Review
from households.models.household import HouseholdQuerySet
from households.services import regroup, review_follow
from households.services.register_base import EditConflict
from households.views.changes import Page, change, editable
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area
from povertyportal.ui.numbers import number_or_zero

FOUND = 20


@require_http_methods(["GET", "POST"])
def split(request: OfficerRequest, pk: int) -> HttpResponse:
    """Some members become a household of their own."""
    household = editable(request, pk)
    villages = _villages(request)
    form = SplitForm(
        request.POST or None,
        members=_members(household),
        villages=villages,
        initial={"village": household.village_id},
    )

    def save(version: int) -> str:
        data = form.cleaned_data
        made = regroup.split_household(
            by=request.user,
            household=household,
            version=version,
            members=form.chosen(),
            village=data["village"],
            on=data["on"],
            note=data["note"],
        )
        return _made_text(made)

    page = Page(
        "Tách hộ",
        "Tách hộ",
        form,
        save,
        "Đã tách hộ.",
        lead="Chọn những người tách ra và người làm chủ hộ mới.",
        template="season/regroup.html",
        context={"foreseen": _split_foreseen(household)},
    )
    return change(request, household, page)


def _villages(request: OfficerRequest) -> QuerySet[Area]:
    """Villages of today in the officer's scope."""
    scope = scope_of(request.user)
    rows = Area.objects.villages().on(timezone.localdate())
    rows = rows.filter(parent__in=scope.commune_ids).select_related("parent")
    return rows.order_by("parent__sort_key", "sort_key")


def _members(household: Household) -> list[Membership]:
    rows = household.memberships.filter(ends__isnull=True).select_related("person")
    return list(rows.order_by("position", "id"))


def _made_text(made: Household) -> str:
    text = f"Hộ mới là hộ số {made.number}, chủ hộ {made.head_name}."
    review = made.reviews.select_related("round").first()
    if review is not None:
        text += f" Hộ mới đã có phiếu trong {review.round.name}."
    return text


def _split_foreseen(household: Household) -> list[str]:
    """What splitting it will do, in sentences."""
    told = [
        "Hộ mới có số riêng và lịch sử riêng; những người tách ra rời hộ này từ ngày "
        "ghi dưới đây.",
        "Diện của hộ này giữ nguyên. Hộ mới chưa thuộc diện nào cho đến khi được rà "
        "soát và công nhận.",
    ]
    review = review_follow.following(household)
    if review is not None:
        told.append(_again_text(review, "Hộ này"))
        told.append(
            f"Hộ mới có phiếu riêng trong {review.round.name} với lý do “Tách hộ”, kèm "
            "các câu đã trả lời về những người tách ra."
        )
    return told


def _again_text(review: Review, who: str) -> str:
    if review.submitted_at and not review.is_editable:
        return (
            f"{who} đã nộp phiếu trong {review.round.name}: phiếu được mở lại để hỏi "
            "lại, kết quả cũ được giữ bên cạnh và phải họp dân lại."
        )
    return (
        f"{who} đang có phiếu trong {review.round.name}: các câu trả lời được giữ, "
        "ngày rà soát phải nhập lại."
    )


@require_http_methods(["GET", "POST"])
def merge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Everybody of the household joins another one, chosen first."""
    household = editable(request, pk)
    target = _target(request, household)
    if target is None:
        return _choose(request, household)
    form = MergeForm(
        request.POST or None,
        members=_members(household),
        initial={"target_version": target.version},
    )

    def save(version: int) -> None:
        data = form.cleaned_data
        try:
            regroup.merge_households(
                by=request.user,
                source=household,
                target=target,
                versions=(version, data["target_version"]),
                relations=form.chosen(),
                on=data["on"],
                note=data["note"],
            )
        except EditConflict as conflict:
            if conflict.household.pk != target.pk:
                raise
            form.seen_again(conflict.household.version)
            raise _target_changed(target) from conflict

    page = Page(
        "Nhập hộ vào hộ khác",
        "Nhập hộ",
        form,
        save,
        f"Đã nhập hộ {household.number} vào hộ {target.number}.",
        lead=f"Hộ nhận: {_named(target)}.",
        template="season/regroup.html",
        context={"foreseen": _merge_foreseen(household, target), "target": target},
    )
    return change(request, household, page)


def _target_changed(target: Household) -> ValidationError:
    return ValidationError(
        f"Hộ {target.number} vừa được người khác sửa: hãy xem lại hộ đó rồi bấm "
        "“Nhập hộ” lần nữa.",
        code="target_changed",
    )


def _others(request: OfficerRequest, household: Household) -> HouseholdQuerySet:
    rows = Household.objects.visible_to(request.user).active()
    return rows.exclude(pk=household.pk).select_related("village", "commune")


def _target(request: OfficerRequest, household: Household) -> Household | None:
    """The household named in the address; 404 if there is none such."""
    wanted = number_or_zero(request.GET.get("vao"))
    if not wanted:
        return None
    return get_object_or_404(_others(request, household), pk=wanted)


def _choose(request: OfficerRequest, household: Household) -> HttpResponse:
    """Search for the household that takes this one in; its neighbours without."""
    asked = request.GET.get("q", "").strip()
    rows = _others(request, household)
    if asked:
        rows = rows.matching(asked, is_wide=False)
    else:
        rows = rows.filter(village=household.village_id)
    found = rows.order_by("head_sort_key", "id")[:FOUND]
    context = {"household": household, "asked": asked, "found": found}
    return render(request, "season/merge_choose.html", context)


def _named(household: Household) -> str:
    place = household.village.name if household.village else ""
    return f"{household.head_name}, hộ số {household.number}, {place}"


def _merge_foreseen(source: Household, target: Household) -> list[str]:
    """What merging will do, in sentences."""
    told = [
        f"Mọi người của hộ {source.number} sang hộ {target.number} từ ngày ghi dưới "
        f"đây; hộ {source.number} thôi cư trú trong danh bạ.",
        f"Diện của hộ {source.number} hết từ ngày đó, giấy chứng nhận hết giá trị. "
        f"Diện của hộ {target.number} giữ nguyên.",
    ]
    left, into = review_follow.following(source), review_follow.following(target)
    if left is not None:
        told.append(f"Phiếu của hộ {source.number} rút khỏi {left.round.name}.")
    if into is not None:
        told.append(_again_text(into, f"Hộ {target.number}"))
    return told
