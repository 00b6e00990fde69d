"""Period reports: six-month and annual, from the communes upward."""

from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from programs.models.scoping import ScopedQuerySet


@with_history("PeriodReportHistory")
class PeriodReport(models.Model):
    """Báo cáo 6 tháng, năm of a unit: figures by themselves, words by its people.

    `figures` are its tables as they were read at `as_of`: again whenever its people
    ask while it is a draft, for the last time when it is sent. `due_on` may lie before
    `ends`: a province reports before its half year is over; None where no rule sets a
    last day. A unit above gathers what
    those below sent, and may send one back with words.
    """

    class Kind(models.TextChoices):
        """Kỳ báo cáo."""

        HALF = "half", "6 tháng đầu năm"
        YEAR = "year", "Năm"

    class State(models.TextChoices):
        """Tình trạng."""

        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi"
        RETURNED = "returned", "Bị trả lại"
        ACCEPTED = "accepted", "Đã tiếp nhận"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("kỳ", max_length=4, choices=Kind)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến ngày")
    due_on = models.DateField("hạn gửi", null=True, blank=True)
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.DRAFT
    )
    results = models.TextField("kết quả nổi bật", max_length=8_000, blank=True)
    difficulties = models.TextField("khó khăn, vướng mắc", max_length=8_000, blank=True)
    causes = models.TextField("nguyên nhân", max_length=8_000, blank=True)
    proposals = models.TextField("đề xuất, kiến nghị", max_length=8_000, blank=True)
    tasks = models.TextField("nhiệm vụ kỳ tới", max_length=8_000, blank=True)
    version = models.PositiveIntegerField(default=1)
    figures = models.JSONField("số liệu", default=dict)
    as_of = models.DateTimeField("số liệu lúc", null=True, blank=True)
    sent_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    returned_reason = models.CharField("lý do trả lại", max_length=1_000, blank=True)
    answered_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    saved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField("lưu lúc", auto_now=True)

    objects = ScopedQuerySet["PeriodReport"].as_manager()

    class Meta:
        verbose_name = "báo cáo định kỳ"
        verbose_name_plural = "các báo cáo định kỳ"
        ordering = ["-year", "kind", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "kind"],
                name="period_report_once",
                violation_error_message="Đơn vị đã có báo cáo của kỳ này.",
            ),
            models.CheckConstraint(
                name="period_report_days",
                condition=Q(starts__lt=F("ends"))
                & (Q(due_on__isnull=True) | Q(starts__lt=F("due_on"))),
            ),
            models.CheckConstraint(
                name="period_report_sent_whole",
                condition=Q(state__in=["draft", "returned"])
                | Q(sent_by__isnull=False, sent_at__isnull=False, as_of__isnull=False),
            ),
            models.CheckConstraint(
                name="period_report_returned_with_words",
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                violation_error_message="Trả lại thì phải ghi lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"báo cáo {self.get_kind_display()} {self.year}"
