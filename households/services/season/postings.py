"""Public postings: which results hang where, until when, and again after a change."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from households.models import (
    CommuneRound,
    MeetingVote,
    Outcome,
    PostedOutcome,
    PublicPosting,
    Review,
    ReviewRound,
    ReviewState,
)
from households.services.season import base, clock, progress
from households.services.season.missing import MOST_NAMED, Missing, StillMissing
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from povertyportal.ui.numbers import vietnamese


@dataclass(frozen=True)
class PostingFacts:
    """From when a list hangs, and where."""

    posted_on: dt.date
    venues: tuple[str, ...]
    loudspeaker: bool = False


def ever_posted() -> Exists:
    """The household hung on some list, perhaps with a result that changed since."""
    return Exists(PostedOutcome.objects.filter(review=OuterRef("pk")))


def ready() -> Q:
    """The residents agreed on the result that stands, and nothing is being redone."""
    return progress.surveyed() & Q(progress.agreed())


def changed_since(posting: PublicPosting) -> QuerySet[Review]:
    """Households last posted there whose result is another now, and agreed on."""
    later = PostedOutcome.objects.filter(
        review=OuterRef("pk"), posting__turn__gt=posting.turn
    )
    here = progress.in_place(posting.place.round_id, posting.place.commune_id)
    return here.filter(
        ready(), ~progress.posted(), ~Exists(later), posted__posting=posting
    ).distinct()


@transaction.atomic
def create_posting(
    *,
    by: Officer,
    place: CommuneRound,
    village_ids: Collection[int],
    key: uuid.UUID,
    facts: PostingFacts,
) -> PublicPosting:
    """Post the villages' households that have never hung; a repeated key does nothing.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, StillMissing (in an
    annual round, households that the residents have not agreed on), ValidationError
    (nothing to post, dates out of order, no day count known).
    """
    found = base.locked_place(by, place)
    made = found.postings.filter(key=key).first()
    if made is not None:
        return made
    base.require_open(found)
    if not village_ids:
        raise ValidationError("Hãy chọn ít nhất một thôn để niêm yết.", code="village")
    listed = progress.in_place(found.round_id, found.commune_id)
    new = listed.filter(~ever_posted(), village__in=village_ids)
    if found.round.kind == ReviewRound.Kind.ANNUAL:
        _check_agreed(new)
    return _hang(by, found, new.filter(ready()), key, facts)


@transaction.atomic
def repost(
    *, by: Officer, posting: PublicPosting, key: uuid.UUID, facts: PostingFacts
) -> PublicPosting:
    """Post again the households of a posting whose result has changed since.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError
    (nothing changed, dates out of order, no day count known).
    """
    found = base.locked_place(by, posting.place)
    made = found.postings.filter(key=key).first()
    if made is not None:
        return made
    base.require_open(found)
    than = f"ngày niêm yết lần {posting.turn}"
    base.not_before(facts.posted_on, "Ngày niêm yết", posting.posted_on, than)
    return _hang(by, found, changed_since(posting), key, facts, again=posting)


def _check_agreed(reviews: QuerySet[Review]) -> None:
    without = reviews.exclude(ready()).select_related("household", "village")
    rows = list(without.order_by("village__sort_key", "household__head_sort_key"))
    if rows:
        raise StillMissing(
            f"Còn {vietnamese(len(rows))} hộ chưa được họp dân nhất trí: chỉ niêm yết "
            "khi mọi hộ của các thôn đã chọn được nhất trí.",
            [Missing(each, _why_not(each)) for each in rows[:MOST_NAMED]],
            code="not_agreed",
        )


def _why_not(review: Review) -> str:
    is_done = review.state == ReviewState.SUBMITTED
    told = "chưa được họp dân nhất trí" if is_done else "chưa rà soát xong"
    return f"{review.village.name}, {told}"


def _hang(
    by: Officer,
    place: CommuneRound,
    reviews: QuerySet[Review],
    key: uuid.UUID,
    facts: PostingFacts,
    again: PublicPosting | None = None,
) -> PublicPosting:
    rows = list(reviews.select_related("household"))
    if not rows:
        raise ValidationError(
            "Không có hộ nào cần niêm yết: các hộ đã chọn đều đã niêm yết kết quả "
            "hiện nay, hoặc chưa được họp dân nhất trí.",
            code="nothing",
        )
    _check_day(rows, facts.posted_on)
    last = place.postings.aggregate(turn=Max("turn"))["turn"] or 0
    made = PublicPosting(
        place=place,
        key=key,
        turn=last + 1,
        posted_on=facts.posted_on,
        last_day=_last_day(place, facts.posted_on, again is not None),
        venues=list(facts.venues),
        loudspeaker=facts.loudspeaker,
        reposting_of=again,
        posted_by=by,
    )
    made.full_clean(exclude=["place", "reposting_of", "posted_by"])
    made.save()
    PostedOutcome.objects.bulk_create(_rows(made, rows))
    _record(by, made, "hung", households=len(rows), again=again and again.pk)
    return made


def _check_day(rows: Collection[Review], day: dt.date) -> None:
    base.not_future(day, "Ngày niêm yết")
    surveyed = max(each.surveyed_on for each in rows if each.surveyed_on)
    base.not_before(day, "Ngày niêm yết", surveyed, "ngày rà soát cuối cùng")
    met = MeetingVote.objects.filter(
        review__in=rows,
        passed=True,
        outcome__is_current=True,
        meeting__closed_at__isnull=False,
    ).aggregate(day=Max("meeting__held_on"))["day"]
    if met is not None:
        base.not_before(day, "Ngày niêm yết", met, "cuộc họp dân")


def _last_day(place: CommuneRound, day: dt.date, is_reposting: bool) -> dt.date:
    last = clock.posting_last_day(
        place.round.procedure, place.round.kind, day, is_reposting=is_reposting
    )
    if last is None:
        raise ValidationError(
            "Quy trình của đợt này chưa có số ngày niêm yết: đề nghị cấp tỉnh bổ sung "
            "vào quy trình.",
            code="procedure",
        )
    return last


def _rows(posting: PublicPosting, reviews: Collection[Review]) -> list[PostedOutcome]:
    names = {each.pk: each.household.head_name for each in reviews}
    outcomes = Outcome.objects.current().filter(review__in=names)
    return [
        PostedOutcome(
            posting=posting,
            review_id=each.review_id,
            outcome=each,
            head_name=names[each.review_id],
        )
        for each in outcomes
    ]


@transaction.atomic
def attach_evidence(
    *, by: Officer, posting: PublicPosting, upload: UploadedFile
) -> None:
    """Keep a photo or scan of the list as it hung; a later one replaces it in view.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    place = base.locked_place(by, posting.place)
    found = PublicPosting.objects.select_for_update().get(pk=posting.pk)
    found.scan = attach(by=by, area=place.commune, upload=upload)
    found.save(update_fields=["scan"])
    _record(by, found, "scanned", scan=found.scan.pk)


def _record(by: Officer, posting: PublicPosting, act: str, **detail: Any) -> None:
    base.record(
        by,
        posting.place,
        f"posting.{act}",
        kind="posting",
        object_id=posting.pk,
        **detail,
    )
