"""What is aimed at: targets, the movements, examples and commendations."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment
from programs.models.activities import Activity
from programs.models.programmes import Component
from programs.models.scoping import ScopedQuerySet


@with_history("TargetHistory")
class Target(models.Model):
    """Chỉ tiêu giảm nghèo of an area and year: a number that a decision gave.

    A unit's target is apportioned to the units below by targets of their own; what
    they add up to is shown beside it and need not be equal.
    """

    class Measure(models.TextChoices):
        """Chỉ tiêu."""

        POOR_LEAVE = "poor_leave", "Số hộ thoát nghèo"
        POOR_FEWER = "poor_fewer", "Số hộ nghèo giảm"
        NEAR_LEAVE = "near_leave", "Số hộ thoát cận nghèo"
        NEAR_FEWER = "near_fewer", "Số hộ cận nghèo giảm"
        POOR_RATE = "poor_rate", "Tỷ lệ hộ nghèo cuối năm (%)"
        RATE_DOWN = "rate_down", "Mức giảm tỷ lệ hộ nghèo (điểm %)"
        ACTIVITY = "activity", "Khối lượng hoạt động của dự án thành phần"

    SUMMED = frozenset({"poor_leave", "poor_fewer", "near_leave", "near_fewer"})

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    measure = models.CharField("chỉ tiêu", max_length=12, choices=Measure)
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    activity_kind = models.CharField("loại hoạt động", max_length=20, blank=True)
    value = models.DecimalField("giao", max_digits=12, decimal_places=2)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    provenance = models.CharField(
        "nguồn", max_length=10, choices=Provenance, default=Provenance.ENTERED
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    objects = ScopedQuerySet["Target"].as_manager()

    class Meta:
        verbose_name = "chỉ tiêu giảm nghèo"
        verbose_name_plural = "chỉ tiêu giảm nghèo"
        ordering = ["-year", "area", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "measure", "component", "activity_kind"],
                nulls_distinct=False,
                name="target_once",
                violation_error_message="Nơi này đã có chỉ tiêu đó trong năm.",
            ),
            models.CheckConstraint(
                name="target_value",
                condition=Q(value__gte=0),
            ),
            models.CheckConstraint(
                name="target_rate_is_a_percentage",
                condition=~Q(measure__in=["poor_rate", "rate_down"])
                | Q(value__lte=100),
                violation_error_message="Tỷ lệ không quá 100%%.",
            ),
            models.CheckConstraint(
                name="target_of_activities_names_them",
                condition=Q(measure="activity", component__isnull=False)
                & ~Q(activity_kind="")
                | ~Q(measure="activity") & Q(component__isnull=True, activity_kind=""),
            ),
        ]
        indexes = [models.Index(fields=["year", "area"], name="target_year_area")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.year}"


@with_history("MovementUnitHistory")
class MovementUnit(models.Model):
    """Đăng ký phong trào: a clan, village, group or unit without poor households.

    Registered on a day, reached on a day, lost on a later day.
    """

    class Movement(models.TextChoices):
        """Phong trào."""

        NO_POOR = "no_poor", "Không còn hộ nghèo"
        EMULATION = "emulation", "Thi đua của tỉnh vì người nghèo"

    class Kind(models.TextChoices):
        """Loại đơn vị."""

        CLAN = "clan", "Dòng họ"
        VILLAGE = "village", "Thôn, tổ dân phố"
        GROUP = "group", "Nhóm hộ, liên gia"
        COMMUNE = "commune", "Xã, phường"
        AGENCY = "agency", "Cơ quan, đoàn thể"

    movement = models.CharField("phong trào", max_length=10, choices=Movement)
    kind = models.CharField("loại", max_length=8, choices=Kind)
    name = models.CharField("tên", max_length=160)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)
    registered_on = models.DateField("đăng ký ngày")
    reached_on = models.DateField("đạt ngày", null=True, blank=True)
    lost_on = models.DateField("mất danh hiệu ngày", null=True, blank=True)
    lost_reason = models.CharField("lý do", max_length=400, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ScopedQuerySet["MovementUnit"].as_manager()

    class Meta:
        verbose_name = "đơn vị đăng ký phong trào"
        verbose_name_plural = "các đơn vị đăng ký phong trào"
        ordering = ["-year", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "kind", "name", "area", "year"],
                name="movement_unit_once",
                violation_error_message="Đơn vị này đã đăng ký trong năm.",
            ),
            models.CheckConstraint(
                name="movement_days_in_order",
                condition=(
                    Q(reached_on__isnull=True) | Q(reached_on__gte=F("registered_on"))
                )
                & (
                    Q(lost_on__isnull=True, lost_reason="")
                    | Q(reached_on__isnull=False, lost_on__gte=F("reached_on"))
                    & ~Q(lost_reason="")
                ),
                violation_error_message=(
                    "Đăng ký, đạt, mất danh hiệu theo thứ tự ngày; mất thì ghi lý do."
                ),
            ),
        ]
        indexes = [models.Index(fields=["area", "year"], name="movement_area_year")]

    def __str__(self) -> str:
        return self.name


@with_history("ExemplaryModelHistory")
class ExemplaryModel(models.Model):
    """Mô hình, gương điển hình: worth telling others, perhaps from an activity."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên mô hình, điển hình", max_length=300)
    what = models.TextField("cách làm", max_length=4_000)
    result = models.TextField("kết quả", max_length=4_000)
    lesson = models.TextField("bài học", max_length=4_000, blank=True)
    replicated_in = models.CharField("đã nhân rộng ở", max_length=300, blank=True)
    photo = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ScopedQuerySet["ExemplaryModel"].as_manager()

    class Meta:
        verbose_name = "điển hình"
        verbose_name_plural = "các điển hình"
        ordering = ["-year", "name"]

    def __str__(self) -> str:
        return self.name


@with_history("CommendationHistory")
class Commendation(models.Model):
    """Khen thưởng: who, for what, by which decision."""

    class Level(models.TextChoices):
        """Cấp khen."""

        STATE = "state", "Nhà nước, Thủ tướng"
        MINISTRY = "ministry", "Bộ, ban, ngành"
        PROVINCE = "province", "Tỉnh"
        DISTRICT = "district", "Huyện (đến 30/06/2025)"
        COMMUNE = "commune", "Xã"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField("tập thể, cá nhân, hộ", max_length=200)
    is_collective = models.BooleanField("tập thể", default=False)
    level = models.CharField("cấp khen", max_length=8, choices=Level)
    form = models.CharField("hình thức", max_length=160)
    reason = models.CharField("thành tích", max_length=400)
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    model = models.ForeignKey(
        ExemplaryModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commendations",
    )
    unit = models.ForeignKey(
        MovementUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commendations",
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ScopedQuerySet["Commendation"].as_manager()

    class Meta:
        verbose_name = "khen thưởng"
        verbose_name_plural = "khen thưởng"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="commendation_has_its_decision", condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="commendation_district_until_reform",
                condition=~Q(level="district") | Q(decided_on__lt="2025-07-01"),
                violation_error_message="Cấp huyện chỉ có đến 30/06/2025.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} cho {self.recipient}"
