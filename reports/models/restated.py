"""Former years on the map of today; homes of households of divided communes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from households.models import Review
from povertyportal.areas.models import Area
from reports.models.summaries import CountedHouseholds


class PastHome(models.Model):
    """Today's commune of a review made in a commune that was divided since.

    `home` is None where nothing says on which side the household lived; `told_by` is
    what says it. `commune` and `year` repeat the review's.
    """

    class ToldBy(models.TextChoices):
        """Căn cứ xác định xã hiện nay."""

        VILLAGE = "village", "Thôn của hộ đã chuyển cả thôn"
        RESIDENCE = "residence", "Nơi hộ ở tiếp ngay sau khi chia xã"
        NOTHING = "", "Chưa xác định được"

    # Reviews leave with an import that is taken back, as a set: a row without its
    # review joins nothing, and goes with the next build.
    review = models.OneToOneField(
        Review,
        on_delete=models.CASCADE,
        related_name="past_home",
        db_constraint=False,
    )
    commune = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    home = models.ForeignKey(
        Area, on_delete=models.CASCADE, null=True, related_name="+"
    )
    told_by = models.CharField("căn cứ", max_length=10, choices=ToldBy, blank=True)

    class Meta:
        verbose_name = "xã hiện nay của kết quả cũ"
        verbose_name_plural = "xã hiện nay của các kết quả cũ"
        ordering = ["commune", "year", "review"]
        indexes = [
            models.Index(fields=["commune", "year"], name="past_home_commune"),
            models.Index(fields=["home", "year"], name="past_home_home"),
        ]
        constraints = [
            models.CheckConstraint(
                name="past_home_is_told",
                condition=Q(home__isnull=True, told_by="")
                | (Q(home__isnull=False) & ~Q(told_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.year}"


class RestatedSummary(CountedHouseholds):
    """A year's figures on today's map: of a commune of today, or what is left over.

    A commune of today has what came to it whole and, of divided communes, the
    households known to lie in it, with its own; where nothing came to it in a year it
    has no row, and AreaSummary tells of it. `resident_*` are those of the whole parts
    only. A divided commune has a row `is_remainder`: its households of whom it is not
    known, all its resident households, and in `homes` the communes (ids) that it may
    have gone to. `communes` counts former communes; each stands in one row only.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    is_remainder = models.BooleanField("phần chưa xác định", default=False)
    homes = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = "số liệu theo địa giới hiện nay"
        verbose_name_plural = "số liệu theo địa giới hiện nay"
        ordering = ["area", "-year", "standard", "basis"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "standard", "basis", "is_remainder"],
                name="restated_once",
            ),
        ]
        indexes = [
            GinIndex(
                fields=["homes"],
                condition=Q(is_remainder=True),
                name="restated_remainder_homes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.basis}"
