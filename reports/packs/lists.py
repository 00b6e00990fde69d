"""The lists of a pack: households, requests, certificates, surveyors, reports above."""

from collections import defaultdict
from collections.abc import Iterator

from households.models import (
    Certificate,
    CommuneRound,
    DecisionRow,
    Outcome,
    RecognitionDecision,
    Review,
    ReviewComment,
    ReviewRequest,
    Submission,
    SurveyAssignment,
)
from households.papers.common import class_of, years_of
from reports.packs.subject import Entry, Subject
from reports.packs.tables import Column, table

FOLDER = "02-danh-sach"
PLACE = (Column("Xã", 20), Column("Thôn, tổ dân phố", 22))
HOUSEHOLD = (Column("Số hộ", 12), Column("Chủ hộ", 26))
Row = list[object]


def files(subject: Subject) -> Iterator[Entry]:
    """A workbook a list."""
    yield _households(subject)
    yield _recognised(subject)
    yield _requests(subject)
    yield _certificates(subject)
    yield _surveyors(subject)
    yield _submissions(subject)
    yield _comments(subject)


def _households(subject: Subject) -> Entry:
    columns = [*PLACE, *HOUSEHOLD, Column("Số khẩu", 8, "whole")]
    columns += [Column("Vì sao rà soát", 26), Column("Tình trạng phiếu", 18)]
    columns += [Column("Rà soát viên", 24), Column("Ngày rà soát", 12, "date")]
    columns.append(Column("Nộp phiếu lúc", 17, "moment"))
    for code in subject.round.standards:
        years = years_of(code)
        columns.append(Column(f"Kết quả theo chuẩn {years}", 24))
        columns.append(Column(f"Điểm B1 ({years})", 9, "whole"))
        columns.append(Column(f"Điểm B2 ({years})", 9, "whole"))
    return table(
        subject,
        f"{FOLDER}/01-ho-trong-dot-ra-soat",
        "Hộ trong đợt rà soát và kết quả",
        columns,
        (row for place in subject.places for row in _reviewed(subject, place)),
    )


def _reviewed(subject: Subject, place: CommuneRound) -> Iterator[Row]:
    """The listed households of a commune, by village and name."""
    reviews = (
        Review.objects.listed()
        .filter(round=subject.round, commune=place.commune_id)
        .select_related("household", "village", "surveyor")
        .order_by("village__sort_key", "village_id", "household__head_sort_key", "id")
    )
    results = _results(subject, place)
    for each in reviews:
        home = each.household
        row: Row = [place.commune.name, each.village.name, home.number, home.head_name]
        row += [home.size, each.get_why_display(), each.get_state_display()]
        row.append(each.surveyor.full_name if each.surveyor else "")
        row += [each.surveyed_on, each.submitted_at]
        for code in subject.round.standards:
            found = results[each.pk].get(code)
            told = [class_of(found.poverty_class), found.b1, found.b2] if found else []
            row += told or [None, None, None]
        yield row


def _results(subject: Subject, place: CommuneRound) -> dict[int, dict[str, Outcome]]:
    """By review: the results that stood then, by standard."""
    found: dict[int, dict[str, Outcome]] = defaultdict(dict)
    rows = Outcome.objects.current().filter(
        round=subject.round, commune=place.commune_id
    )
    for outcome in rows:
        found[outcome.review_id][outcome.standard] = outcome
    return found


def _recognised(subject: Subject) -> Entry:
    rows = (
        DecisionRow.objects.filter(
            decision__place__in=subject.place_ids,
            decision__state=RecognitionDecision.State.SIGNED,
        )
        .select_related("decision__commune", "household", "review__village", "outcome")
        .order_by(
            "decision__commune__sort_key", "decision__signed_at", "decision_id", "id"
        )
    )
    columns = [*PLACE, *HOUSEHOLD, Column("Số khẩu khi ký", 8, "whole")]
    columns += [Column("Danh sách", 26), Column("Diện trước đó", 22)]
    columns += [Column("Chuẩn", 12), Column("Điểm B1", 8, "whole")]
    columns += [Column("Điểm B2", 8, "whole"), Column("Quyết định", 18)]
    columns.append(Column("Ngày ký", 12, "date"))
    return table(
        subject,
        f"{FOLDER}/02-ho-duoc-cong-nhan",
        "Hộ trong các quyết định công nhận đã ký",
        columns,
        (
            [
                each.decision.commune.name,
                each.review.village.name,
                each.household.number,
                each.head_name,
                each.persons,
                each.get_list_display(),
                class_of(each.former_class) if each.former_class else "",
                years_of(each.decision.standard),
                each.outcome.b1,
                each.outcome.b2,
                each.decision.number,
                each.decision.signed_on,
            ]
            for each in rows
        ),
    )


