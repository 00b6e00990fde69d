"""Findings of an inspection, and their follow-up until they are closed."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.documents.models import Attachment
from reports.models.inspections import Inspection, InspectionPlace, InspectionVisit


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings."""

    def visible_to(self, officer: Officer) -> "FindingQuerySet":
        """Findings in communes of the officer's scope, of inspections that he sees.

        Until the minutes are closed only the team's and who plans.
        """
        rows = self.filter(
            place__commune_id__in=scope_of(officer).commune_ids,
            place__inspection__in=Inspection.objects.visible_to(officer),
        )
        if can(officer, Act.INSPECT) or can(officer, Act.PLAN_INSPECTIONS):
            return rows
        return rows.filter(place__closed_at__isnull=False)


class Finding(models.Model):
    """Phát hiện của đoàn: what is wrong, what is demanded by when, what came of it.

    The team writes it until the minutes are closed; its words stay as they are from
    then on (triggers) and the commune answers. Whoever answered does not close it.
    """

    class Kind(models.TextChoices):
        """Loại sai sót."""

        RESULT = "result", "Kết quả phân loại hộ"
        PROCEDURE = "procedure", "Trình tự, thủ tục"
        POSTING = "posting", "Họp dân, niêm yết"
        RECORDS = "records", "Hồ sơ, biểu mẫu"
        OTHER = "other", "Khác"

    class State(models.TextChoices):
        """Tình trạng khắc phục."""

        OPEN = "open", "Chưa khắc phục"
        ANSWERED = "answered", "Đã báo cáo, chờ đánh giá"
        CLOSED = "closed", "Đã khắc phục"

    place = models.ForeignKey(
        InspectionPlace, on_delete=models.PROTECT, related_name="findings"
    )
    visit = models.ForeignKey(
        InspectionVisit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="hộ",
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    text = models.TextField("nội dung phát hiện", max_length=4_000)
    demand = models.TextField("kiến nghị", max_length=4_000)
    due_on = models.DateField("hạn khắc phục")
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.OPEN
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    closed_at = models.DateTimeField("khắc phục xong lúc", null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "phát hiện"
        verbose_name_plural = "các phát hiện"
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_says_something",
                condition=~Q(text="") & ~Q(demand=""),
            ),
            models.CheckConstraint(
                name="finding_closed_at_a_time",
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"phát hiện {self.pk}"

    def is_late(self, day: dt.date) -> bool:
        """Whether it should have been put right before `day`."""
        return self.state != self.State.CLOSED and self.due_on < day


class FindingAnswer(models.Model):
    """What the commune reports on a finding, and how the inspection judged it.

    Judged once, by somebody else than who answered; sent back needs words.
    """

    class Verdict(models.TextChoices):
        """Đánh giá kết quả khắc phục."""

        ACCEPTED = "accepted", "Đã khắc phục"
        SENT_BACK = "sent_back", "Chưa đạt, khắc phục tiếp"

    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="answers"
    )
    text = models.TextField("kết quả khắc phục", max_length=4_000)
    document = models.CharField("số văn bản", max_length=120, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("báo cáo lúc", auto_now_add=True)
    verdict = models.CharField(
        "đánh giá", max_length=10, choices=Verdict, blank=True, default=""
    )
    comment = models.TextField("ý kiến đánh giá", max_length=4_000, blank=True)
    judged_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField("đánh giá lúc", null=True, blank=True)

    class Meta:
        verbose_name = "báo cáo khắc phục"
        verbose_name_plural = "các báo cáo khắc phục"
        ordering = ["finding", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(verdict=""),
                name="answer_one_waiting_a_finding",
                violation_error_message="Báo cáo trước đang chờ đánh giá.",
            ),
            models.CheckConstraint(
                name="answer_judged_by_another",
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("answered_by")),
                violation_error_message="Người báo cáo không tự đánh giá.",
            ),
            models.CheckConstraint(
                name="answer_judged_whole",
                condition=Q(verdict="", judged_by__isnull=True)
                | ~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_sent_back_with_words",
                condition=~Q(verdict="sent_back") | ~Q(comment=""),
                violation_error_message="Chưa đạt thì phải ghi ý kiến.",
            ),
        ]

    def __str__(self) -> str:
        return f"báo cáo khắc phục {self.pk}"
