"""Persons of the register."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Mod
from django.db.models.lookups import Exact, In

from households.rules.personal_id import masked
from povertyportal.areas.models import SearchKey
from povertyportal.ui.vi_key import given_name_key

_OF_30 = (4, 6, 9, 11)
_OF_31 = (1, 3, 5, 7, 8, 10, 12)


class Sex(models.TextChoices):
    """Giới tính."""

    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


def _birth_day_exists() -> Q:
    """No 31/02: days by month, 29/02 of a leap year or of a year not known."""
    year = F("birth_year")
    is_leap = Q(Exact(Mod(year, 4), 0)) & (
        ~Q(Exact(Mod(year, 100), 0)) | Q(Exact(Mod(year, 400), 0))
    )
    last = Q(birth_day__lte=28) | Q(birth_day__lte=30, birth_month__in=_OF_30)
    last |= Q(birth_month__in=_OF_31)
    last |= Q(birth_day=29, birth_month=2) & (Q(birth_year__isnull=True) | is_leap)
    return Q(birth_day__isnull=True) | (Q(birth_month__isnull=False) & last)


class PersonManager(models.Manager["Person"]):
    """Creates persons with their sort key."""

    def create_named(self, *, name: str, **fields: object) -> "Person":
        """A person whose Vietnamese sort key is computed from the name."""
        return self.create(name=name, sort_key=given_name_key(name), **fields)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old, level=pghistory.Statement),
    pghistory.DeleteEvent(row=pghistory.Old, level=pghistory.Statement),
    exclude=["name_key", "sort_key"],
    model_name="PersonHistory",
)
class Person(models.Model):
    """Nhân khẩu: somebody in the register, whatever household he is in.

    Parts of the birth date may be missing. `personal_id` is 12 digits (or the 9
    of an old card), empty with a reason why there is none.
    """

    name = models.CharField("họ và tên", max_length=120)
    name_key = models.GeneratedField(
        expression=SearchKey("name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    sort_key = models.TextField(db_collation="C", editable=False)
    sex = models.CharField("giới tính", max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField("tháng sinh", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("ngày sinh", null=True, blank=True)
    personal_id = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    id_missing_reason = models.CharField(
        "lý do chưa có số định danh", max_length=200, blank=True
    )
    id_mismatch_reason = models.CharField(
        "lý do số định danh khác ngày sinh, giới tính", max_length=200, blank=True
    )
    ethnicity = models.CharField("dân tộc", max_length=30, default="Kinh")
    died_on = models.DateField("ngày mất", null=True, blank=True)

    objects = PersonManager()

    class Meta:
        verbose_name = "nhân khẩu"
        verbose_name_plural = "nhân khẩu"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["personal_id"],
                condition=~Q(personal_id=""),
                name="person_personal_id_once",
                violation_error_message=(
                    "Số định danh này đã có ở một người khác: hãy tìm người đó trước."
                ),
            ),
            models.CheckConstraint(
                name="person_personal_id_form",
                # Quicker than one pattern of all three forms.
                condition=Q(In(Length("personal_id"), [0, 9, 12]))
                & Q(personal_id__regex="^[0-9]*$"),
                violation_error_message="Số định danh gồm đúng 12 chữ số (CMND cũ: 9).",
            ),
            models.CheckConstraint(
                name="person_birth_parts",
                condition=Q(birth_month__isnull=True, birth_day__isnull=True)
                | Q(birth_month__range=(1, 12), birth_day__isnull=True)
                | Q(birth_month__range=(1, 12), birth_day__range=(1, 31)),
                violation_error_message="Ngày sinh không hợp lệ.",
            ),
            models.CheckConstraint(
                name="person_birth_day_exists",
                condition=_birth_day_exists(),
                violation_error_message="Ngày sinh không có trong lịch.",
            ),
            models.CheckConstraint(
                name="person_birth_year_range",
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__range=(1880, 2100)),
                violation_error_message="Năm sinh phải từ 1880 trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"nhân khẩu {self.pk}"

    @property
    def masked_id(self) -> str:
        """The personal id as lists may show it."""
        return masked(self.personal_id)

    @property
    def birth_text(self) -> str:
        """Birth date as far as it is known: 05/02/1980, 02/1980 or 1980."""
        parts = [
            f"{part:02d}"
            for part in (self.birth_day, self.birth_month)
            if part is not None
        ]
        if self.birth_year is not None:
            parts.append(str(self.birth_year))
        return "/".join(parts)
