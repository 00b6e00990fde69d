"""The kinds of papers: of which row, by whose act, set by which template."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Model, Q, QuerySet

from households.models import (
    Certificate,
    CommuneRound,
    Household,
    PublicPosting,
    RecognitionDecision,
    Review,
    ReviewRequest,
    VillageMeeting,
)
from households.papers import (
    certificates,
    decisions,
    families,
    meetings,
    postings,
    requests,
    reviews,
    sheets,
)
from households.papers.common import Asked, Texts
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer

# Rows are of many models, each function of its own: told apart by the table below.
Rows = Callable[[Officer], "QuerySet[Any]"]
Content = Callable[[Any, Asked], Texts]
Workbook = Callable[[Any], bytes]

_UNITS = "village__parent__parent__parent"


@dataclass(frozen=True)
class Paper:
    """A kind of paper.

    `rows` are those in an officer's scope; `about` names their kind in the trail.
    `has_ids`: its form demands personal ids. `refuses` says in words why a row has
    no such paper (None if it has).
    """

    name: str
    template: str
    act: Act
    about: str
    rows: Rows
    content: Content
    workbook: Workbook | None = None
    has_ids: bool = False
    refuses: Callable[[Any], str | None] = lambda found: None


def _requests(officer: Officer) -> "QuerySet[ReviewRequest]":
    return ReviewRequest.objects.visible_to(officer).select_related(
        f"household__{_UNITS}", "household__commune", "commune", "person"
    )


def _households(officer: Officer) -> "QuerySet[Household]":
    return Household.objects.visible_to(officer).select_related(_UNITS, "commune")


def _places(officer: Officer) -> "QuerySet[CommuneRound]":
    visible = CommuneRound.objects.visible_to(officer)
    return visible.select_related("commune__parent__parent", "round")


def _meetings(officer: Officer) -> "QuerySet[VillageMeeting]":
    scope = scope_of(officer)
    inside = Q(place__commune__in=scope.commune_ids, village__isnull=False)
    return VillageMeeting.objects.filter(
        inside | Q(village__in=scope.village_ids)
    ).select_related("village", "place__commune", "place__round")


def _postings(officer: Officer) -> "QuerySet[PublicPosting]":
    return PublicPosting.objects.filter(
        place__in=CommuneRound.objects.visible_to(officer)
    ).select_related("place__commune", "place__round")


def _decisions(officer: Officer) -> "QuerySet[RecognitionDecision]":
    return RecognitionDecision.objects.filter(
        place__in=CommuneRound.objects.visible_to(officer)
    ).select_related("commune", "place__round__procedure", "supersedes__commune")


def _certificates(officer: Officer) -> "QuerySet[Certificate]":
    return Certificate.objects.filter(commune__in=scope_of(officer).commune_ids)


def _reviews(officer: Officer) -> "QuerySet[Review]":
    return Review.objects.visible_to(officer).select_related(
        "household", "round", "commune", "surveyor", _UNITS
    )


def _form(kind: str) -> Content:
    """A request form with what the register knows of a household."""
    return lambda household, asked: requests.of_household(household, kind, asked)


def _blank(kind: str) -> Content:
    """An empty request form of a commune."""
    return lambda place, asked: requests.blank(place.commune, kind)


def _not_refused(request: ReviewRequest) -> str | None:
    if request.state != ReviewRequest.State.REFUSED:
        return "Giấy đề nghị này không bị từ chối: không có văn bản từ chối."
    return None


def _cancelled(decision: RecognitionDecision) -> str | None:
    if decision.state == RecognitionDecision.State.CANCELLED:
        return "Dự thảo quyết định này đã bỏ: không in được."
    return None


def _without_home(household: Household) -> str | None:
    if household.commune_id is None:
        return "Hộ không còn cư trú trên địa bàn: không có xã nào xác nhận."
    return None


def _request_forms() -> dict[str, Paper]:
    """Mẫu 01 and 04 of a household before it asks, and empty ones of a commune."""
    kind = ReviewRequest.Kind
    made = {}
    for name in (kind.ENTER, kind.AVERAGE, kind.LEAVE):
        title = f"Giấy đề nghị ({name.label})"
        made[f"request-{name.value}"] = Paper(
            title, "request", Act.VIEW_HOUSEHOLDS, "household",
            _households, _form(name), has_ids=True,
        )  # fmt: skip
    for name in kind:
        made[f"blank-{name.value}"] = Paper(
            f"Giấy đề nghị để trống ({name.label})", "request", Act.VIEW_HOUSEHOLDS,
            "season", _places, _blank(name),
        )  # fmt: skip
    return made


_KINDS = {
    "request": Paper(
        "Giấy đề nghị", "request", Act.VIEW_HOUSEHOLDS, "request",
        _requests, requests.of_request, has_ids=True,
    ),
    **_request_forms(),
    "refusal": Paper(
        "Văn bản trả lời giấy đề nghị", "refusal", Act.VIEW_HOUSEHOLDS, "request",
        _requests, requests.refusal, refuses=_not_refused,
    ),
    "review-form": Paper(
        "Phiếu rà soát", "review", Act.REVIEW, "review",
        _reviews, reviews.review_form,
    ),
    "blank-review": Paper(
        "Phiếu rà soát để trống", "review", Act.REVIEW, "season",
        _places, reviews.blank_form,
    ),
    "family": Paper(
        "Giải thích cho gia đình", "family", Act.VIEW_HOUSEHOLDS, "review",
        _reviews, families.family,
    ),
    "minutes": Paper(
        "Biên bản họp dân", "minutes", Act.VIEW_HOUSEHOLDS, "meeting",
        _meetings, meetings.minutes, sheets.votes,
    ),
    "posting": Paper(
        "Danh sách niêm yết", "posting", Act.VIEW_HOUSEHOLDS, "posting",
        _postings, postings.posting, sheets.posted,
    ),
    "decision": Paper(
        "Quyết định công nhận", "decision", Act.EXPORT_FORMS, "decision",
        _decisions, decisions.decision, sheets.decided, refuses=_cancelled,
    ),
    "certificate": Paper(
        "Giấy chứng nhận", "certificate", Act.EXPORT_FORMS, "certificate",
        _certificates, certificates.certificate, has_ids=True,
    ),
    "confirmation": Paper(
        "Giấy xác nhận", "letter", Act.EXPORT_FORMS, "household",
        _households, certificates.confirmation, has_ids=True, refuses=_without_home,
    ),
}  # fmt: skip

KINDS: Mapping[str, Paper] = MappingProxyType(_KINDS)


def commune_of(found: Model) -> int | None:
    """The id of the commune that a row belongs to, for the trail."""
    place = getattr(found, "place", None)
    if place is not None:
        return int(place.commune_id)
    commune_id = getattr(found, "commune_id", None)
    return int(commune_id) if commune_id else None
