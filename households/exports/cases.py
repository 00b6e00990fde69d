"""Households one by one, in a regular round and at a meeting: what screens show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.exports.households import class_words
from households.exports.places import named, place_of
from households.exports.season_list import reviews_in
from households.models import CommuneRound, ReviewRound, VillageMeeting
from households.rules.standards import standard
from households.services.season.ballots import BallotLine, closed_lines, open_lines
from households.services.season.dossiers import Dossier, dossiers_of
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowColumn, RowExport, column


def dossiers_seen(by: Officer, place: CommuneRound) -> list[Dossier]:
    """The dossiers of a regular round's commune that the officer answers for."""
    seen = set(reviews_in(by, place).values_list("pk", flat=True))
    return [each for each in dossiers_of(place) if each.review.pk in seen]


def lines_of(meeting: VillageMeeting) -> list[BallotLine]:
    """The votes of a meeting, or what it is to vote on while minutes are typed."""
    is_closed = meeting.closed_at is not None
    return closed_lines(meeting) if is_closed else open_lines(meeting)


class DossierExport(RowExport):
    """Hồ sơ của từng hộ trong đợt thường xuyên."""

    code = "season-dossiers"
    title = "Hồ sơ rà soát thường xuyên"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "review.household.head_name", 26),
        column("Số hộ", "review.household.number", 12),
        column("Thôn", "review.village.name", 22),
        column("Nhận đề nghị", "received_on", 12, "date"),
        column("Bắt đầu", "starts_on", 12, "date"),
        column("Hạn quyết định", "due.day", 12, "date"),
        column("Tình trạng", "word", 18),
        column("Ngày quyết định", "decided_on", 12, "date"),
        column("Lý do chậm", "reason", 34),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        if place.round.kind != ReviewRound.Kind.REGULAR:
            raise Http404
        rows = dossiers_seen(by, place)
        return Found(rows, (), named(place), {place.commune_id})


@dataclass(frozen=True)
class _Votes(Found):
    """A meeting's votes: a column for each of `standards` (codes)."""

    standards: Sequence[str] = ()


def _counts(line: BallotLine) -> bool:
    return line.vote is not None and not line.is_changed


def _passed(line: BallotLine) -> str:
    if line.vote is None or not _counts(line):
        return "Chưa biểu quyết"
    return "Đạt" if line.vote.passed else "Dưới 50%"


def _of_vote(name: str) -> Callable[[BallotLine], object]:
    return lambda line: getattr(line.vote, name) if _counts(line) else None


def _class_at(place: int) -> Callable[[BallotLine], str]:
    return lambda line: class_words(line.classes[place])


class VoteExport(RowExport):
    """Biểu quyết của một cuộc họp dân."""

    code = "meeting-votes"
    title = "Biểu quyết tại họp dân"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "review.household.head_name", 26),
        column("Số hộ", "review.household.number", 12),
        column("Đang là", lambda line: class_words(line.before), 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        if object_id is None:
            raise Http404
        seen = VillageMeeting.objects.visible_to(by).select_related(
            "place__round", "place__commune", "village"
        )
        meeting = get_object_or_404(seen, pk=object_id)
        place = meeting.place
        where = f"{meeting.village.name}, {meeting.held_on:%d/%m/%Y}, {named(place)}"
        return _Votes(
            lines_of(meeting),
            (),
            where,
            {place.commune_id},
            standards=place.round.standards,
        )

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """Those of the round's standards between what was and how it was voted."""
        codes = found.standards if isinstance(found, _Votes) else ()
        return [
            *self.columns,
            *(
                column(f"Kết quả theo {standard(code).title}", _class_at(place), 22)
                for place, code in enumerate(codes)
            ),
            column("Nhất trí", _of_vote("agreed"), 10, "whole"),
            column("Dự họp", _of_vote("attended"), 10, "whole"),
            column("Thông qua", _passed, 16),
            column("Ý kiến", _of_vote("note"), 34),
        ]
