"""Programmes and their components, who leads them, and the year's indicators."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from povertyportal.documents.models import LegalDocument
from programs.models.scoping import ScopedQuerySet


class Mark(models.TextChoices):
    """How far a name or number of law was checked."""

    FOUND = "found", "đã đối chiếu văn bản"
    RECALLED = "recalled", "chưa đối chiếu văn bản"


@with_history("ProgrammeHistory")
class Programme(models.Model):
    """Chương trình of a period: data, since the law changes it every five years."""

    code = models.SlugField("mã", max_length=30, unique=True)
    name = models.CharField("tên chương trình", max_length=300)
    starts_year = models.PositiveSmallIntegerField("từ năm")
    ends_year = models.PositiveSmallIntegerField("đến năm")
    document = models.ForeignKey(
        LegalDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name="văn bản phê duyệt",
    )
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )
    note = models.CharField("ghi chú", max_length=400, blank=True)

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        ordering = ["-starts_year", "name"]
        constraints = [
            models.CheckConstraint(
                name="programme_years_in_order",
                condition=Q(starts_year__lte=F("ends_year")),
                violation_error_message="Năm kết thúc không được trước năm bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def runs_in(self, year: int) -> bool:
        """Whether the year lies in the programme's period."""
        return self.starts_year <= year <= self.ends_year


@with_history("ComponentHistory")
class Component(models.Model):
    """Dự án, tiểu dự án, nội dung: a tree under a programme.

    `topics` are codes of deprivation indicators (households.rules.standards) that it
    serves: what is suggested where a household is deprived in one.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="components"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="thuộc dự án",
    )
    code = models.CharField("mã", max_length=30)
    name = models.CharField("tên", max_length=300)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    topics = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        verbose_name="chỉ số thiếu hụt được hỗ trợ",
    )
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )

    class Meta:
        verbose_name = "dự án thành phần"
        verbose_name_plural = "dự án thành phần"
        ordering = ["programme", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="component_code_once",
                violation_error_message="Mã này đã có trong chương trình.",
            ),
            models.CheckConstraint(
                name="component_not_under_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


@with_history("ComponentLeadHistory")
class ComponentLead(models.Model):
    """Cơ quan chủ trì of a component: in the whole country (no area) or an area."""

    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, related_name="leads"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agency = models.CharField("cơ quan chủ trì", max_length=200)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )

    class Meta:
        verbose_name = "cơ quan chủ trì"
        verbose_name_plural = "cơ quan chủ trì"
        ordering = ["component", "area", "-starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "area"],
                condition=Q(ends__isnull=True),
                nulls_distinct=False,
                name="lead_one_at_a_time",
                violation_error_message="Nơi này đang có cơ quan chủ trì khác.",
            ),
            models.CheckConstraint(
                name="lead_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
            ),
        ]

    def __str__(self) -> str:
        return self.agency


@with_history("PlanIndicatorHistory")
class PlanIndicator(models.Model):
    """Chỉ tiêu of the annual plan of an area: how much, of what, by whom.

    `activity_kind` names the activities whose quantities fill in the result (in the
    component, the area and the year); without one the result is typed.
    """

    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, related_name="indicators"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    name = models.CharField("chỉ tiêu", max_length=300)
    unit = models.CharField("đơn vị tính", max_length=40)
    planned = models.DecimalField("kế hoạch", max_digits=14, decimal_places=2)
    responsible = models.CharField("người, đơn vị chịu trách nhiệm", max_length=200)
    activity_kind = models.CharField("tính từ hoạt động", max_length=20, blank=True)
    typed_result = models.DecimalField(
        "kết quả", max_digits=14, decimal_places=2, null=True, blank=True
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = ScopedQuerySet["PlanIndicator"].as_manager()

    class Meta:
        verbose_name = "chỉ tiêu kế hoạch"
        verbose_name_plural = "chỉ tiêu kế hoạch"
        ordering = ["-year", "component", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "area", "year", "name"],
                name="plan_indicator_once",
                violation_error_message="Chỉ tiêu này đã có trong kế hoạch năm.",
            ),
            models.CheckConstraint(
                name="plan_indicator_not_negative",
                condition=Q(planned__gte=0)
                & (Q(typed_result__isnull=True) | Q(typed_result__gte=0)),
            ),
        ]
        indexes = [models.Index(fields=["area", "year"], name="plan_area_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
