"""The extract of the trail: acts that concern a pack's communes, up to its instant."""

import datetime as dt
import json
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from povertyportal.accounts.models import Role
from povertyportal.administration.words import ACTS, OBJECTS
from povertyportal.areas.models import Area
from povertyportal.audit.models import AuditEntry
from reports.packs.subject import Entry, Subject
from reports.packs.tables import Column, table

PATH = "09-nhat-ky/nhat-ky"
CHUNK = 2_000


def files(subject: Subject) -> Iterator[Entry]:
    """One list: every act since the round began, oldest first."""
    columns = [Column("Lúc", 17, "moment"), Column("Cán bộ", 26)]
    columns += [Column("Tên đăng nhập", 18), Column("Vai trò lúc đó", 26)]
    columns += [Column("Việc", 34), Column("Đối tượng", 22), Column("Mã", 9, "whole")]
    columns += [Column("Nơi", 22), Column("Lý do", 40), Column("Chi tiết", 60)]
    yield table(
        subject,
        PATH,
        "Trích nhật ký: các việc liên quan đến địa bàn từ khi có đợt rà soát",
        columns,
        map(_row, _entries(subject).iterator(chunk_size=CHUNK)),
    )


def began(subject: Subject) -> dt.datetime:
    """When the round began: its first day, or when it was opened if that is earlier."""
    first = dt.datetime.combine(subject.round.opens_on, dt.time())
    return min(timezone.make_aware(first), subject.round.created_at)


def _entries(subject: Subject) -> "QuerySet[AuditEntry]":
    villages = Area.objects.filter(parent__in=subject.communes).values("pk")
    inside = AuditEntry.objects.filter(area_ids__overlap=subject.communes)
    inside |= AuditEntry.objects.filter(area__in=villages)
    rows = inside.filter(at__gte=began(subject), at__lt=subject.at)
    return rows.select_related("officer", "area").order_by("at", "id")


def _row(entry: AuditEntry) -> list[object]:
    officer, area = entry.officer, entry.area
    roles = dict(Role.choices)
    detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
    return [
        entry.at,
        officer.full_name if officer else "Hệ thống",
        officer.username if officer else "",
        roles.get(entry.role, entry.role),
        ACTS.get(entry.act, entry.act),
        OBJECTS.get(entry.object_kind, entry.object_kind),
        entry.object_id,
        area.name if area else "",
        entry.reason,
        detail if entry.detail else "",
    ]
