"""Money: budget lines, what was put into them, what was paid out, what blocks it.

Amounts are whole đồng. A line is a balance that the database keeps: entries and
payments are only ever added, triggers add them up in the line, and its constraints
refuse a payment beyond what is there, whoever else pays at the same moment.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment
from programs.models.programmes import Component, Mark
from programs.models.scoping import ScopedQuerySet


class Source(models.TextChoices):
    """Nguồn vốn."""

    CENTRAL = "central_budget", "Ngân sách trung ương"
    PROVINCE = "province_budget", "Ngân sách tỉnh"
    DISTRICT = "district_budget", "Ngân sách huyện"
    COMMUNE = "commune_budget", "Ngân sách xã"
    CREDIT = "policy_credit", "Tín dụng chính sách (NHCSXH)"
    OTHER_PROGRAMME = "other_programme", "Chương trình khác"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    COMMUNITY = "community", "Cộng đồng"
    HOUSEHOLD = "household_contribution", "Hộ dân đóng góp"


MOBILISED = frozenset({Source.ENTERPRISE, Source.COMMUNITY, Source.HOUSEHOLD})
# The level that could allocate it ended on 01/07/2025.
LAST_DISTRICT_YEAR = 2025


class Capital(models.TextChoices):
    """Loại vốn."""

    INVESTMENT = "investment", "Vốn đầu tư phát triển"
    RECURRENT = "recurrent", "Vốn sự nghiệp (thường xuyên)"


class BudgetLine(models.Model):
    """Dòng vốn: an area's money for a component, a year, a source, a kind of capital.

    `component` is None for work outside any programme, which `purpose` then names.
    `planned` sums the plan entries, `allocated` all other entries, `disbursed` the
    payments: kept by triggers alone. Money stands where it is spent: what a province
    hands on is a transfer, so the sum over an area's units counts nothing twice.
    """

    component = models.ForeignKey(
        Component,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name="dự án thành phần",
    )
    purpose = models.CharField(
        "nội dung ngoài chương trình", max_length=200, blank=True
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    source = models.CharField("nguồn vốn", max_length=24, choices=Source)
    capital = models.CharField("loại vốn", max_length=10, choices=Capital)
    planned = models.BigIntegerField("kế hoạch vốn", default=0, editable=False)
    allocated = models.BigIntegerField("được giao", default=0, editable=False)
    disbursed = models.BigIntegerField("đã giải ngân", default=0, editable=False)

    objects = ScopedQuerySet["BudgetLine"].as_manager()

    class Meta:
        verbose_name = "dòng vốn"
        verbose_name_plural = "dòng vốn"
        ordering = ["-year", "component", "area", "source", "capital"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "purpose", "area", "year", "source", "capital"],
                nulls_distinct=False,
                name="budget_line_once",
            ),
            models.CheckConstraint(
                name="budget_line_for_something",
                condition=Q(component__isnull=True) & ~Q(purpose="")
                | Q(component__isnull=False, purpose=""),
            ),
            models.CheckConstraint(
                name="budget_line_not_below_nothing",
                condition=Q(planned__gte=0, allocated__gte=0, disbursed__gte=0),
            ),
            models.CheckConstraint(
                name="budget_line_pays_what_is_there",
                condition=Q(disbursed__lte=F("allocated")),
                violation_error_message="Số giải ngân vượt số vốn được giao.",
            ),
            models.CheckConstraint(
                name="budget_line_district_until_2025",
                condition=~Q(source=Source.DISTRICT) | Q(year__lte=LAST_DISTRICT_YEAR),
                violation_error_message="Ngân sách huyện chỉ có đến năm 2025.",
            ),
        ]
        indexes = [models.Index(fields=["area", "year"], name="line_area_year")]

    def __str__(self) -> str:
        return f"{self.purpose or self.component} {self.year}"

    @property
    def left(self) -> int:
        """What may still be paid (đồng)."""
        return self.allocated - self.disbursed


class BudgetEntry(models.Model):
    """A plan, an allocation, a transfer, a carry-over, a correction: a new row always.

    `amount` is signed: what leaves a line is below nothing. The two rows of a transfer
    or a carry-over are written together and name each other by `pair`.
    """

    class Kind(models.TextChoices):
        """Loại bút toán."""

        PLAN = "plan", "Kế hoạch vốn"
        ALLOCATION = "allocation", "Giao vốn"
        TRANSFER_OUT = "transfer_out", "Điều chuyển đi"
        TRANSFER_IN = "transfer_in", "Điều chuyển đến"
        CARRY_OUT = "carry_out", "Chuyển nguồn sang năm sau"
        CARRY_IN = "carry_in", "Chuyển nguồn từ năm trước"
        CORRECTION = "correction", "Điều chỉnh số được giao"
        PLAN_CORRECTION = "plan_correction", "Điều chỉnh kế hoạch vốn"

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="entries"
    )
    kind = models.CharField("loại", max_length=16, choices=Kind)
    amount = models.BigIntegerField("số tiền (đồng)")
    number = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    issuer = models.CharField("cơ quan ban hành", max_length=160, blank=True)
    reason = models.CharField("lý do", max_length=400, blank=True)
    pair = models.UUIDField("cặp bút toán", null=True, blank=True, editable=False)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.BigIntegerField("lần nhập", null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "bút toán vốn"
        verbose_name_plural = "bút toán vốn"
        ordering = ["line", "decided_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="entry_has_its_decision",
                condition=~Q(number=""),
                violation_error_message="Hãy ghi số quyết định giao vốn.",
            ),
            models.CheckConstraint(
                name="entry_sign_by_kind",
                condition=Q(
                    kind__in=["plan", "allocation", "transfer_in", "carry_in"],
                    amount__gt=0,
                )
                | Q(kind__in=["transfer_out", "carry_out"], amount__lt=0)
                | Q(kind__in=["correction", "plan_correction"]) & ~Q(amount=0),
            ),
            models.CheckConstraint(
                name="entry_pair_where_money_moves",
                condition=Q(
                    kind__in=["transfer_in", "transfer_out", "carry_in", "carry_out"],
                    pair__isnull=False,
                )
                | Q(
                    kind__in=["plan", "allocation", "correction", "plan_correction"],
                    pair__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="entry_correction_has_its_reason",
                condition=~Q(kind__in=["correction", "plan_correction"])
                | ~Q(reason=""),
                violation_error_message="Hãy ghi lý do điều chỉnh.",
            ),
            models.UniqueConstraint(
                fields=["pair", "kind"],
                condition=Q(pair__isnull=False),
                name="entry_two_a_pair",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch"],
                condition=Q(batch__isnull=False),
                name="entry_batch",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Disbursement(models.Model):
    """Giải ngân: money paid from a line; a wrong one is taken back by another.

    Of a line's payments that stand, each has a voucher of its own (a trigger asks).
    """

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="disbursements"
    )
    activity = models.ForeignKey(
        "programs.Activity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disbursements",
        verbose_name="hoạt động",
    )
    amount = models.BigIntegerField("số tiền (đồng)")
    paid_on = models.DateField("ngày giải ngân")
    voucher = models.CharField("số chứng từ", max_length=60)
    content = models.CharField("nội dung chi", max_length=300)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="hủy khoản",
    )
    reason = models.CharField("lý do", max_length=400, blank=True)
    batch = models.BigIntegerField("lần nhập", null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "khoản giải ngân"
        verbose_name_plural = "khoản giải ngân"
        ordering = ["line", "-paid_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="payment_is_of_something",
                condition=~Q(voucher="") & ~Q(content=""),
            ),
            models.CheckConstraint(
                name="payment_back_only_as_correction",
                condition=Q(amount__gt=0, corrects__isnull=True)
                | Q(amount__lt=0, corrects__isnull=False) & ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["line", "paid_on"], name="payment_line_day"),
            models.Index(fields=["line", "voucher"], name="payment_voucher"),
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="payment_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.voucher}: {self.amount}"


@with_history("PaceRuleHistory")
class PaceRule(models.Model):
    """Lịch giải ngân: what part of a year's money should be paid by each month's end.

    `by_month` holds twelve rising percentages; the alarm rings when the rate lies
    `alarm_points` or more below. Component None: the rule for all others. Money may be
    paid in the first month of the next year too: the last value holds on.
    """

    component = models.OneToOneField(
        Component,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pace",
        verbose_name="dự án thành phần",
    )
    by_month = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)]),
        size=12,
        verbose_name="tỷ lệ phải đạt đến cuối từng tháng (%)",
    )
    alarm_points = models.PositiveSmallIntegerField(
        "cảnh báo khi chậm từ (điểm %)", validators=[MaxValueValidator(100)]
    )
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )

    class Meta:
        verbose_name = "lịch giải ngân"
        verbose_name_plural = "lịch giải ngân"
        ordering = [F("component").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["component"],
                nulls_distinct=False,
                name="pace_one_for_all_others",
            ),
            models.CheckConstraint(
                name="pace_twelve_months", condition=Q(by_month__len=12)
            ),
        ]

    def __str__(self) -> str:
        return f"lịch giải ngân {self.component or 'chung'}"


@with_history("BlockageHistory")
class Blockage(models.Model):
    """Vướng mắc: what holds the money of a line up, until it is resolved."""

    class Kind(models.TextChoices):
        """Loại vướng mắc."""

        LATE_MONEY = "late_money", "Vốn giao muộn"
        PROCEDURE = "procedure", "Thủ tục, hồ sơ"
        GUIDANCE = "guidance", "Thiếu văn bản hướng dẫn"
        LAND = "land", "Giải phóng mặt bằng"
        BIDDING = "bidding", "Đấu thầu, chọn nhà thầu"
        PEOPLE = "people", "Thiếu người tham gia, đối tượng"
        MATCHING = "matching", "Thiếu vốn đối ứng"
        OTHER = "other", "Khác"

    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="blockages"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    text = models.TextField("vướng mắc", max_length=2_000)
    since = models.DateField("từ ngày")
    resolved_on = models.DateField("tháo gỡ ngày", null=True, blank=True)
    how = models.TextField("cách tháo gỡ", max_length=2_000, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "vướng mắc"
        verbose_name_plural = "vướng mắc"
        ordering = ["line", "-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="blockage_resolved_somehow",
                condition=Q(resolved_on__isnull=True, how="")
                | Q(resolved_on__gte=F("since")) & ~Q(how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {self.since:%d/%m/%Y}"
