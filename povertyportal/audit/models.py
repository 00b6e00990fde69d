"""The trail of acts, which the database itself refuses to change."""

from collections.abc import Collection, Iterable

import pgtrigger
from django.db import models
from django.db.models import Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Reads of the trail."""

    def about_accounts(self) -> "AuditEntryQuerySet":
        """Acts on officers and committees: what an administrator answers for."""
        return self.filter(act__startswith="accounts.")

    def within(
        self, areas: Iterable[Area], communes: Collection[int]
    ) -> "AuditEntryQuerySet":
        """Acts on rows that were in these communes or anywhere under these areas."""
        inside = Q(area__in=communes) | Q(area__parent__in=communes)
        for area in areas:
            inside |= Q(area__path__startswith=area.path)
        return self.filter(inside)


class AuditEntry(models.Model):
    """Who did what to what, where, when and why (nhật ký).

    `object_kind` and `object_id` are bare on purpose: the trail must outlive and
    never depend on the rows above. `context` points to the row history
    (pghistory) written in the same act.
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
            models.Index(fields=["area", "id"], name="audit_area"),
            models.Index(fields=["officer", "id"], name="audit_officer"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit trail cannot be emptied';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act}"
