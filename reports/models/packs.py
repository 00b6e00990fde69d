"""Inspection packs made for somebody."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from households.models import ReviewRound
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.jobs.models import Job, JobQuerySet
from reports.sampling import Method

MOST_DRAWN = 2_000


class PackRunQuerySet(JobQuerySet):
    """Reads of packs."""

    def visible_to(self, officer: Officer) -> "PackRunQuerySet":
        """Packs whose every commune lies within the officer's scope today."""
        communes = list(scope_of(officer).commune_ids)
        return self.filter(commune_ids__contained_by=communes)


class PackRun(Job):
    """Gói hồ sơ kiểm tra of an area and round, as known at `as_of`: one .zip.

    What was asked (area, round, instant, sample) decides every byte of the file;
    `again` is the pack that this one repeats. `commune_ids` are the communes of the
    area that take part in the round; `entries` counts the files inside.
    """

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="địa bàn"
    )
    round = models.ForeignKey(
        ReviewRound, on_delete=models.PROTECT, related_name="+", verbose_name="đợt"
    )
    sample_size = models.PositiveSmallIntegerField(
        "số hộ chọn mẫu",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DRAWN)],
    )
    seed = models.CharField("mã chọn mẫu", max_length=40)
    method = models.CharField(
        "cách phân bổ mẫu",
        max_length=14,
        choices=[(each.value, each.value) for each in Method],
        default=Method.PROPORTIONAL.value,
    )
    again = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="repeats"
    )
    commune_ids = ArrayField(models.BigIntegerField(), default=list)
    file = models.FileField("tệp", upload_to="packs/%Y/%m", blank=True)
    filename = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)", null=True)
    entries = models.PositiveIntegerField("số tệp trong gói", null=True)

    objects = PackRunQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "gói hồ sơ kiểm tra"
        verbose_name_plural = "các gói hồ sơ kiểm tra"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="pack_done_has_its_file",
                condition=~Q(state="done")
                | (~Q(file="") & ~Q(sha256="") & Q(entries__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"gói {self.pk}"
