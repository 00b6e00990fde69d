"""What households received: things and money, houses, loans."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from households.models import Household, Outcome, Person
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment
from programs.models.activities import Activity
from programs.models.money import BudgetLine
from programs.models.programmes import Component, Mark
from programs.models.scoping import OfHouseholdQuerySet


@with_history("SupportKindHistory")
class SupportKind(models.Model):
    """Loại hỗ trợ as data: its unit, whom it is for, how often a household may have it.

    `classes` are codes of classes that are entitled (empty: any household).
    `once_in_years` 0: as often as it comes; 1: once a year; 99: once in all. `topics`
    are indicator codes that it answers.
    """

    code = models.SlugField("mã", max_length=30, unique=True)
    name = models.CharField("loại hỗ trợ", max_length=160)
    unit = models.CharField("đơn vị tính", max_length=40)
    classes = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name="đối tượng",
    )
    topics = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        verbose_name="chỉ số thiếu hụt được hỗ trợ",
    )
    once_in_years = models.PositiveSmallIntegerField("một lần trong (năm)", default=0)
    is_active = models.BooleanField("đang dùng", default=True)
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "loại hỗ trợ"
        verbose_name_plural = "loại hỗ trợ"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@with_history("SupportHistory")
class Support(models.Model):
    """Hỗ trợ cho hộ: what, how much, worth how much, out of which money, when.

    `area` is the commune where the household lived at that time. `class_then` is its
    class on the day, kept since it decides whether it was entitled; `exception` says
    why it was given although a rule asked. Households in sight: by where they live now.
    """

    class State(models.TextChoices):
        """Tình trạng."""

        PLANNED = "planned", "Dự kiến"
        GIVEN = "given", "Đã hỗ trợ"
        CANCELLED = "cancelled", "Đã hủy"

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="supports"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(
        SupportKind, on_delete=models.PROTECT, related_name="supports"
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name="hoạt động",
    )
    line = models.ForeignKey(
        BudgetLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supports",
        verbose_name="nguồn vốn",
    )
    year = models.PositiveSmallIntegerField("năm")
    quantity = models.DecimalField("số lượng", max_digits=10, decimal_places=2)
    value = models.BigIntegerField("giá trị (đồng)", default=0)
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.PLANNED
    )
    planned_for = models.DateField("dự kiến ngày", null=True, blank=True)
    given_on = models.DateField("ngày nhận", null=True, blank=True)
    class_then = models.CharField(
        "diện lúc đó", max_length=14, choices=Outcome.Class, blank=True
    )
    exception = models.CharField("lý do ngoại lệ", max_length=400, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=400, blank=True)
    provenance = models.CharField(
        "nguồn", max_length=10, choices=Provenance, default=Provenance.ENTERED
    )
    batch = models.BigIntegerField("lần nhập", null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["Support"].as_manager()

    class Meta:
        verbose_name = "khoản hỗ trợ"
        verbose_name_plural = "các khoản hỗ trợ"
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(
                name="support_amounts",
                condition=Q(quantity__gt=0, value__gte=0),
                violation_error_message="Số lượng phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                name="support_state_has_its_day",
                condition=Q(state="planned", given_on__isnull=True)
                | Q(state="given", given_on__isnull=False)
                | Q(state="cancelled") & ~Q(cancel_reason=""),
                violation_error_message=(
                    "Đã hỗ trợ thì có ngày nhận; hủy thì có lý do."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "year", "kind"], name="support_area_year"),
            models.Index(fields=["household", "-year"], name="support_household"),
            # A year's list begins with the newest row, however many years there are.
            models.Index(fields=["year", "-id"], name="support_year"),
            models.Index(
                fields=["batch"], condition=Q(batch__isnull=False), name="support_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} năm {self.year}"


@with_history("HousingCaseHistory")
class HousingCase(models.Model):
    """Nhà ở: a house from its approval to its acceptance, and who paid for it.

    The three parts are *foundation, frame and wall, roof*: the house support's own
    test, not the poverty indicator's (wall, column, roof). Amounts in đồng.
    """

    class Kind(models.TextChoices):
        """Hình thức."""

        NEW = "new", "Xây mới"
        REPAIR = "repair", "Sửa chữa"

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="houses"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("hình thức", max_length=6, choices=Kind)
    has_house = models.BooleanField("đã có nhà", default=True)
    foundation_firm = models.BooleanField("nền cứng, bền", null=True, blank=True)
    frame_firm = models.BooleanField("khung, tường bền", null=True, blank=True)
    roof_firm = models.BooleanField("mái bền", null=True, blank=True)
    floor_area = models.DecimalField(
        "diện tích nhà cũ (m²)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    separate_since = models.PositiveSmallIntegerField(
        "là hộ độc lập từ năm", null=True, blank=True
    )
    class_then = models.CharField(
        "diện lúc duyệt", max_length=14, choices=Outcome.Class, blank=True
    )
    exception = models.CharField("lý do ngoại lệ", max_length=400, blank=True)
    decision_number = models.CharField("số quyết định phê duyệt", max_length=60)
    approved_on = models.DateField("phê duyệt")
    started_on = models.DateField("khởi công", null=True, blank=True)
    finished_on = models.DateField("hoàn thành", null=True, blank=True)
    accepted_on = models.DateField("nghiệm thu", null=True, blank=True)
    new_area = models.DecimalField(
        "diện tích nhà mới (m²)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    is_three_hard = models.BooleanField(
        "đạt “3 cứng” (nền, khung - tường, mái)", null=True, blank=True
    )
    from_state = models.BigIntegerField("Nhà nước hỗ trợ (đồng)", default=0)
    from_community = models.BigIntegerField("cộng đồng đóng góp (đồng)", default=0)
    from_household = models.BigIntegerField("hộ tự lo (đồng)", default=0)
    from_loan = models.BigIntegerField("vốn vay (đồng)", default=0)
    cancelled_on = models.DateField("dừng, hủy", null=True, blank=True)
    cancel_reason = models.CharField("lý do dừng", max_length=400, blank=True)
    minutes = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provenance = models.CharField(
        "nguồn", max_length=10, choices=Provenance, default=Provenance.ENTERED
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["HousingCase"].as_manager()

    class Meta:
        verbose_name = "hỗ trợ nhà ở"
        verbose_name_plural = "hỗ trợ nhà ở"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(accepted_on__isnull=True, cancelled_on__isnull=True),
                name="house_one_under_way",
                violation_error_message="Hộ này đang có một nhà được hỗ trợ.",
            ),
            models.CheckConstraint(
                name="house_has_its_decision", condition=~Q(decision_number="")
            ),
            models.CheckConstraint(
                name="house_starts_after_approval",
                condition=Q(started_on__isnull=True)
                | Q(started_on__gte=F("approved_on")),
                violation_error_message="Ngày khởi công không được trước ngày duyệt.",
            ),
            models.CheckConstraint(
                name="house_finishes_after_start",
                condition=Q(finished_on__isnull=True)
                | Q(started_on__isnull=False, finished_on__gte=F("started_on")),
                violation_error_message=(
                    "Ngày hoàn thành không được trước ngày khởi công."
                ),
            ),
            models.CheckConstraint(
                name="house_accepted_after_finish",
                condition=Q(accepted_on__isnull=True)
                | Q(finished_on__isnull=False, accepted_on__gte=F("finished_on")),
                violation_error_message=(
                    "Ngày nghiệm thu không được trước ngày hoàn thành."
                ),
            ),
            models.CheckConstraint(
                name="house_cancelled_with_reason",
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False, accepted_on__isnull=True)
                & ~Q(cancel_reason=""),
            ),
            models.CheckConstraint(
                name="house_amounts",
                condition=Q(
                    from_state__gte=0,
                    from_community__gte=0,
                    from_household__gte=0,
                    from_loan__gte=0,
                ),
            ),
        ]
        indexes = [models.Index(fields=["area", "year"], name="house_area_year")]

    def __str__(self) -> str:
        return f"nhà của {self.household}"


@with_history("LoanProgrammeHistory")
class LoanProgramme(models.Model):
    """Chương trình vay of the policy bank: ceiling, rate, term, whom it is for."""

    code = models.SlugField("mã", max_length=30, unique=True)
    name = models.CharField("chương trình vay", max_length=200)
    classes = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name="đối tượng",
    )
    ceiling = models.BigIntegerField("mức vay tối đa (đồng)", null=True, blank=True)
    rate = models.DecimalField(
        "lãi suất (%/năm)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    longest_months = models.PositiveSmallIntegerField(
        "thời hạn dài nhất (tháng)", null=True, blank=True
    )
    escaped_within_years = models.PositiveSmallIntegerField(
        "hộ thoát nghèo được vay trong (năm)", null=True, blank=True
    )
    starts = models.DateField("áp dụng từ", null=True, blank=True)
    ends = models.DateField("áp dụng đến trước", null=True, blank=True)
    mark = models.CharField(
        "đối chiếu", max_length=8, choices=Mark, default=Mark.RECALLED
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "chương trình vay"
        verbose_name_plural = "chương trình vay"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@with_history("PolicyLoanHistory")
class PolicyLoan(models.Model):
    """Khoản vay ưu đãi of a household: amount, rate, term, purpose, what is left."""

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="loans"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        LoanProgramme, on_delete=models.PROTECT, related_name="loans"
    )
    amount = models.BigIntegerField("số tiền vay (đồng)")
    rate = models.DecimalField("lãi suất (%/năm)", max_digits=5, decimal_places=2)
    term_months = models.PositiveSmallIntegerField("thời hạn (tháng)")
    lent_on = models.DateField("ngày vay")
    purpose = models.CharField("mục đích", max_length=300)
    balance = models.BigIntegerField("dư nợ (đồng)")
    balance_on = models.DateField("dư nợ tính đến")
    class_then = models.CharField(
        "diện lúc vay", max_length=14, choices=Outcome.Class, blank=True
    )
    exception = models.CharField("lý do ngoại lệ", max_length=400, blank=True)
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["PolicyLoan"].as_manager()

    class Meta:
        verbose_name = "khoản vay"
        verbose_name_plural = "các khoản vay"
        ordering = ["-lent_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="loan_amounts",
                condition=Q(amount__gt=0, rate__gte=0, term_months__gt=0)
                & Q(balance__gte=0, balance__lte=F("amount")),
                violation_error_message="Dư nợ từ 0 đến số tiền vay.",
            ),
            models.CheckConstraint(
                name="loan_balance_after_lending",
                condition=Q(balance_on__gte=F("lent_on")),
                violation_error_message="Ngày tính dư nợ không được trước ngày vay.",
            ),
            models.CheckConstraint(
                name="loan_cancelled_with_reason",
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False) & ~Q(cancel_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-lent_on"], name="loan_area_day"),
            models.Index(fields=["household"], name="loan_household"),
        ]

    def __str__(self) -> str:
        return f"khoản vay {self.amount} đồng"
