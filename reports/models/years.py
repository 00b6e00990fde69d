"""What a year did to the lists of poor and near-poor households, kept by commune."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from povertyportal.areas.models import Area


class YearMovement(models.Model):
    """Households of forms 2 and 3 of a commune, from 01/01 of the year to `last`.

    `poor` and `near_poor` hold columns 1-9 of reports.movement. `last` is 01/01 of the
    next year once that list is there, before that the last day counted. Kept because
    a committee compares every commune of a province; built again by night, and with
    the figures of a commune that changed.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    last = models.DateField("đến ngày")
    poor = ArrayField(models.PositiveIntegerField(), size=9)
    near_poor = ArrayField(models.PositiveIntegerField(), size=9)
    built_at = models.DateTimeField("tính lúc", default=timezone.now)

    class Meta:
        verbose_name = "diễn biến trong năm"
        verbose_name_plural = "diễn biến trong năm"
        ordering = ["year", "area"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="year_movement_once")
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
