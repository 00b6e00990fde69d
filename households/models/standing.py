"""Standings: what a household officially is, in both times."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from households.models.household import Household
from households.models.review import Outcome
from povertyportal.areas.models import Area

NATIONAL = "national"


class StandingQuerySet(models.QuerySet["Standing"]):
    """Reads of standings."""

    def in_force(
        self, day: dt.date, known_before: dt.datetime | None = None
    ) -> "StandingQuerySet":
        """National standings that hold on `day`, as known now or before a moment."""
        known = Q(recorded_to__isnull=True)
        if known_before is not None:
            known = (known | Q(recorded_to__gte=known_before)) & Q(
                recorded_at__lt=known_before
            )
        return self.filter(known, scheme=NATIONAL, starts__lte=day).exclude(
            ends__lte=day
        )


class Standing(models.Model):
    """Diện của hộ by a decision: from when to when, and known since when.

    Bitemporal: `starts`/`ends` is when it holds, `recorded_at`/`recorded_to` when
    the portal knew it so. A correction closes the record and adds another.
    `commune` repeats the outcome's, so that a commune's official figures are read
    from its own rows alone. Triggers do the foreign keys' work for whole statements,
    and see to it that no two records that hold now overlap: they hold the household, so
    that of two transactions the later one sees what the earlier one wrote.
    """

    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="standings",
        db_constraint=False,
    )
    scheme = models.CharField("chuẩn áp dụng", max_length=20, default=NATIONAL)
    standard = models.CharField("chuẩn", max_length=12)
    poverty_class = models.CharField("diện", max_length=14, choices=Outcome.Class)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        related_name="standings",
        db_constraint=False,
    )
    commune = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name="xã công nhận",
    )
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    recorded_at = models.DateTimeField("ghi lúc", default=timezone.now)
    recorded_to = models.DateTimeField("thay lúc", null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = "diện của hộ"
        verbose_name_plural = "diện của hộ"
        ordering = ["household", "-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                name="standing_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
            ),
            models.CheckConstraint(
                name="standing_of_an_outcome_has_its_commune",
                condition=Q(outcome__isnull=True) | Q(commune__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_poverty_class_display()} từ {self.starts:%d/%m/%Y}"
