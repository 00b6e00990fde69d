"""Imports of lists: the batch is a job."""

from django.db import models

from povertyportal.areas.models import Area
from povertyportal.jobs.models import Job


class ImportBatch(Job):
    """Lần nhập danh sách: one workbook, checked whole, then applied whole.

    `problems` are [{"sheet", "cell", "value", "message"}], all of them at once;
    with any, nothing of the file is loaded.
    """

    file = models.FileField("tệp", upload_to="imports/%Y/%m")
    filename = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField("năm của danh sách")
    scope_ids = models.JSONField("phạm vi lúc yêu cầu", default=list)
    communes = models.ManyToManyField(Area, related_name="+", verbose_name="các xã")
    rows_read = models.PositiveIntegerField("số dòng đọc được", default=0)
    households_new = models.PositiveIntegerField("hộ mới", default=0)
    households_matched = models.PositiveIntegerField("hộ đã có", default=0)
    persons_new = models.PositiveIntegerField("người mới", default=0)
    persons_matched = models.PositiveIntegerField("người đã có", default=0)
    problems = models.JSONField("lỗi", default=list)

    class Meta:
        verbose_name = "lần nhập danh sách"
        verbose_name_plural = "các lần nhập danh sách"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.filename
