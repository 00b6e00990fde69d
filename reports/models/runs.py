"""Official forms made for somebody."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.jobs.models import Job, JobQuerySet


class ReportRunQuerySet(JobQuerySet):
    """Reads of forms made."""

    def visible_to(self, officer: Officer) -> "ReportRunQuerySet":
        """Forms whose every commune lies within the officer's scope today."""
        communes = list(scope_of(officer).commune_ids)
        return self.filter(commune_ids__contained_by=communes)


class ReportRun(Job):
    """An official form made for somebody: its parameters, file, hash and rows.

    `commune_ids` are the communes, of any time, that its areas hold.
    """

    form = models.CharField("biểu", max_length=20)
    parameters = models.JSONField("tham số", default=dict)
    areas = models.ManyToManyField(Area, related_name="+", verbose_name="địa bàn")
    commune_ids = ArrayField(models.BigIntegerField(), default=list)
    file = models.FileField("tệp", upload_to="reports/%Y/%m", blank=True)
    filename = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    row_count = models.PositiveIntegerField("số dòng", null=True)

    objects = ReportRunQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "lần lập biểu"
        verbose_name_plural = "các lần lập biểu"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="report_done_has_its_file",
                condition=~Q(state="done")
                | (~Q(file="") & ~Q(sha256="") & Q(row_count__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"
