"""Entitlements that follow from a standing: health insurance, electricity, tuition."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from households.models import Household, Person
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from programs.models.programmes import Mark


class Benefit(models.TextChoices):
    """Chế độ."""

    HEALTH = "health_insurance", "Thẻ bảo hiểm y tế"
    ELECTRICITY = "electricity", "Hỗ trợ tiền điện"
    TUITION = "tuition", "Miễn, giảm học phí, hỗ trợ học tập"


@with_history("EntitlementRuleHistory")
class EntitlementRule(models.Model):
    """Who has a right to a benefit, to what part of it, in which time: data of law.

    `classes` are classes of standings; `months_after_leaving` lets the right go on
    after the household left them (None: it ends with the standing), while it is in one
    of `after_classes` (empty: whatever it is then). `per_person`: every member, else
    the household; `age_from`/`age_to` (to: before that birthday).
    `share` is what the State pays (%), None where the law names an amount instead.
    """

    benefit = models.CharField("chế độ", max_length=20, choices=Benefit)
    name = models.CharField("nội dung", max_length=200)
    classes = ArrayField(models.CharField(max_length=20), verbose_name="đối tượng")
    share = models.DecimalField(
        "Nhà nước chi trả (%)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    per_person = models.BooleanField("tính theo người", default=True)
    age_from = models.PositiveSmallIntegerField("từ tuổi", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("đến trước tuổi", null=True, blank=True)
    months_after_leaving = models.PositiveSmallIntegerField(
        "còn hưởng sau khi ra khỏi diện (tháng)", null=True, blank=True
    )
    after_classes = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name="trong thời gian đó phải thuộc diện",
    )
    starts = models.DateField("áp dụng từ")
    ends = models.DateField("áp dụng đến trước", null=True, blank=True)
    citation = models.CharField("căn cứ", max_length=300, blank=True)
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )

    class Meta:
        verbose_name = "quy định hưởng chế độ"
        verbose_name_plural = "quy định hưởng chế độ"
        ordering = ["benefit", "-starts", "id"]
        constraints = [
            models.CheckConstraint(
                name="entitlement_rule_dates",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày hết áp dụng phải sau ngày áp dụng.",
            ),
            models.CheckConstraint(
                name="entitlement_rule_share",
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                violation_error_message="Tỷ lệ chi trả từ 0 đến 100%%.",
            ),
            models.CheckConstraint(
                name="entitlement_rule_ages",
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_from__lt=F("age_to")),
                violation_error_message="Tuổi kết thúc phải lớn hơn tuổi bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@with_history("EnrolmentHistory")
class Enrolment(models.Model):
    """Who has a benefit, from when to when: a card, a payment (half-open)."""

    benefit = models.CharField("chế độ", max_length=20, choices=Benefit)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="enrolments"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("số thẻ, mã", max_length=40, blank=True)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "người đang hưởng chế độ"
        verbose_name_plural = "những người đang hưởng chế độ"
        ordering = ["benefit", "household", "-starts"]
        constraints = [
            models.CheckConstraint(
                name="enrolment_dates",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["benefit", "household", "person"],
                condition=Q(ends__isnull=True),
                nulls_distinct=False,
                name="enrolment_open_once",
                violation_error_message="Đang hưởng chế độ này rồi.",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "benefit"], name="enrolment_area_benefit"),
            models.Index(fields=["person"], name="enrolment_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_benefit_display()} từ {self.starts:%d/%m/%Y}"


class Handover(models.Model):
    """Danh sách đã chuyển: the month's list as it was handed to whoever pays.

    `rows` is how many lines it had; the file lies where lists made for download do.
    """

    benefit = models.CharField("chế độ", max_length=20, choices=Benefit)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("tháng (ngày đầu tháng)")
    recipient = models.CharField("nơi nhận", max_length=200)
    enter_count = models.PositiveIntegerField("số tăng")
    leave_count = models.PositiveIntegerField("số giảm")
    content = models.JSONField("nội dung", default=dict)
    handed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField("chuyển lúc", auto_now_add=True)

    class Meta:
        verbose_name = "danh sách đã chuyển"
        verbose_name_plural = "các danh sách đã chuyển"
        ordering = ["-month", "-id"]
        constraints = [
            models.CheckConstraint(
                name="handover_month_is_a_first", condition=Q(month__day=1)
            )
        ]
        indexes = [models.Index(fields=["area", "-month"], name="handover_area")]

    def __str__(self) -> str:
        return f"{self.get_benefit_display()} {self.month:%m/%Y}"
