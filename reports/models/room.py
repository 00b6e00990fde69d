"""Where each commune of a season stands, kept for the committee's glance."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from households.models import CommuneRound


class SeasonState(models.Model):
    """A commune in an annual round as the season's clock told it at `built_at`.

    `state` and the codes in `late` are those of households.rules.procedure and of the
    steps; `due_on` is the oldest day that a late step was due, else the next one.
    Kept because the clock reads every review of the communes it is asked about.
    """

    place = models.OneToOneField(
        CommuneRound, on_delete=models.CASCADE, related_name="season_state"
    )
    state = models.CharField("tình trạng", max_length=10)
    late = ArrayField(
        models.CharField(max_length=20), default=list, verbose_name="bước quá hạn"
    )
    due_on = models.DateField("hạn", null=True)
    listed = models.PositiveIntegerField("hộ trong danh sách", default=0)
    surveyed = models.PositiveIntegerField("hộ đã rà soát", default=0)
    recognised = models.PositiveIntegerField("hộ đã công nhận", default=0)
    built_at = models.DateTimeField("tính lúc", default=timezone.now)

    class Meta:
        verbose_name = "tình trạng mùa rà soát của xã"
        verbose_name_plural = "tình trạng mùa rà soát của các xã"
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.place} {self.state}"