def _requests(subject: Subject) -> Entry:
    """Requests that the round took in, and those answered without a review in it."""
    round_ = subject.round
    rows = (
        ReviewRequest.objects.filter(
            commune__in=subject.communes,
            received_on__gte=round_.opens_on,
            received_on__lte=min(round_.closes_on, subject.day),
        )
        | ReviewRequest.objects.filter(
            review__round=round_, review__commune__in=subject.communes
        )
    ).order_by("received_on", "id")
    columns = [Column("Xã", 20), *HOUSEHOLD, Column("Người đề nghị", 26)]
    columns += [Column("Loại", 34), Column("Ngày nhận", 12, "date")]
    columns += [Column("Lý do đề nghị", 40), Column("Rà soát nhanh", 14)]
    columns += [Column("Tình trạng", 20), Column("Ngày trả lời", 12, "date")]
    columns.append(Column("Trả lời", 40))
    return table(
        subject,
        f"{FOLDER}/03-giay-de-nghi",
        "Giấy đề nghị của hộ và người lao động",
        columns,
        map(_request, rows.select_related("commune", "household")),
    )


def _request(each: ReviewRequest) -> Row:
    screened = {True: "Qua", False: "Không qua", None: ""}[each.screen_passed]
    answer = each.refusal_reason or each.withdraw_reason
    if each.refusal_number:
        answer = f"{each.refusal_number}: {answer}"
    return [
        each.commune.name,
        each.household.number,
        each.household.head_name,
        each.applicant,
        each.get_kind_display(),
        each.received_on,
        each.reason,
        screened,
        each.get_state_display(),
        each.answered_on,
        answer,
    ]


def _certificates(subject: Subject) -> Entry:
    rows = (
        Certificate.objects.filter(decision__place__in=subject.place_ids)
        .select_related("commune", "household", "decision")
        .order_by("commune__sort_key", "commune_id", "year", "number")
    )
    columns = [Column("Xã", 20), Column("Số giấy", 16), *HOUSEHOLD]
    columns += [Column("Quyết định", 18), Column("Ngày cấp", 12, "date")]
    columns += [Column("Lý do cấp", 30), Column("Tình trạng", 18)]
    columns.append(Column("Hết giá trị từ", 12, "date"))
    return table(
        subject,
        f"{FOLDER}/04-giay-chung-nhan",
        "Giấy chứng nhận đã cấp",
        columns,
        (
            [
                each.commune.name,
                each.full_number,
                each.household.number,
                each.household.head_name,
                each.decision.number,
                each.issued_on,
                each.get_why_display(),
                each.get_state_display(),
                each.ended_on,
            ]
            for each in rows
        ),
    )


def _surveyors(subject: Subject) -> Entry:
    rows = (
        SurveyAssignment.objects.filter(place__in=subject.place_ids)
        .select_related("place__commune", "village", "surveyor", "ended_by")
        .order_by("place__commune__sort_key", "village__sort_key", "starts", "id")
    )
    columns = [*PLACE, Column("Rà soát viên", 26), Column("Từ ngày", 12, "date")]
    columns += [Column("Đến trước ngày", 12, "date"), Column("Văn bản", 22)]
    columns += [Column("Ngày văn bản", 12, "date"), Column("Lý do thôi", 30)]
    return table(
        subject,
        f"{FOLDER}/05-phan-cong-ra-soat-vien",
        "Phân công rà soát viên",
        columns,
        (
            [
                each.place.commune.name,
                each.village.name,
                each.surveyor.full_name,
                each.starts,
                each.ends,
                each.document,
                each.document_on,
                each.end_reason,
            ]
            for each in rows
        ),
    )


def _submissions(subject: Subject) -> Entry:
    rows = (
        Submission.objects.filter(place__in=subject.place_ids)
        .select_related("place__commune", "submitted_by", "answered_by")
        .order_by("place__commune__sort_key", "submitted_at", "id")
    )
    columns = [Column("Xã", 20), Column("Báo cáo", 22), Column("Lần", 6, "whole")]
    columns += [Column("Người nộp", 24), Column("Nộp lúc", 17, "moment")]
    columns += [Column("Tình trạng", 14), Column("Người trả lời", 24)]
    columns += [Column("Trả lời lúc", 17, "moment"), Column("Ý kiến", 44)]
    columns.append(Column("Văn bản", 22))
    return table(
        subject,
        f"{FOLDER}/06-bao-cao-cap-tren",
        "Báo cáo của xã và trả lời của cấp trên",
        columns,
        (
            [
                each.place.commune.name,
                each.get_kind_display(),
                each.turn,
                each.submitted_by.full_name,
                each.submitted_at,
                each.get_state_display(),
                each.answered_by.full_name if each.answered_by else "",
                each.answered_at,
                each.comment,
                each.document,
            ]
            for each in rows
        ),
    )


def _comments(subject: Subject) -> Entry:
    rows = (
        ReviewComment.objects.filter(
            review__round=subject.round, review__commune__in=subject.communes
        )
        .select_related("review__household", "review__commune", "written_by")
        .order_by("review__commune__sort_key", "written_at", "id")
    )
    columns = [Column("Xã", 20), *HOUSEHOLD, Column("Ý kiến", 50)]
    columns += [Column("Người ghi", 24), Column("Lúc", 17, "moment")]
    columns += [Column("Xã trả lời", 50), Column("Trả lời lúc", 17, "moment")]
    return table(
        subject,
        f"{FOLDER}/07-y-kien-ve-ho",
        "Ý kiến của cấp trên về từng hộ",
        columns,
        (
            [
                each.review.commune.name,
                each.review.household.number,
                each.review.household.head_name,
                each.text,
                each.written_by.full_name,
                each.written_at,
                each.answer,
                each.answered_at,
            ]
            for each in rows
        ),
    )
