"""Kept figures, their rebuilds, and figures published by others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from povertyportal.jobs.models import Job, JobQuerySet


class CountedHouseholds(models.Model):
    """Columns of kept figures: a year, a standard, a basis, and what was counted.

    `communes` says of how many communes they tell. `resident_*` are None when any of
    their denominators is missing. `poor_parts` and `near_poor_parts` count households
    of the class by deprivation, cause and group, one number a part in the order of
    figures.PARTS. `version` rises and `changed_at` is set when a rebuild found other
    numbers; `built_at` says when they were last known to be true.
    """

    class Basis(models.TextChoices):
        """Cơ sở của số liệu."""

        PRELIMINARY = "preliminary", "Sơ bộ (kết quả rà soát)"
        OFFICIAL = "official", "Chính thức (danh sách công nhận)"

    year = models.PositiveSmallIntegerField("năm")
    standard = models.CharField("chuẩn", max_length=12)
    basis = models.CharField("cơ sở", max_length=12, choices=Basis)
    communes = models.PositiveIntegerField("số xã có số liệu", default=1)
    resident_households = models.PositiveIntegerField("tổng số hộ", null=True)
    resident_persons = models.PositiveIntegerField("tổng số nhân khẩu", null=True)
    listed = models.PositiveIntegerField("hộ trong danh sách rà soát", default=0)
    reviewed = models.PositiveIntegerField("hộ đã rà soát", default=0)
    poor = models.PositiveIntegerField("hộ nghèo", default=0)
    near_poor = models.PositiveIntegerField("hộ cận nghèo", default=0)
    average = models.PositiveIntegerField("hộ mức sống trung bình", default=0)
    not_poor = models.PositiveIntegerField("hộ không nghèo", default=0)
    undetermined = models.PositiveIntegerField("hộ chưa xác định", default=0)
    poor_persons = models.PositiveIntegerField("khẩu nghèo", default=0)
    near_poor_persons = models.PositiveIntegerField("khẩu cận nghèo", default=0)
    average_persons = models.PositiveIntegerField("khẩu trung bình", default=0)
    poor_parts = ArrayField(models.PositiveIntegerField(), default=list)
    near_poor_parts = ArrayField(models.PositiveIntegerField(), default=list)
    built_at = models.DateTimeField("tổng hợp lúc", default=timezone.now)
    changed_at = models.DateTimeField("đổi số lúc", default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class AreaSummary(CountedHouseholds):
    """Figures of an area for a year, a standard and a basis (map as it was).

    Communes are counted from outcomes; every area above is the sum of its
    children.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="summaries")

    class Meta:
        verbose_name = "số liệu tổng hợp"
        verbose_name_plural = "số liệu tổng hợp"
        ordering = ["area", "-year", "standard", "basis"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "standard", "basis"], name="summary_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["year", "standard", "basis", "area"], name="summary_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.basis}"


class SummaryRunQuerySet(JobQuerySet):
    """Reads of runs."""

    def visible_to(self, officer: Officer) -> "SummaryRunQuerySet":
        """Runs over a commune of the officer's scope, and the nightly ones."""
        communes = list(scope_of(officer).commune_ids)
        return self.filter(Q(commune_ids__overlap=communes) | Q(is_full=True))


class SummaryRun(Job):
    """A rebuild of the figures of stale communes, or of all.

    `commune_ids` are those that waited when it was queued; empty for all.
    """

    is_full = models.BooleanField("toàn bộ", default=False)
    commune_ids = ArrayField(models.BigIntegerField(), default=list)

    objects = SummaryRunQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "lần tổng hợp số liệu"
        verbose_name_plural = "các lần tổng hợp số liệu"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"tổng hợp {self.pk}"


class PublishedFigure(models.Model):
    """A figure as somebody published or one derived from such, beside our own."""

    class Figure(models.TextChoices):
        """Chỉ tiêu."""

        POOR = "poor", "Số hộ nghèo"
        POOR_RATE = "poor_rate", "Tỷ lệ hộ nghèo (%)"
        HOUSEHOLDS = "households", "Tổng số hộ dân cư"
        POOR_CHANGE = "poor_change", "Thay đổi số hộ nghèo so với năm trước"
        POOR_TARGET = "poor_target", "Chỉ tiêu giảm hộ nghèo"
        RATE_CHANGE = "rate_change", "Thay đổi tỷ lệ hộ nghèo mỗi năm (điểm %)"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    figure = models.CharField("chỉ tiêu", max_length=12, choices=Figure)
    value = models.DecimalField("giá trị", max_digits=12, decimal_places=2)
    provenance = models.CharField("nguồn", max_length=10, choices=Provenance)
    note = models.CharField("ghi chú", max_length=400)

    class Meta:
        verbose_name = "số liệu công bố"
        verbose_name_plural = "số liệu công bố"
        ordering = ["area", "year", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "figure"], name="published_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_figure_display()} {self.year}"
