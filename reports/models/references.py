"""Figures of the country and its regions, as others published them."""

from django.db import models
from django.db.models import Q


class ReferenceFigure(models.Model):
    """A published figure that a place is held against; migrations fill them.

    `province_code` is the official code that a province bore at the end of the year,
    empty for the country and its regions. `document` names where it was published, as
    far as it is known; `mark` how far that was checked.
    """

    class Territory(models.TextChoices):
        """Phạm vi: the country, the six regions of the lists of those years."""

        NATION = "nation", "Cả nước"
        NORTHERN = "northern", "Trung du và miền núi phía Bắc"
        RED_RIVER = "red_river", "Đồng bằng sông Hồng"
        CENTRAL = "central", "Bắc Trung Bộ và Duyên hải miền Trung"
        HIGHLANDS = "highlands", "Tây Nguyên"
        SOUTHEAST = "southeast", "Đông Nam Bộ"
        MEKONG = "mekong", "Đồng bằng sông Cửu Long"
        PROVINCE = "province", "Tỉnh, thành phố"

    class Figure(models.TextChoices):
        """Chỉ tiêu."""

        POOR_RATE = "poor_rate", "Tỷ lệ hộ nghèo (%)"
        NEAR_RATE = "near_rate", "Tỷ lệ hộ cận nghèo (%)"
        BOTH_RATE = "both_rate", "Tỷ lệ hộ nghèo và cận nghèo (%)"
        POOR = "poor", "Số hộ nghèo"
        NEAR_POOR = "near_poor", "Số hộ cận nghèo"
        BOTH = "both", "Số hộ nghèo và cận nghèo"
        MINORITY_RATE = "minority_rate", "Tỷ lệ hộ nghèo dân tộc thiểu số (%)"
        DISTRICT_RATE = "district_rate", "Tỷ lệ hộ nghèo của các huyện nghèo (%)"

    class Mark(models.TextChoices):
        """How a number came here."""

        FOUND = "found", "đã đối chiếu nguồn công bố"
        DERIVED = "derived", "suy ra từ số công bố"
        RECALLED = "recalled", "chưa đối chiếu"

    territory = models.CharField("phạm vi", max_length=10, choices=Territory)
    province_code = models.CharField("mã tỉnh", max_length=12, blank=True)
    name = models.CharField("tên", max_length=120)
    year = models.PositiveSmallIntegerField("năm rà soát")
    figure = models.CharField("chỉ tiêu", max_length=14, choices=Figure)
    value = models.DecimalField("giá trị", max_digits=12, decimal_places=2)
    is_about = models.BooleanField("là số làm tròn", default=False)
    mark = models.CharField("đối chiếu", max_length=8, choices=Mark)
    document = models.CharField("văn bản, nguồn", max_length=200)

    class Meta:
        verbose_name = "số liệu tham chiếu"
        verbose_name_plural = "số liệu tham chiếu"
        ordering = ["-year", "territory", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "province_code", "year", "figure"],
                name="reference_figure_once",
            ),
            models.CheckConstraint(
                name="reference_figure_of_a_province",
                condition=Q(territory="province") ^ Q(province_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.get_figure_display()}"
