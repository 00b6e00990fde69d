"""The trail of acts, which the database itself refuses to change."""

from collections.abc import Collection, Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Reads of the trail."""

    def about_accounts(self) -> "AuditEntryQuerySet":
        """Acts on officers and committees: what an administrator answers for."""
        return self.filter(act__startswith="accounts.")

    def within(
        self, areas: Iterable[Area], communes: Collection[int]
    ) -> "AuditEntryQuerySet":
        """Acts that concern any of these areas, units under them, or communes."""
        given = list(areas)
        inside = Q(area_ids__overlap=[*communes, *(area.pk for area in given)])
        if wide := [area for area in given if area.level != Level.VILLAGE]:
            units = Area.objects.under(*wide).exclude(level=Level.VILLAGE)
            inside |= Q(area_ids__overlap=units.order_by().values("pk"))
        return self.filter(inside)


class AuditEntry(models.Model):
    """Who did what to what, where, when and why (nhật ký).

    `object_kind` and `object_id` are bare on purpose: the trail must outlive and
    never depend on the rows above. `area_ids` are all areas that the act concerns
    (a village with its commune): who answers for one of them sees the entry. `area`
    is the one to show, if there is one. `context` points to the row history
    (pghistory) written in the same act. Triggers of the migrations refuse UPDATE,
    DELETE and TRUNCATE.
    """

    at = models.DateTimeField("lúc", auto_now_add=True)
    officer = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="cán bộ",
    )
    role = models.CharField("vai trò lúc đó", max_length=20, blank=True)
    act = models.CharField("việc", max_length=60)
    object_kind = models.CharField("đối tượng", max_length=40)
    object_id = models.BigIntegerField("mã đối tượng", null=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="nơi"
    )
    area_ids = ArrayField(
        models.BigIntegerField(), default=list, verbose_name="các nơi liên quan"
    )
    reason = models.TextField("lý do", blank=True)
    detail = models.JSONField("chi tiết", default=dict)
    context = models.UUIDField(null=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["object_kind", "object_id", "id"], name="audit_object"
            ),
            GinIndex(fields=["area_ids"], name="audit_area_ids"),
            models.Index(fields=["officer", "id"], name="audit_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act}"


class AddedRows(models.Model):
    """Which rows a statement added to a kept table, and when it began.

    Written by triggers alone (`audit_keep`); what is not told here was there before
    the table was kept.
    """

    at = models.DateTimeField("lúc")
    table = models.CharField("bảng", max_length=63)
    ids = ArrayField(models.BigIntegerField(), verbose_name="mã các dòng")

    class Meta:
        verbose_name = "dòng được thêm"
        verbose_name_plural = "dòng được thêm"
        ordering = ["id"]
        indexes = [models.Index(fields=["table", "at"], name="audit_added_since")]

    def __str__(self) -> str:
        return f"{self.table} +{len(self.ids)}"


class FormerRow(models.Model):
    """A row of a kept table as it was until a statement changed or deleted it.

    Written by triggers alone. `audit.as_known` reads tables back from here.
    """

    at = models.DateTimeField("lúc")
    table = models.CharField("bảng", max_length=63)
    row_id = models.BigIntegerField("mã dòng")
    row = models.JSONField("dòng trước đó")

    class Meta:
        verbose_name = "dòng trước khi đổi"
        verbose_name_plural = "dòng trước khi đổi"
        ordering = ["id"]
        indexes = [models.Index(fields=["table", "at"], name="audit_former_since")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
