"""The households of a review under another standard: a question, and its answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from households.models import Outcome
from households.rules.hypothesis import Move, Result
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.jobs.models import Job, JobQuerySet
from reports.models.summaries import AreaSummary


class WhatIfRunQuerySet(JobQuerySet):
    """Reads of runs."""

    def visible_to(self, officer: Officer) -> "WhatIfRunQuerySet":
        """Runs whose every commune lies within the officer's scope today."""
        communes = list(scope_of(officer).commune_ids)
        return self.filter(commune_ids__contained_by=communes)


class WhatIfRun(Job):
    """Đối chiếu chuẩn: the households that figures count, under another standard.

    Hypothetical: nothing of it becomes a result. `area` is None for all that the owner
    answers for. `cells` is [[commune id, class, result, households]], `whys`
    {reason: households}, `unknown` {indicator number: households}; all empty until it
    is done.
    """

    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, null=True, related_name="+"
    )
    commune_ids = ArrayField(models.BigIntegerField(), default=list)
    year = models.PositiveSmallIntegerField("năm")
    basis = models.CharField("cơ sở", max_length=12, choices=AreaSummary.Basis)
    standard = models.CharField("chuẩn", max_length=12)
    other = models.CharField("chuẩn đối chiếu", max_length=12)
    cells = models.JSONField(default=list)
    whys = models.JSONField(default=dict)
    unknown = models.JSONField(default=dict)

    objects = WhatIfRunQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "lần đối chiếu chuẩn"
        verbose_name_plural = "các lần đối chiếu chuẩn"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="what_if_asks_another", condition=~Q(other=F("standard"))
            ),
        ]

    def __str__(self) -> str:
        return f"đối chiếu {self.pk}"


class WhatIfRow(models.Model):
    """One household of a run; `attempt` is the run's that wrote it.

    `why_mask` has bit i for the i-th of rules.hypothesis.Why, `unknown_mask` bit i-1
    for indicator i of the other standard.
    """

    run = models.ForeignKey(WhatIfRun, on_delete=models.CASCADE, related_name="rows")
    attempt = models.PositiveSmallIntegerField()
    # Written by the hundred thousand, from rows that are never deleted.
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    commune = models.ForeignKey(
        Area,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    former = models.CharField("diện", max_length=14, choices=Outcome.Class)
    result = models.CharField(
        "kết quả", max_length=10, choices=[(each.value, each.label) for each in Result]
    )
    move = models.CharField(
        "chiều", max_length=8, choices=[(each.value, each.label) for each in Move]
    )
    why_mask = models.PositiveSmallIntegerField(default=0)
    unknown_mask = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "hộ đối chiếu chuẩn"
        verbose_name_plural = "hộ đối chiếu chuẩn"
        ordering = ["run", "id"]

    def __str__(self) -> str:
        return f"{self.former} → {self.result}"
