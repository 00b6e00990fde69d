"""Which figures are no longer what their rows say."""

from django.db import models

from povertyportal.areas.models import Area


class StaleArea(models.Model):
    """A commune and year whose figures must be rebuilt.

    Rows are only added, with the change, and deleted by the rebuild that read them
    first: a change that commits meanwhile keeps its own mark.
    """

    commune = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "số liệu cần tổng hợp lại"
        verbose_name_plural = "số liệu cần tổng hợp lại"
        ordering = ["id"]
        indexes = [models.Index(fields=["commune", "year"], name="stale_commune_year")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.year}"
