"""What the State gives for a house, as data."""

from django.db import models
from django.db.models import F, Q

from povertyportal.audit.history import with_history
from programs.models.programmes import Mark, Programme
from programs.models.support import HousingCase


@with_history("HouseNormHistory")
class HouseNorm(models.Model):
    """Mức hỗ trợ nhà ở: for a new house or a repair, from which year to which.

    Of a programme, or (none) of the drive against makeshift houses that goes beside
    the programmes. `amount` is đồng; `last_year` belongs to the time, None: goes on.
    """

    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="house_norms",
        verbose_name="chương trình",
    )
    name = models.CharField("nguồn của mức", max_length=200)
    kind = models.CharField("hình thức", max_length=6, choices=HousingCase.Kind)
    amount = models.BigIntegerField("mức (đồng)")
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến hết năm", null=True, blank=True)
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "mức hỗ trợ nhà ở"
        verbose_name_plural = "các mức hỗ trợ nhà ở"
        ordering = ["first_year", "name", "kind"]
        constraints = [
            models.CheckConstraint(
                name="house_norm_in_order",
                condition=Q(amount__gt=0)
                & (Q(last_year__isnull=True) | Q(last_year__gte=F("first_year"))),
                violation_error_message=(
                    "Mức phải lớn hơn 0 và năm cuối không được trước năm đầu."
                ),
            ),
            models.UniqueConstraint(
                fields=["programme", "kind", "first_year"],
                nulls_distinct=False,
                name="house_norm_once",
                violation_error_message=(
                    "Đã có mức của chương trình, hình thức này từ năm đó. Hãy sửa mức "
                    "đã có, hoặc ghi năm khác."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display().lower()}"
