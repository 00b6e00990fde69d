"""What hangs where: villages before their posting, postings, the posted lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from households.models import CommuneRound, PostedOutcome, PublicPosting, Review
from households.services.season import progress
from households.services.season.postings import ever_posted, ready
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer


@dataclass(frozen=True)
class PostingLine:
    """A village's households: hanging as they stand, ready to hang, changed since.

    `new` have never hung; of these `ready` may hang now. `changed` hung with another
    result than the one that stands.
    """

    village_id: int
    name: str
    listed: int
    hung: int
    new: int
    ready: int
    changed: int

    @property
    def unready(self) -> int:
        """Households that have never hung and may not yet."""
        return self.new - self.ready


@dataclass(frozen=True)
class PostedLine:
    """A household on a posted list: nothing but what hung there."""

    review_id: int
    head_name: str
    village: str
    classes: tuple[str | None, ...]


def posting_lines(place: CommuneRound, officer: Officer) -> list[PostingLine]:
    """A line for each village of the officer's with households in the round."""
    rows = (
        progress.in_place(place.round_id, place.commune_id)
        .filter(scope_of(officer).rows())
        .alias(is_hung=progress.posted(), was_hung=ever_posted())
        .order_by("village__sort_key", "village_id")
        .values("village_id", name=F("village__name"))
        .annotate(
            listed=Count("id"),
            hung=Count("id", filter=Q(is_hung=True)),
            new=Count("id", filter=Q(was_hung=False)),
            ready=Count("id", filter=Q(was_hung=False) & ready()),
            changed=Count("id", filter=Q(was_hung=True, is_hung=False)),
        )
    )
    return [PostingLine(**row) for row in rows]


def counted(place: CommuneRound) -> QuerySet[PublicPosting]:
    """Postings, newest first, with `households`: how many hung on each."""
    return (
        place.postings.select_related("reposting_of", "scan", "posted_by")
        .annotate(households=Count("rows__review", distinct=True))
        .order_by("-turn")
    )


def changed_by_posting(place: CommuneRound) -> dict[int, int]:
    """Posting id -> households to post again, each under its last posting."""
    last = (
        PostedOutcome.objects.filter(review=OuterRef("pk"))
        .order_by("-posting__turn")
        .values("posting")[:1]
    )
    rows = (
        progress.in_place(place.round_id, place.commune_id)
        .filter(ready(), ever_posted(), ~progress.posted())
        .annotate(last=Subquery(last))
        .values_list("last")
        .annotate(Count("id"))
        .order_by()
    )
    return dict(rows)


def on_list(posting: PublicPosting, officer: Officer) -> QuerySet[Review]:
    """Reviews that hung there, of the officer's villages, by village and given name."""
    return (
        Review.objects.filter(scope_of(officer).rows(), posted__posting=posting)
        .distinct()
        .order_by("village__sort_key", "household__head_sort_key", "id")
    )


def posted_lines(posting: PublicPosting, reviews: Iterable[Review]) -> list[PostedLine]:
    """The list as it hung, in the order of `reviews` (their villages loaded)."""
    reviews = list(reviews)
    rows = posting.rows.filter(review__in=reviews).select_related("outcome")
    names: dict[int, str] = {}
    classes: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        names[row.review_id] = row.head_name
        classes[row.review_id][row.outcome.standard] = row.outcome.poverty_class
    standards = posting.place.round.standards
    return [
        PostedLine(
            review_id=each.pk,
            head_name=names[each.pk],
            village=each.village.name,
            classes=tuple(classes[each.pk].get(code) for code in standards),
        )
        for each in reviews
    ]
