"""The procedure of the review as data: versions, steps, day counts."""

from django.db import models
from django.db.models import F, Q


class Step(models.TextChoices):
    """Bước của quy trình rà soát, in their order."""

    LIST = "list", "Lập danh sách"
    SURVEY = "survey", "Rà soát, phân loại"
    MEETING = "meeting", "Họp dân"
    POSTING = "posting", "Niêm yết công khai"
    RECHECK = "recheck", "Phúc tra khiếu nại"
    PRELIMINARY = "preliminary", "Báo cáo sơ bộ"
    OPINION = "opinion", "Xin ý kiến"
    RECOGNITION = "recognition", "Công nhận"
    OFFICIAL = "official", "Báo cáo chính thức"
    MONTHLY = "monthly", "Báo cáo hằng tháng"


class Procedure(models.Model):
    """A version of the procedure, for rounds that open in its time (half-open).

    `opinion_by` says who is asked for an opinion before recognition; empty when
    nobody is. `opinion_required` is false where no text was found: the step may then
    be left out.
    """

    code = models.CharField("mã", max_length=20, unique=True)
    title = models.CharField("tên", max_length=200)
    instrument = models.CharField("văn bản", max_length=200)
    starts = models.DateField("áp dụng từ", null=True, blank=True)
    ends = models.DateField("áp dụng đến trước", null=True, blank=True)
    opinion_by = models.CharField("xin ý kiến của", max_length=120, blank=True)
    opinion_required = models.BooleanField("bắt buộc xin ý kiến", default=False)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    note = models.CharField("ghi chú", max_length=400, blank=True)

    class Meta:
        verbose_name = "quy trình rà soát"
        verbose_name_plural = "quy trình rà soát"
        ordering = [F("starts").asc(nulls_first=True)]

    def __str__(self) -> str:
        return self.title


class ProcedureRule(models.Model):
    """A day count or a date of a procedure, with where it was read.

    `days` of `day_kind` after the step's anchor; or the fixed day `day`/`month` of
    the round's year (`day` alone: of each month). `before` means that the day itself
    is too late ("trước ngày 15/11").
    """

    class DayKind(models.TextChoices):
        """Cách tính ngày."""

        WORKING = "working", "Ngày làm việc"
        CALENDAR = "calendar", "Ngày theo lịch"

    class Applies(models.TextChoices):
        """Loại đợt."""

        ANNUAL = "annual", "Định kỳ"
        REGULAR = "regular", "Thường xuyên"
        BOTH = "both", "Cả hai"

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, related_name="rules"
    )
    applies = models.CharField("đợt", max_length=8, choices=Applies)
    step = models.CharField("bước", max_length=12, choices=Step)
    name = models.CharField(
        "việc", max_length=40, help_text="Ví dụ: posting, recheck, reposting"
    )
    days = models.PositiveSmallIntegerField("số ngày", null=True, blank=True)
    day_kind = models.CharField(
        "cách tính", max_length=8, choices=DayKind, default=DayKind.WORKING
    )
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True)
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    before = models.BooleanField("trước ngày đó", default=False)
    citation = models.CharField("căn cứ", max_length=300)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        ordering = ["procedure", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "applies", "name"], name="procedure_rule_once"
            ),
            models.CheckConstraint(
                name="procedure_rule_counts_or_dates",
                condition=Q(days__isnull=False, day__isnull=True, month__isnull=True)
                | Q(days__isnull=True, day__isnull=False),
                violation_error_message="Hãy ghi số ngày, hoặc ghi ngày cố định.",
            ),
            models.CheckConstraint(
                name="procedure_rule_real_day",
                condition=Q(day__isnull=True) | Q(day__gte=1, day__lte=31),
            ),
            models.CheckConstraint(
                name="procedure_rule_real_month",
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.name}"

    @property
    def what(self) -> str:
        """The step that the term is about, told apart where it has two."""
        suffix = {"reposting": " lại sau phúc tra", "regular_start": ": ngày bắt đầu"}
        return f"{self.get_step_display()}{suffix.get(self.name, '')}"

    @property
    def in_words(self) -> str:
        """The term in words: "3 ngày làm việc", "trước ngày 15/11"."""
        if self.days is not None:
            kind = "làm việc" if self.day_kind == self.DayKind.WORKING else "theo lịch"
            return f"{self.days} ngày {kind}"
        day = f"ngày {self.day:02}"
        day += f"/{self.month:02}" if self.month else " hằng tháng"
        return f"trước {day}" if self.before else day
