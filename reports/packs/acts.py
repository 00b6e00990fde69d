"""Decisions, minutes and posting evidence of a pack: papers and the scans as kept."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from households.models import (
    Complaint,
    PublicPosting,
    RecognitionDecision,
    VillageMeeting,
)
from households.papers import decisions, meetings, postings, sheets
from households.papers.common import Asked, Texts
from povertyportal.accounts.models import Officer
from povertyportal.documents.models import Attachment
from povertyportal.documents.papers import compile_paper
from povertyportal.documents.scans import SUFFIXES
from reports.packs.subject import Entry, Subject, plain
from reports.packs.tables import Column, table
from reports.packs.zipping import fixed_workbook

DECISIONS, MINUTES, POSTINGS = "03-quyet-dinh", "04-bien-ban-hop-dan", "05-niem-yet"
COMPLAINTS = "06-khieu-nai"
# The pack shows nobody's personal ids, whoever asks for it.
NOBODY = Officer(is_active=False)


def _decisions(subject: Subject) -> "QuerySet[RecognitionDecision]":
    signed = RecognitionDecision.State.SIGNED
    return (
        RecognitionDecision.objects.filter(place__in=subject.place_ids, state=signed)
        .select_related(
            "commune__parent__parent",
            "place__round__procedure",
            "supersedes__commune",
            "scan",
        )
        .order_by("commune__sort_key", "commune_id", "signed_at", "id")
    )


def _meetings(subject: Subject) -> "QuerySet[VillageMeeting]":
    return (
        VillageMeeting.objects.filter(place__in=subject.place_ids)
        .select_related(
            "village__parent__parent__parent",
            "place__commune",
            "place__round",
            "scan",
        )
        .order_by(
            "place__commune__sort_key", "place_id", "village__sort_key", "village_id",
            "turn",
        )
    )  # fmt: skip


def _closed(subject: Subject) -> "QuerySet[VillageMeeting]":
    return _meetings(subject).filter(closed_at__isnull=False)


def _postings(subject: Subject) -> "QuerySet[PublicPosting]":
    return (
        PublicPosting.objects.filter(place__in=subject.place_ids)
        .select_related("place__commune", "place__round", "scan")
        .order_by("place__commune__sort_key", "place_id", "turn")
    )


def decision_files(subject: Subject) -> Iterator[Entry]:
    """Each signed decision: as printed, its lists as a workbook, its scan."""
    for each in _decisions(subject):
        name = f"{plain(each.commune.name)}_{plain(each.number)}_{each.pk}"
        yield from _papers(
            subject, f"{DECISIONS}/{name}", "decision", each, decisions.decision,
            sheets.decided,
        )  # fmt: skip


def minutes_files(subject: Subject) -> Iterator[Entry]:
    """What meetings there were; closed minutes as printed, their votes, their scan."""
    yield _meeting_list(subject)
    for each in _closed(subject):
        commune, village = plain(each.place.commune.name), plain(each.village.name)
        name = f"{commune}_{village}_lan-{each.turn}_{each.pk}"
        yield from _papers(
            subject, f"{MINUTES}/{name}", "minutes", each, meetings.minutes,
            sheets.votes,
        )  # fmt: skip


def posting_files(subject: Subject) -> Iterator[Entry]:
    """What hung where and when; each list as posted, its photo or scan."""
    yield _posting_list(subject)
    for each in _postings(subject):
        name = f"{plain(each.place.commune.name)}_lan-{each.turn}_{each.pk}"
        yield from _papers(
            subject, f"{POSTINGS}/{name}", "posting", each, postings.posting,
            sheets.posted,
        )  # fmt: skip


def complaint_files(subject: Subject) -> Iterator[Entry]:
    """Complaints: about whom, when, what came of each.

    Neither the complainant nor the words, nor the scans that hold both: whoever may
    read a pack may not read complaints.
    """
    columns = [Column("Xã", 20), Column("Số hộ", 12), Column("Chủ hộ", 26)]
    columns += [Column("Ngày nhận", 12, "date"), Column("Nơi giải quyết", 22)]
    columns += [Column("Tình trạng", 22), Column("Ngày kết luận", 12, "date")]
    columns += [Column("Văn bản kết luận", 22), Column("Có phúc tra", 10)]
    columns.append(Column("Bản quét lưu trên cổng", 12))
    rows = (
        Complaint.objects.filter(place__in=subject.place_ids)
        .select_related("place__commune", "review__household")
        .order_by("place__commune__sort_key", "received_on", "id")
    )
    yield table(
        subject,
        f"{COMPLAINTS}/khieu-nai",
        "Khiếu nại và kết quả giải quyết",
        columns,
        (
            [
                each.place.commune.name,
                each.review.household.number,
                each.review.household.head_name,
                each.received_on,
                each.get_level_display(),
                each.get_state_display(),
                each.judged_on,
                each.document,
                "có" if each.recheck_id else "",
                _has_scan(each),
            ]
            for each in rows
        ),
    )


def count_decisions(subject: Subject) -> int:
    """How many files the decisions make at most."""
    return 3 * _decisions(subject).count()


def count_minutes(subject: Subject) -> int:
    """How many files the minutes make at most."""
    return 1 + 3 * _closed(subject).count()


def count_postings(subject: Subject) -> int:
    """How many files the postings make at most."""
    return 1 + 3 * _postings(subject).count()


def _papers(
    subject: Subject,
    path: str,
    template: str,
    found: Any,
    content: Callable[[Any, Asked], Texts],
    workbook: Callable[[Any], bytes],
) -> Iterator[Entry]:
    """A row's paper as PDF and workbook, and its scan if there is one."""
    asked = Asked(NOBODY, subject.day)
    yield Entry(f"{path}.pdf", compile_paper(template, content(found, asked)))
    yield Entry(f"{path}.xlsx", fixed_workbook(workbook(found), subject.at))
    if found.scan is not None:
        yield _scan(f"{path}_ban-quet", found.scan)


