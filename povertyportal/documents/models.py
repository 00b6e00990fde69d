"""Attached files: signed scans and photos."""

from django.db import models
from django.db.models import Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class Attachment(models.Model):
    """Tệp đính kèm: a scan or a photo, kept as it was uploaded but for its EXIF.

    Rows above point here; who may open it follows from what points to it, and
    `area` (the commune) is the floor under that: nobody outside it sees the file.
    """

    file = models.FileField("tệp", upload_to="attachments/%Y/%m")
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField("kiểu", max_length=60)
    size = models.PositiveIntegerField("dung lượng (byte)")
    sha256 = models.CharField(max_length=64)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", verbose_name="người tải"
    )
    uploaded_at = models.DateTimeField("tải lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_is_not_empty", condition=Q(size__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name
