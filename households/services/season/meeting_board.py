"""Where each village of a commune stands between survey and meeting."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from households.models import CommuneRound, ReviewRound, VillageMeeting
from households.services.season import progress
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer


@dataclass
class VillageLine:
    """A village's households by how far they are, and its meetings in order."""

    village_id: int
    name: str
    listed: int
    surveyed: int
    waiting: int
    agreed: int
    must_be_whole: bool
    meetings: list[VillageMeeting] = field(default_factory=list)

    @property
    def unfinished(self) -> int:
        """Households still to be surveyed."""
        return self.listed - self.surveyed

    @property
    def open_meeting(self) -> VillageMeeting | None:
        """The meeting whose minutes are being typed."""
        return next((m for m in self.meetings if m.closed_at is None), None)

    @property
    def may_meet(self) -> bool:
        """Whether a (further) meeting can be entered now."""
        held_up = self.must_be_whole and self.unfinished > 0
        return self.waiting > 0 and not held_up and self.open_meeting is None

    @property
    def state(self) -> tuple[str, str]:
        """What to do next, in words, and its tone."""
        if self.listed == self.agreed:
            return "Đã nhất trí", "ok"
        if self.open_meeting is not None:
            return "Đang nhập biên bản", "info"
        if self.may_meet:
            again = any(meeting.closed_at for meeting in self.meetings)
            return ("Cần họp lại" if again else "Cần họp"), "warn"
        return "Chưa rà soát xong", "neutral"


def village_lines(place: CommuneRound, officer: Officer) -> list[VillageLine]:
    """A line for each village of the officer's with households in the round."""
    mine = scope_of(officer).rows()
    done = progress.surveyed()
    rows = (
        progress.in_place(place.round_id, place.commune_id)
        .filter(mine)
        .alias(has_agreed=progress.agreed())
        .order_by("village__sort_key", "village_id")
        .values("village_id", name=F("village__name"))
        .annotate(
            listed=Count("id"),
            surveyed=Count("id", filter=done),
            waiting=Count("id", filter=done & Q(has_agreed=False)),
            agreed=Count("id", filter=done & Q(has_agreed=True)),
        )
    )
    whole = place.round.kind == ReviewRound.Kind.ANNUAL
    meetings = defaultdict(list)
    for meeting in counted(place.meetings.all()):
        meetings[meeting.village_id].append(meeting)
    return [
        VillageLine(
            must_be_whole=whole,
            meetings=meetings[row["village_id"]],
            **row,
        )
        for row in rows
    ]


def counted(meetings: QuerySet[VillageMeeting]) -> QuerySet[VillageMeeting]:
    """Meetings with `voted` and `failed`: how many households, and below one half."""
    return meetings.annotate(
        voted=Count("votes"), failed=Count("votes", filter=Q(votes__passed=False))
    )
