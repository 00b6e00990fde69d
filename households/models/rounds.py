"""Rounds of the review, and the communes in them."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.models.procedure import Procedure
from households.rules.standards import STANDARDS
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class ReviewRound(models.Model):
    """Đợt rà soát: a year, its communes and the standards its list is made by.

    `standards` follow from `list_valid_from`, its first day; a round may apply two,
    the governing one first. A regular round is one commune's (`opened_for`) in one
    `month`; an annual one has neither.
    """

    class Kind(models.TextChoices):
        """Loại đợt."""

        ANNUAL = "annual", "Định kỳ"
        REGULAR = "regular", "Thường xuyên"

    class State(models.TextChoices):
        """Trạng thái đợt."""

        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã đóng"

    name = models.CharField("tên đợt", max_length=200)
    year = models.PositiveSmallIntegerField("năm", validators=[MinValueValidator(2015)])
    kind = models.CharField("loại", max_length=10, choices=Kind, default=Kind.ANNUAL)
    state = models.CharField(
        "trạng thái", max_length=10, choices=State, default=State.OPEN
    )
    list_valid_from = models.DateField("danh sách có hiệu lực từ")
    standards = ArrayField(models.CharField(max_length=12), verbose_name="chuẩn nghèo")
    opens_on = models.DateField("mở từ ngày")
    closes_on = models.DateField("kết thúc ngày")
    areas = models.ManyToManyField(
        Area, related_name="rounds", verbose_name="các xã", through="CommuneRound"
    )
    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name="quy trình",
    )
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    opened_for = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="xã",
    )
    is_imported = models.BooleanField("nhập từ danh sách cũ", default=False)
    created_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "đợt rà soát"
        verbose_name_plural = "đợt rà soát"
        ordering = ["-year", "-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="round_opens_before_closes",
                condition=Q(opens_on__lte=F("closes_on")),
                violation_error_message="Ngày kết thúc phải từ ngày mở trở đi.",
            ),
            models.CheckConstraint(
                name="round_has_a_standard",
                condition=Q(standards__len__gte=1),
                violation_error_message="Đợt rà soát phải có ít nhất một chuẩn nghèo.",
            ),
            models.CheckConstraint(
                name="round_standards_known",
                condition=Q(standards__contained_by=list(STANDARDS)),
                violation_error_message="Có chuẩn nghèo mà cổng không biết.",
            ),
            models.UniqueConstraint(
                fields=["opened_for", "year", "month"],
                condition=Q(kind="regular", is_imported=False),
                name="round_one_regular_a_month",
                violation_error_message="Xã đã có đợt thường xuyên của tháng này.",
            ),
            models.CheckConstraint(
                name="round_regular_has_month_and_commune",
                condition=Q(kind="annual", month__isnull=True, opened_for__isnull=True)
                | Q(
                    kind="regular",
                    month__gte=1,
                    month__lte=12,
                    opened_for__isnull=False,
                ),
                violation_error_message="Đợt thường xuyên là của một xã, một tháng.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def governing_standard(self) -> str:
        """Code of the standard that makes its list: the first of `standards`."""
        return self.standards[0]


class CommuneRoundQuerySet(models.QuerySet["CommuneRound"]):
    """Reads of communes in rounds."""

    def visible_to(self, officer: Officer) -> "CommuneRoundQuerySet":
        """Communes the officer answers for, or answers for a village of."""
        scope = scope_of(officer)
        villages = Area.objects.filter(pk__in=scope.village_ids).values("parent_id")
        return self.filter(
            Q(commune_id__in=scope.commune_ids) | Q(commune_id__in=villages)
        )


class CommuneRound(models.Model):
    """A commune in a round: what its season hangs on (mùa rà soát của xã).

    `list_closed_on` is the day the commune declared its list of households whole.
    """

    round = models.ForeignKey(
        ReviewRound, on_delete=models.CASCADE, related_name="places"
    )
    commune = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="+", verbose_name="xã"
    )
    list_closed_on = models.DateField("chốt danh sách ngày", null=True, blank=True)
    list_closed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CommuneRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "xã trong đợt rà soát"
        verbose_name_plural = "các xã trong đợt rà soát"
        ordering = ["round", "commune"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "commune"], name="commune_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.commune_id}"
