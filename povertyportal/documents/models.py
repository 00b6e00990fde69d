"""Attached files (signed scans and photos), and the documents in force."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history


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


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    """Reads of documents."""

    def in_force(self, day: dt.date) -> "LegalDocumentQuerySet":
        """Documents in force on a day."""
        return self.filter(effective_from__lte=day).exclude(effective_to__lte=day)

    def changed_between(
        self, first: dt.date, after: dt.date
    ) -> "LegalDocumentQuerySet":
        """Documents that were issued, came into force or ended in [first, after)."""
        inside = Q()
        for name in ("issued_on", "effective_from", "effective_to"):
            inside |= Q(**{f"{name}__gte": first, f"{name}__lt": after})
        return self.filter(inside)


@with_history("LegalDocumentHistory")
class LegalDocument(models.Model):
    """Văn bản: number, issuer, dates, what it replaces, where the portal applies it.

    A public paper, in nobody's scope. `file` is the text as published, if at hand;
    `is_verified` says whether number and dates were read in a source.
    """

    class Kind(models.TextChoices):
        """Loại văn bản."""

        RESOLUTION = "resolution", "Nghị quyết"
        LAW = "law", "Luật"
        DECREE = "decree", "Nghị định"
        PM_DECISION = "pm_decision", "Quyết định của Thủ tướng"
        CIRCULAR = "circular", "Thông tư"
        DECISION = "decision", "Quyết định"
        PLAN = "plan", "Kế hoạch"
        LETTER = "letter", "Công văn"
        OTHER = "other", "Khác"

    kind = models.CharField("loại", max_length=12, choices=Kind)
    number = models.CharField("số, ký hiệu", max_length=60)
    issuer = models.CharField("cơ quan ban hành", max_length=160)
    title = models.CharField("trích yếu", max_length=400)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    effective_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    effective_to = models.DateField("hết hiệu lực từ", null=True, blank=True)
    replaces = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay thế",
    )
    applied_in = models.CharField("áp dụng trong cổng ở", max_length=400, blank=True)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    file = models.FileField("tệp", upload_to="legal/%Y", blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    recorded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = [F("issued_on").desc(nulls_last=True), "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issuer"],
                name="legal_document_once",
                violation_error_message="Văn bản này đã có trong danh mục.",
            ),
            models.CheckConstraint(
                name="legal_document_dates_in_order",
                condition=Q(effective_from__isnull=True)
                | Q(effective_to__isnull=True)
                | Q(effective_from__lt=F("effective_to")),
                violation_error_message="Ngày hết hiệu lực phải sau ngày có hiệu lực.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
