"""The committee's papers: decisions on its members, meetings, conclusions."""

import uuid
from typing import Generic, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment

_Row = TypeVar("_Row", bound=models.Model)


def visible_committees(officer: Officer) -> "models.QuerySet[Committee]":
    """Committees that the officer knows: his own, or all whose areas he answers for.

    In the role committee those he sits on today, whoever else has the same areas.
    """
    if not can(officer, Act.VIEW_COMMITTEE):
        return Committee.objects.none()
    if officer.role == Role.COMMITTEE:
        today = timezone.localdate()
        seats = CommitteeMember.objects.on(today).filter(officer=officer)
        return Committee.objects.filter(pk__in=seats.values("committee"))
    given = Committee.areas.through.objects.filter(committee=OuterRef("pk"))
    outside = given.exclude(scope_of(officer).units())
    return Committee.objects.filter(Exists(given), ~Exists(outside))


class OfCommitteeQuerySet(models.QuerySet[_Row], Generic[_Row]):
    """Rows that name their `committee`."""

    def visible_to(self, officer: Officer) -> "OfCommitteeQuerySet[_Row]":
        """Rows of committees that the officer knows."""
        return self.filter(committee__in=visible_committees(officer))


class CommitteeDecision(models.Model):
    """Quyết định that forms a committee or renews it: which seats it opens and ends."""

    class Kind(models.TextChoices):
        """Loại quyết định."""

        FORMED = "formed", "Thành lập"
        RENEWED = "renewed", "Kiện toàn"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField("loại", max_length=8, choices=Kind)
    number = models.CharField("số, ký hiệu", max_length=60)
    issuer = models.CharField("cơ quan ban hành", max_length=160)
    decided_on = models.DateField("ngày quyết định")
    effective_on = models.DateField("có hiệu lực từ")
    opened = models.ManyToManyField(CommitteeMember, related_name="opened_by")
    ended = models.ManyToManyField(CommitteeMember, related_name="ended_by")
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfCommitteeQuerySet["CommitteeDecision"].as_manager()

    class Meta:
        verbose_name = "quyết định về ban chỉ đạo"
        verbose_name_plural = "quyết định về ban chỉ đạo"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number", "issuer"],
                name="committee_decision_once",
                violation_error_message="Quyết định này đã ghi cho ban.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class CommitteeMeeting(models.Model):
    """Cuộc họp of a committee: planned, held with its picture, closed.

    When it is opened the room is kept as it was shown (MeetingPicture), known again by
    `picture_sha256`. What a closed meeting said stays, but for the scan of the signed
    paper: triggers see to it.
    """

    class Kind(models.TextChoices):
        """Loại cuộc họp."""

        HALF = "half", "Sơ kết 6 tháng"
        ANNUAL = "annual", "Tổng kết năm"
        MONTHLY = "monthly", "Giao ban tháng"
        EXTRA = "extra", "Họp đột xuất"

    class State(models.TextChoices):
        """Tình trạng cuộc họp."""

        PLANNED = "planned", "Dự kiến"
        HELD = "held", "Đang họp, chưa kết thúc"
        CLOSED = "closed", "Đã kết thúc"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField("loại", max_length=8, choices=Kind)
    title = models.CharField("nội dung họp", max_length=200)
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.PLANNED
    )
    held_on = models.DateField("ngày họp")
    begins_at = models.TimeField("giờ bắt đầu", null=True, blank=True)
    venue = models.CharField("địa điểm", max_length=200, blank=True)
    chair = models.ForeignKey(
        CommitteeMember,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người chủ trì",
    )
    agenda = models.TextField("chương trình", max_length=4_000, blank=True)
    present = models.TextField("thành phần dự họp", max_length=4_000, blank=True)
    absent = models.TextField("vắng mặt", max_length=2_000, blank=True)
    minutes = models.TextField("diễn biến cuộc họp", max_length=20_000, blank=True)
    version = models.PositiveIntegerField(default=1)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    opened_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField("chốt số liệu lúc", null=True, blank=True)
    notice_number = models.CharField("số thông báo", max_length=60, blank=True)
    notice_on = models.DateField("ngày thông báo", null=True, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_position = models.CharField("chức vụ", max_length=120, blank=True)
    closed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfCommitteeQuerySet["CommitteeMeeting"].as_manager()

    class Meta:
        verbose_name = "cuộc họp ban chỉ đạo"
        verbose_name_plural = "các cuộc họp ban chỉ đạo"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="committee_meeting_opened_whole",
                condition=Q(state="planned", picture_sha256="", opened_at=None)
                | Q(state__in=["held", "closed"])
                & ~Q(picture_sha256="")
                & Q(opened_by__isnull=False, opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="committee_meeting_closed_whole",
                condition=~Q(state="closed")
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["committee"],
                name="committee_meets_once_at_a_time",
                condition=Q(state="held"),
                violation_error_message="Ban đang có một cuộc họp chưa kết thúc.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_taken_late(self) -> bool:
        """Whether the picture was taken on a day after the meeting's."""
        if self.opened_at is None:
            return False
        return timezone.localdate(self.opened_at) > self.held_on


class MeetingPicture(models.Model):
    """The room as it was shown when a meeting was opened: never changed, never deleted.

    `kept` holds tables, drawn charts and the plain figures; the meeting has the SHA-256
    of its canonical text. A row of its own, since lists of meetings do not read it.
    """

    meeting = models.OneToOneField(
        CommitteeMeeting, on_delete=models.PROTECT, related_name="picture"
    )
    period = models.CharField("kỳ số liệu", max_length=300)
    kept = models.JSONField("số liệu tại cuộc họp")

    class Meta:
        verbose_name = "số liệu tại cuộc họp"
        verbose_name_plural = "số liệu tại các cuộc họp"

    def __str__(self) -> str:
        return self.period


@with_history("ConclusionHistory")
class Conclusion(models.Model):
    """Kết luận of a meeting, numbered as it was said."""

    meeting = models.ForeignKey(
        CommitteeMeeting, on_delete=models.PROTECT, related_name="conclusions"
    )
    number = models.PositiveSmallIntegerField("số thứ tự")
    text = models.TextField("nội dung", max_length=4_000)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    class Meta:
        verbose_name = "kết luận cuộc họp"
        verbose_name_plural = "kết luận cuộc họp"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="conclusion_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


@with_history("LetterHistory")
class Letter(models.Model):
    """Công văn from above that gives a committee something to do."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="letters"
    )
    number = models.CharField("số, ký hiệu", max_length=60)
    issuer = models.CharField("cơ quan gửi", max_length=160)
    issued_on = models.DateField("ngày văn bản")
    received_on = models.DateField("ngày nhận")
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    subject = models.CharField("trích yếu", max_length=400)
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = OfCommitteeQuerySet["Letter"].as_manager()

    class Meta:
        verbose_name = "công văn"
        verbose_name_plural = "công văn"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number", "issuer"],
                name="committee_letter_once",
                violation_error_message="Công văn này đã ghi cho ban.",
            ),
            models.CheckConstraint(
                name="committee_letter_days",
                condition=Q(issued_on__lte=models.F("received_on")),
                violation_error_message="Ngày nhận không trước ngày văn bản.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
