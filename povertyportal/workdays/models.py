"""Days that differ from the week: public holidays and swapped working days."""

from django.db import models


class SpecialDay(models.Model):
    """A day off on a weekday, or a working day on a weekend (ngày làm bù).

    What is not here follows the week: Monday to Friday are working days. A row says
    where it is from; `is_verified` is false while that text has not been read.
    """

    class Kind(models.TextChoices):
        """Loại ngày."""

        OFF = "off", "Nghỉ lễ, Tết hoặc nghỉ bù"
        WORKING = "working", "Làm bù"

    day = models.DateField(
        "ngày",
        unique=True,
        error_messages={"unique": "Ngày này đã có trong lịch: hãy sửa dòng đã có."},
    )
    kind = models.CharField("loại", max_length=8, choices=Kind)
    name = models.CharField("tên", max_length=120)
    source = models.CharField("căn cứ", max_length=300)
    is_verified = models.BooleanField("đã đối chiếu văn bản", default=False)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.name}"


class FilledYear(models.Model):
    """A year whose days off and swapped days are all entered, and by which text.

    A count of working days that leaves these years says that it may be short.
    """

    year = models.PositiveSmallIntegerField(
        "năm",
        unique=True,
        error_messages={"unique": "Năm này đã được ghi là đủ lịch."},
    )
    source = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "năm đã đủ lịch"
        verbose_name_plural = "các năm đã đủ lịch"
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
