"""What a committee gave people to do, what they said of it, how it was judged."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment
from reports.models.committee import (
    CommitteeMeeting,
    Conclusion,
    Letter,
    visible_committees,
)


class CommitteeTaskQuerySet(models.QuerySet["CommitteeTask"]):
    """Reads of tasks."""

    def visible_to(self, officer: Officer) -> "CommitteeTaskQuerySet":
        """Tasks of committees that the officer knows, and those given to his areas."""
        known = Q(committee__in=visible_committees(officer))
        if can(officer, Act.REPORT_TASKS):
            known |= scope_of(officer).units("unit")
        return self.filter(known)

    def late(self, today: dt.date) -> "CommitteeTaskQuerySet":
        """Open tasks past their day that nobody says are done."""
        return self.filter(LATE, due_on__lt=today)


@with_history("CommitteeTaskHistory")
class CommitteeTask(models.Model):
    """Nhiệm vụ: what, who (a member or a unit), where, by when, from what.

    It comes from a conclusion of a meeting or from a letter. `reported_on` is the day
    on which whoever has it said that it is done; a meeting judges that.
    """

    class State(models.TextChoices):
        """Tình trạng nhiệm vụ."""

        OPEN = "open", "Đang thực hiện"
        DONE = "done", "Đã hoàn thành"
        DROPPED = "dropped", "Thôi giao"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="tasks"
    )
    text = models.CharField("nội dung", max_length=1_000)
    seat = models.ForeignKey(
        CommitteeMember,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="thành viên thực hiện",
    )
    unit = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="đơn vị thực hiện",
    )
    place = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="nơi thực hiện",
    )
    due_on = models.DateField("hạn")
    first_due_on = models.DateField("hạn ban đầu", editable=False)
    conclusion = models.ForeignKey(
        Conclusion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    given_on = models.DateField("ngày giao")
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.OPEN
    )
    reported_on = models.DateField("báo đã xong ngày", null=True, blank=True)
    ended_on = models.DateField("kết thúc ngày", null=True, blank=True)
    given_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = CommitteeTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="committee_task_given_to_one",
                condition=Q(seat__isnull=True, unit__isnull=False)
                | Q(seat__isnull=False, unit__isnull=True),
                violation_error_message="Chọn một thành viên hoặc một đơn vị.",
            ),
            models.CheckConstraint(
                name="committee_task_from_one",
                condition=Q(conclusion__isnull=True, letter__isnull=False)
                | Q(conclusion__isnull=False, letter__isnull=True),
            ),
            models.CheckConstraint(
                name="committee_task_due_after_given",
                condition=Q(given_on__lte=models.F("due_on")),
                violation_error_message="Hạn không trước ngày giao.",
            ),
            models.CheckConstraint(
                name="committee_task_ended_whole",
                condition=Q(state="open", ended_on__isnull=True)
                | ~Q(state="open") & Q(ended_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["committee", "state", "due_on"])]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """Who has it, in words."""
        return self.seat.who if self.seat else str(self.unit)

    @property
    def is_after_answer(self) -> bool:
        """Whether it falls due after the day on which its letter is to be answered."""
        answer = self.letter.due_on if self.letter is not None else None
        return answer is not None and self.due_on > answer

    @property
    def source(self) -> str:
        """What it comes from, in words."""
        if self.conclusion is not None:
            meeting = self.conclusion.meeting
            return f"Kết luận {self.conclusion.number}, họp {meeting.held_on:%d/%m/%Y}"
        return f"Công văn {self.letter}"


LATE = Q(state=CommitteeTask.State.OPEN, reported_on__isnull=True)


class TaskProgress(models.Model):
    """What who has a task said of it, with evidence; only ever added."""

    task = models.ForeignKey(
        CommitteeTask, on_delete=models.PROTECT, related_name="progress"
    )
    text = models.TextField("kết quả thực hiện", max_length=4_000)
    is_done = models.BooleanField("đã làm xong", default=False)
    document = models.CharField("số văn bản", max_length=60, blank=True)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField("báo lúc", auto_now_add=True)

    class Meta:
        verbose_name = "báo cáo nhiệm vụ"
        verbose_name_plural = "các báo cáo nhiệm vụ"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text


class TaskReview(models.Model):
    """How a later meeting judged a task; a new day where it was moved."""

    class Verdict(models.TextChoices):
        """Đánh giá."""

        DONE = "done", "Đã hoàn thành"
        NOT_DONE = "not_done", "Chưa hoàn thành, tiếp tục"
        MOVED = "moved", "Lùi hạn"
        DROPPED = "dropped", "Thôi giao"

    task = models.ForeignKey(
        CommitteeTask, on_delete=models.PROTECT, related_name="reviews"
    )
    meeting = models.ForeignKey(
        CommitteeMeeting, on_delete=models.PROTECT, related_name="reviews"
    )
    verdict = models.CharField("đánh giá", max_length=8, choices=Verdict)
    text = models.CharField("ý kiến", max_length=1_000, blank=True)
    was_due_on = models.DateField("hạn khi đánh giá")
    was_reported_on = models.DateField("báo đã xong khi đó", null=True, blank=True)
    due_on = models.DateField("hạn mới", null=True, blank=True)
    judged_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField("đánh giá lúc", auto_now=True)

    class Meta:
        verbose_name = "đánh giá nhiệm vụ"
        verbose_name_plural = "đánh giá nhiệm vụ"
        ordering = ["-meeting__held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "meeting"], name="task_judged_once_a_meeting"
            ),
            models.CheckConstraint(
                name="task_moved_to_a_day",
                condition=Q(verdict="moved", due_on__isnull=False)
                | ~Q(verdict="moved") & Q(due_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.task}"


class TaskReminder(models.Model):
    """That a task was brought up on somebody's list, before its day or after it."""

    class Kind(models.TextChoices):
        """Loại nhắc."""

        SOON = "soon", "Sắp đến hạn"
        LATE = "late", "Quá hạn"

    task = models.ForeignKey(
        CommitteeTask, on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField("loại", max_length=4, choices=Kind)
    due_on = models.DateField("hạn khi nhắc")
    reminded_at = models.DateTimeField("nhắc lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lần nhắc nhiệm vụ"
        verbose_name_plural = "các lần nhắc nhiệm vụ"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "kind", "due_on"], name="task_reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.task}"
