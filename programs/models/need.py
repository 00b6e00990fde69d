"""Need against help, as counted in the background."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from povertyportal.areas.models import Area


class NeedSummary(models.Model):
    """Of a unit and year: households that need something, and how many are helped.

    One row a need: `topic` is an indicator's code ("toilet"), "cause-3", or "" for all
    poor and near-poor households. `helped` received something that serves it, `planned`
    (and not helped) will, `uncovered` neither: they add up to `needing`. `unknown`
    stands beside them: households of whom the review does not say whether they have the
    need (for "": whose result says nothing of any). Communes are counted, units above
    summed.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    standard = models.CharField("chuẩn", max_length=12)
    topic = models.CharField("nhu cầu", max_length=30, blank=True)
    poverty_class = models.CharField("diện", max_length=14)
    needing = models.PositiveIntegerField("số hộ cần", default=0)
    helped = models.PositiveIntegerField("đã được hỗ trợ", default=0)
    planned = models.PositiveIntegerField("đã có kế hoạch", default=0)
    uncovered = models.PositiveIntegerField("chưa có hỗ trợ", default=0)
    unknown = models.PositiveIntegerField("chưa rõ", default=0, db_default=0)
    built_at = models.DateTimeField("tổng hợp lúc", default=timezone.now)

    class Meta:
        verbose_name = "nhu cầu và hỗ trợ"
        verbose_name_plural = "nhu cầu và hỗ trợ"
        ordering = ["area", "-year", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "standard", "topic", "poverty_class"],
                name="need_once",
            ),
            models.CheckConstraint(
                name="need_adds_up",
                condition=Q(needing=F("helped") + F("planned") + F("uncovered")),
            ),
        ]
        indexes = [models.Index(fields=["year", "area"], name="need_year_area")]

    def __str__(self) -> str:
        return f"{self.topic or 'tất cả'} {self.year}"


class StaleNeed(models.Model):
    """A commune and year whose needs must be counted again (see StaleArea)."""

    commune = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "nhu cầu cần tổng hợp lại"
        verbose_name_plural = "nhu cầu cần tổng hợp lại"
        ordering = ["id"]
        indexes = [models.Index(fields=["commune", "year"], name="stale_need")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.year}"


class DoubleSupport(models.Model):
    """Hỗ trợ nghi trùng: two supports that look like the same, and who judged them."""

    class Verdict(models.TextChoices):
        """Kết luận."""

        OPEN = "", "Chưa xem"
        RIGHT = "right", "Không trùng"
        WRONG = "wrong", "Trùng"

    first = models.ForeignKey(
        "programs.Support", on_delete=models.PROTECT, related_name="+"
    )
    second = models.ForeignKey(
        "programs.Support", on_delete=models.PROTECT, related_name="doubles"
    )
    verdict = models.CharField(
        "kết luận", max_length=5, choices=Verdict, blank=True, default=""
    )
    reason = models.CharField("lý do", max_length=400, blank=True)
    judged_by = models.ForeignKey(
        "accounts.Officer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    judged_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    found_at = models.DateTimeField("phát hiện lúc", auto_now_add=True)

    class Meta:
        verbose_name = "hỗ trợ nghi trùng"
        verbose_name_plural = "các khoản hỗ trợ nghi trùng"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="double_support_once"
            ),
            models.CheckConstraint(
                name="double_support_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="double_support_judged_whole",
                condition=Q(verdict="", judged_by__isnull=True)
                | ~Q(verdict="") & Q(judged_by__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
