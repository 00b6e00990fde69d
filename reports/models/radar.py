"""How many signs each commune shows, kept for the committee's first glance."""

from django.db import models
from django.utils import timezone

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.models.summaries import AreaSummary


class RadarCount(models.Model):
    """Signs of a commune's figures of a year, by the portal's own thresholds.

    `near` households lie near a cut-off of the lists, `flips` would change class with
    one indicator; `surveyors` have a share of listed households unlike the others'.
    `before` and `now` are poor households of the year before and of this one where the
    two can be compared, and `score` how many deviations their fall lies above that of
    the other communes of the province; None where it cannot be said. Counted again when
    the figures of the commune were.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    standard = models.CharField("chuẩn", max_length=12)
    basis = models.CharField("cơ sở", max_length=12, choices=AreaSummary.Basis)
    near = models.PositiveIntegerField("hộ sát ngưỡng", default=0)
    flips = models.PositiveIntegerField("hộ đổi diện vì một chỉ số", default=0)
    surveyors = models.PositiveIntegerField("rà soát viên khác thường", default=0)
    before = models.PositiveIntegerField("hộ nghèo năm trước", null=True)
    now = models.PositiveIntegerField("hộ nghèo năm nay", null=True)
    score = models.DecimalField("độ lệch", max_digits=6, decimal_places=2, null=True)
    built_at = models.DateTimeField("tính lúc", default=timezone.now)

    class Meta:
        verbose_name = "số dấu hiệu của xã"
        verbose_name_plural = "số dấu hiệu của xã"
        ordering = ["year", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "standard", "basis"], name="radar_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"


class SurveyorShare(models.Model):
    """What share of a surveyor's households of a year is poor or near-poor.

    Beside that of the commune's other surveyors; `score` is the difference in pooled
    standard deviations, below zero for a lower share; None where there are too few
    households to say. Counted with the commune's RadarCount.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    surveyor = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    reviewed = models.PositiveIntegerField("hộ đã rà soát")
    listed = models.PositiveIntegerField("hộ nghèo, hộ cận nghèo")
    others_reviewed = models.PositiveIntegerField("hộ của rà soát viên khác")
    others_listed = models.PositiveIntegerField("hộ nghèo, cận nghèo của người khác")
    score = models.DecimalField("độ lệch", max_digits=6, decimal_places=2, null=True)
    is_unusual = models.BooleanField("khác thường", default=False)

    class Meta:
        verbose_name = "kết quả của rà soát viên"
        verbose_name_plural = "kết quả của rà soát viên"
        ordering = ["year", "area", "surveyor"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "surveyor"], name="surveyor_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.surveyor} {self.year}"
