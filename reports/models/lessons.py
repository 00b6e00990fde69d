"""What an area did well, written down for others."""

from django.db import models

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from programs.models import Component


@with_history("LessonHistory")
class Lesson(models.Model):
    """Bài học: what an area did in a year, and what came of it.

    Written to be read everywhere, so it names no household; whoever may see figures
    reads all of them.
    """

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    year = models.PositiveSmallIntegerField("năm")
    component = models.ForeignKey(
        Component,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dự án thành phần",
    )
    title = models.CharField("bài học", max_length=200)
    what = models.TextField("cách làm", max_length=4_000)
    result = models.TextField("kết quả", max_length=4_000, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "bài học"
        verbose_name_plural = "các bài học"
        ordering = ["-year", "-id"]
        indexes = [models.Index(fields=["area", "year"], name="lesson_area_year")]

    def __str__(self) -> str:
        return self.title
