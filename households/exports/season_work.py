"""A commune's survey, meetings and postings: what their screens show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.exports.households import class_words
from households.exports.places import named, place_of
from households.exports.season_list import reviews_in
from households.models import CommuneRound, PublicPosting, SurveyAssignment
from households.models.review import ReviewQuerySet
from households.rules.standards import standard
from households.services.season import posting_board, workload
from households.services.season.meeting_board import VillageLine, village_lines
from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import Found, RowColumn, RowExport, column


@dataclass(frozen=True)
class Survey:
    """A commune's villages and who has them: `rows` by village, the `history`."""

    reviews: ReviewQuerySet
    rows: list[workload.VillageLoad]
    history: list[SurveyAssignment]


def survey_of(by: Officer, place: CommuneRound) -> Survey:
    """The survey of the commune's villages that the officer answers for."""
    reviews = reviews_in(by, place)
    villages = _villages_seen(by, place, reviews)
    seen = {village.pk for village in villages}
    history = [
        each for each in workload.assignments_of(place) if each.village_id in seen
    ]
    return Survey(reviews, workload.by_village(villages, reviews, history), history)


def _villages_seen(
    officer: Officer, place: CommuneRound, reviews: ReviewQuerySet
) -> list[Area]:
    """The commune's villages that the officer answers for, by name."""
    rows = villages_of(place) | Area.objects.filter(
        pk__in=reviews.order_by().values("village"), parent=place.commune_id
    )
    if place.commune_id not in scope_of(officer).commune_ids:
        rows = rows.filter(pk__in=scope_of(officer).village_ids)
    return list(rows.order_by("sort_key", "id"))


def villages_of(place: CommuneRound) -> QuerySet[Area]:
    """The commune's villages of today."""
    return Area.objects.villages().filter(parent=place.commune_id, ended__isnull=True)


_LOAD = (
    column("Trong danh sách", "load.total", 10, "whole"),
    column("Chưa rà soát", "load.todo", 10, "whole"),
    column("Đang làm dở", "load.draft", 10, "whole"),
    column("Phải làm lại", "load.sent_back", 10, "whole"),
    column("Đã nộp phiếu", "load.submitted", 10, "whole"),
)


class AssignmentExport(RowExport):
    """Phân công rà soát: theo thôn."""

    code = "season-assignments"
    title = "Phân công rà soát theo thôn"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Thôn", "village.name", 24),
        column("Rà soát viên", lambda row: ", ".join(map(str, row.surveyors)), 34),
        *_LOAD,
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        rows = survey_of(by, place).rows
        return Found(rows, (), named(place), {place.commune_id})


class SurveyorExport(RowExport):
    """Phân công rà soát: theo rà soát viên."""

    code = "season-surveyors"
    title = "Tiến độ theo rà soát viên"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Rà soát viên", lambda row: str(row.surveyor), 26),
        column("Thôn", lambda row: ", ".join(v.name for v in row.villages), 34),
        *_LOAD,
        column("Người này rà soát", "handed_in", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        survey = survey_of(by, place)
        rows = workload.by_surveyor(survey.rows, survey.reviews)
        return Found(rows, (), named(place), {place.commune_id})


class AssignmentHistoryExport(RowExport):
    """Các lần phân công."""

    code = "season-assignment-history"
    title = "Các lần phân công rà soát"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Thôn", "village.name", 24),
        column("Rà soát viên", lambda row: str(row.surveyor), 26),
        column("Từ ngày", "starts", 12, "date"),
        column("Đến trước ngày", "ends", 12, "date"),
        column("Lý do thôi", "end_reason", 30),
        column("Văn bản", "document", 22),
        column("Ngày văn bản", "document_on", 12, "date"),
        column("Người phân công", lambda row: str(row.assigned_by), 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        rows = survey_of(by, place).history
        return Found(rows, (), named(place), {place.commune_id})


def _minutes(line: VillageLine) -> str:
    """Its meetings, as the screen tells of them."""
    return "; ".join(
        f"Lần {each.turn}, ngày {each.held_on:%d/%m/%Y}"
        + ("" if each.closed_at else " (chưa chốt)")
        for each in line.meetings
    )


class MeetingExport(RowExport):
    """Họp dân: theo thôn."""

    code = "season-meetings"
    title = "Họp dân theo thôn"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Thôn", "name", 24),
        column("Tình trạng", lambda line: line.state[0], 20),
        column("Số hộ", "listed", 10, "whole"),
        column("Đã rà soát", "surveyed", 10, "whole"),
        column("Cần biểu quyết", "waiting", 10, "whole"),
        column("Đã nhất trí", "agreed", 10, "whole"),
        column("Biên bản", _minutes, 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        return Found(village_lines(place, by), (), named(place), {place.commune_id})


class PostingVillageExport(RowExport):
    """Niêm yết công khai: theo thôn."""

    code = "season-posting-villages"
    title = "Niêm yết công khai theo thôn"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Thôn", "name", 24),
        column("Số hộ", "listed", 10, "whole"),
        column("Đã niêm yết", "hung", 10, "whole"),
        column("Được niêm yết ngay", "ready", 12, "whole"),
        column("Chưa được nhất trí", "unready", 12, "whole"),
        column("Kết quả đã thay đổi", "changed", 12, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        rows = posting_board.posting_lines(place, by)
        return Found(rows, (), named(place), {place.commune_id})


class PostingExport(RowExport):
    """Niêm yết công khai: các lần."""

    code = "season-postings"
    title = "Các lần niêm yết công khai"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Lần", "turn", 8, "whole"),
        column("Từ ngày", "posted_on", 12, "date"),
        column("Đến hết ngày", "last_day", 12, "date"),
        column("Số hộ", "households", 10, "whole"),
        column("Nơi niêm yết", lambda each: "; ".join(each.venues), 40),
        column("Loa truyền thanh", "loudspeaker", 12),
        column("Niêm yết lại một phần lần", "reposting_of.turn", 12, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = place_of(by, object_id)
        rows = posting_board.counted(place)
        return Found(rows, (), named(place), {place.commune_id})


def posting_of(by: Officer, pk: int | None) -> PublicPosting:
    """The posting, if it is in the officer's scope. Raises Http404."""
    if pk is None:
        raise Http404
    rows = PublicPosting.objects.visible_to(by).select_related(
        "place__round__procedure", "place__commune__parent", "reposting_of", "scan"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class _Posted(Found):
    """The households of a posting: a column for each of `standards` (codes)."""

    standards: Sequence[str] = ()


class PostedExport(RowExport):
    """Một lần niêm yết: các hộ như đã niêm yết."""

    code = "season-posted"
    title = "Danh sách hộ đã niêm yết"
    act = Act.VIEW_HOUSEHOLDS
    columns = (column("Chủ hộ", "head_name", 26), column("Thôn", "village", 22))

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        posting = posting_of(by, object_id)
        place = posting.place
        return _Posted(
            posting_board.on_list(posting, by).select_related("village"),
            (),
            f"lần {posting.turn}, {named(place)}",
            {place.commune_id},
            lambda chunk: posting_board.posted_lines(posting, chunk),
            standards=place.round.standards,
        )

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """Those of the posting's standards, too."""
        codes = found.standards if isinstance(found, _Posted) else ()
        return [
            *self.columns,
            *(
                column(f"Kết quả theo {standard(code).title}", _class_at(place), 22)
                for place, code in enumerate(codes)
            ),
        ]


def _class_at(place: int) -> Callable[[posting_board.PostedLine], str]:
    return lambda line: class_words(line.classes[place])
