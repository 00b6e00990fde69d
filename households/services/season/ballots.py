"""The households of a meeting as lines: their results and how the meeting voted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from households.models import (
    MeetingVote,
    Outcome,
    Review,
    Standing,
    VillageMeeting,
)
from households.services.season.meetings import on_agenda


@dataclass(frozen=True)
class BallotLine:
    """A household before a meeting.

    `classes` are its results, in the order of the round's standards; `before` the
    class on the list in force on the meeting's day. `outcome_id` is the governing
    result, the one that `vote` was about unless the line `is_changed` since.
    """

    review: Review
    outcome_id: int
    classes: tuple[str | None, ...]
    before: str | None
    vote: MeetingVote | None

    @property
    def head_name(self) -> str:
        """Who headed the household when it was voted on; today's head before."""
        kept = self.vote.head_name if self.vote else ""
        return kept or self.review.household.head_name

    @property
    def is_changed(self) -> bool:
        """Whether it was voted on with another result than the one that stands."""
        return self.vote is not None and self.vote.outcome_id != self.outcome_id

    @property
    def agreed(self) -> int | None:
        """What the officer typed: nothing when everybody agreed."""
        if self.vote is None or self.is_changed:
            return None
        everybody = self.vote.agreed == self.vote.attended
        return None if everybody else self.vote.agreed


def open_lines(meeting: VillageMeeting) -> list[BallotLine]:
    """Lines of minutes that are being typed: what the meeting votes on."""
    agenda = on_agenda(meeting).select_related("household")
    reviews = list(agenda.order_by("household__head_sort_key", "id"))
    votes = {vote.review_id: vote for vote in meeting.votes.all()}
    classes = _classes(meeting, [each.pk for each in reviews])
    governing = meeting.place.round.governing_standard
    before = _before(meeting, reviews)
    return [
        BallotLine(
            review=each,
            outcome_id=classes[each.pk][governing].pk,
            classes=_in_order(meeting, classes[each.pk]),
            before=before.get(each.household_id),
            vote=votes.get(each.pk),
        )
        for each in reviews
        if governing in classes[each.pk]
    ]


def closed_lines(meeting: VillageMeeting) -> list[BallotLine]:
    """Lines of closed minutes: every vote with the result it was about.

    Results under the round's other standards are shown while they still stand.
    """
    # As they were typed: a later head of a household moves no line of the minutes.
    votes = meeting.votes.select_related("outcome", "review__household").order_by("id")
    reviews = [vote.review for vote in votes]
    classes = _classes(meeting, [each.pk for each in reviews])
    before = _before(meeting, reviews)
    lines = []
    for vote in votes:
        known = classes[vote.review_id] if vote.outcome.is_current else {}
        known = {**known, vote.outcome.standard: vote.outcome}
        lines.append(
            BallotLine(
                review=vote.review,
                outcome_id=vote.outcome_id,
                classes=_in_order(meeting, known),
                before=before.get(vote.review.household_id),
                vote=vote,
            )
        )
    return lines


def _classes(
    meeting: VillageMeeting, reviews: Collection[int]
) -> dict[int, dict[str, Outcome]]:
    found: dict[int, dict[str, Outcome]] = defaultdict(dict)
    rows = Outcome.objects.current().filter(
        review__in=reviews, standard__in=meeting.place.round.standards
    )
    for outcome in rows:
        found[outcome.review_id][outcome.standard] = outcome
    return found


def _in_order(
    meeting: VillageMeeting, known: dict[str, Outcome]
) -> tuple[str | None, ...]:
    return tuple(
        known[code].poverty_class if code in known else None
        for code in meeting.place.round.standards
    )


def _before(meeting: VillageMeeting, reviews: Collection[Review]) -> dict[int, str]:
    standings = Standing.objects.in_force(meeting.held_on).filter(
        household__in=[each.household_id for each in reviews]
    )
    return dict(standings.values_list("household_id", "poverty_class"))
