"""What was late in a pack's communes, by how many days, and what was told of it."""

from collections.abc import Iterator

from households.models import DelayReason, ReviewRound
from households.services.season.clock import clocks
from households.services.season.dossiers import dossiers_of
from reports.packs.subject import Entry, Subject
from reports.packs.tables import Column, table

FOLDER = "08-cham-han"


def files(subject: Subject) -> Iterator[Entry]:
    """Steps of each commune; dossiers of a regular round; every reason told."""
    yield _steps(subject)
    if subject.round.kind == ReviewRound.Kind.REGULAR:
        yield _dossiers(subject)
    yield _reasons(subject)


def count(subject: Subject) -> int:
    """How many files there are."""
    return 3 if subject.round.kind == ReviewRound.Kind.REGULAR else 2


def _steps(subject: Subject) -> Entry:
    columns = [Column("Xã", 20), Column("Bước", 24), Column("Hạn cuối", 12, "date")]
    columns += [Column("Hạn theo văn bản", 10), Column("Xong ngày", 12, "date")]
    columns += [Column("Tình trạng", 16), Column("Số ngày chậm", 9, "whole")]
    columns += [Column("Lý do chậm", 50), Column("Người ghi", 30)]
    columns.append(Column("Căn cứ", 40))
    return table(
        subject,
        f"{FOLDER}/01-cac-buoc",
        "Các bước của đợt rà soát: hạn, ngày xong, chậm",
        columns,
        _step_rows(subject),
    )


def _step_rows(subject: Subject) -> Iterator[list[object]]:
    for clock in clocks(subject.places, subject.at):
        for step in clock.steps:
            late = None
            if step.was_late and step.due_on:
                late = ((step.done_on or subject.day) - step.due_on).days
            yield [
                clock.place.commune.name,
                step.label,
                step.due_on,
                "có" if step.is_lawful else "",
                step.done_on,
                step.word,
                late,
                step.reason,
                step.told,
                step.citation,
            ]


def _dossiers(subject: Subject) -> Entry:
    columns = [Column("Xã", 20), Column("Thôn, tổ dân phố", 22), Column("Số hộ", 12)]
    columns += [Column("Chủ hộ", 26), Column("Ngày nhận", 12, "date")]
    columns += [Column("Bắt đầu tính", 12, "date"), Column("Hạn cuối", 12, "date")]
    columns += [Column("Ngày quyết định", 12, "date"), Column("Tình trạng", 16)]
    columns.append(Column("Lý do chậm", 50))
    return table(
        subject,
        f"{FOLDER}/02-ho-so",
        "Hồ sơ của từng hộ: hạn và ngày quyết định",
        columns,
        (
            [
                place.commune.name,
                each.review.village.name,
                each.review.household.number,
                each.review.household.head_name,
                each.received_on,
                each.starts_on,
                each.due.day if each.due else None,
                each.decided_on,
                each.word,
                each.reason,
            ]
            for place in subject.places
            for each in dossiers_of(place, subject.at)
        ),
    )


def _reasons(subject: Subject) -> Entry:
    rows = (
        DelayReason.objects.filter(place__in=subject.place_ids)
        .select_related("place__commune", "review__household", "told_by")
        .order_by("place__commune__sort_key", "told_at", "id")
    )
    columns = [Column("Xã", 20), Column("Bước", 24), Column("Số hộ", 12)]
    columns += [Column("Lý do chậm", 60), Column("Người ghi", 26)]
    columns.append(Column("Ghi lúc", 17, "moment"))
    return table(
        subject,
        f"{FOLDER}/03-ly-do-cham",
        "Các lý do chậm đã ghi",
        columns,
        (
            [
                each.place.commune.name,
                each.get_step_display(),
                each.review.household.number if each.review else "",
                each.reason,
                each.told_by.full_name,
                each.told_at,
            ]
            for each in rows
        ),
    )