def _scan(path: str, kept: Attachment) -> Entry:
    """A scan as it is kept. Raises ValidationError when it is not there whole."""
    try:
        with kept.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise _damaged(kept) from error
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise _damaged(kept)
    return Entry(path + SUFFIXES[kept.content_type], content)


def _damaged(kept: Attachment) -> ValidationError:
    return ValidationError(
        f"Tệp đính kèm “{kept.name}” (mã {kept.pk}) bị mất hoặc khác với lúc lưu, nên "
        "gói hồ sơ không trọn vẹn. Hãy báo người quản trị khôi phục tệp rồi làm lại.",
        code="damaged",
    )


def _has_scan(found: Model) -> str:
    return "có" if getattr(found, "scan_id", None) else "không"


def _meeting_list(subject: Subject) -> Entry:
    columns = [Column("Xã", 20), Column("Thôn, tổ dân phố", 22)]
    columns += [Column("Lần họp", 8, "whole"), Column("Ngày họp", 12, "date")]
    columns += [Column("Địa điểm", 26), Column("Chủ trì", 24), Column("Thư ký", 24)]
    columns += [
        Column("Số người dự", 9, "whole"),
        Column("Số hộ biểu quyết", 9, "whole"),
    ]
    columns += [Column("Chốt biên bản lúc", 17, "moment")]
    columns.append(Column("Bản quét đã ký", 9))
    return table(
        subject,
        f"{MINUTES}/00-cac-cuoc-hop",
        "Các cuộc họp dân",
        columns,
        (
            [
                each.place.commune.name,
                each.village.name,
                each.turn,
                each.held_on,
                each.venue,
                each.chair,
                each.secretary,
                each.attended,
                each.votes.count(),
                each.closed_at,
                _has_scan(each),
            ]
            for each in _meetings(subject)
        ),
    )


def _posting_list(subject: Subject) -> Entry:
    columns = [Column("Xã", 20), Column("Lần", 6, "whole")]
    columns += [Column("Niêm yết từ", 12, "date"), Column("Đến hết ngày", 12, "date")]
    columns += [Column("Nơi niêm yết", 46), Column("Loa truyền thanh", 10)]
    columns += [
        Column("Niêm yết lại lần", 9, "whole"),
        Column("Số kết quả", 9, "whole"),
    ]
    columns += [Column("Người ghi", 24), Column("Ghi lúc", 17, "moment")]
    columns.append(Column("Ảnh, bản quét", 9))
    rows = _postings(subject).select_related(
        "place__commune", "place__round", "posted_by", "reposting_of"
    )
    return table(
        subject,
        f"{POSTINGS}/00-cac-lan-niem-yet",
        "Các lần niêm yết công khai",
        columns,
        (
            [
                each.place.commune.name,
                each.turn,
                each.posted_on,
                each.last_day,
                "; ".join(each.venues),
                "có" if each.loudspeaker else "",
                each.reposting_of.turn if each.reposting_of else None,
                each.rows.count(),
                each.posted_by.full_name,
                each.recorded_at,
                _has_scan(each),
            ]
            for each in rows
        ),
    )
