"""The ethnicities that have a column of their own in a province's forms."""

from django.db import models
from django.db.models import Q

from households.rules.ethnicities import ETHNICITIES, KINH
from povertyportal.areas.models import Area


class FormEthnicity(models.Model):
    """A column of form 9 (hộ nghèo theo dân tộc) in a province, in order.

    `is_local`: an ethnicity native to the province (dân tộc tại chỗ), which forms 12
    and 13 count apart where a review does not say it of the household itself.
    """

    province = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="+", verbose_name="tỉnh"
    )
    ethnicity = models.CharField(
        "dân tộc",
        max_length=30,
        choices=[(name, name) for name in ETHNICITIES if name not in {KINH, "Khác"}],
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    is_local = models.BooleanField("dân tộc tại chỗ", default=False)

    class Meta:
        verbose_name = "cột dân tộc của biểu"
        verbose_name_plural = "các cột dân tộc của biểu"
        ordering = ["province", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "ethnicity"], name="form_ethnicity_once"
            ),
            models.CheckConstraint(
                name="form_ethnicity_is_a_minority", condition=~Q(ethnicity=KINH)
            ),
        ]

    def __str__(self) -> str:
        return self.ethnicity
