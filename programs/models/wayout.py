"""The way out: escape plans, helpers, visits, shocks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.models import Household
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.history import with_history
from programs.models.programmes import Component
from programs.models.scoping import OfHouseholdQuerySet, ScopedQuerySet
from programs.models.support import Support


@with_history("EscapePlanHistory")
class EscapePlan(models.Model):
    """Kế hoạch thoát nghèo of a household for a year: by whom, what came of it."""

    class Result(models.TextChoices):
        """Kết quả."""

        OPEN = "", "Đang thực hiện"
        LEFT = "left", "Đã thoát nghèo, thoát cận nghèo"
        NOT_YET = "not_yet", "Chưa thoát"
        DROPPED = "dropped", "Dừng kế hoạch"

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="escape_plans"
    )
    target_year = models.PositiveSmallIntegerField(
        "năm phấn đấu", validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    reason = models.CharField("vì sao có thể thoát", max_length=400)
    responsible = models.CharField("người phụ trách", max_length=160)
    result = models.CharField(
        "kết quả", max_length=8, choices=Result, blank=True, default=""
    )
    result_on = models.DateField("ngày ghi kết quả", null=True, blank=True)
    result_note = models.CharField("nhận xét", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["EscapePlan"].as_manager()

    class Meta:
        verbose_name = "kế hoạch thoát nghèo"
        verbose_name_plural = "các kế hoạch thoát nghèo"
        ordering = ["-target_year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "target_year"],
                name="escape_plan_once_a_year",
                violation_error_message="Hộ này đã có kế hoạch của năm đó.",
            ),
            models.CheckConstraint(
                name="escape_plan_result_on_a_day",
                condition=Q(result="", result_on__isnull=True)
                | ~Q(result="") & Q(result_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"kế hoạch {self.target_year} của {self.household}"


@with_history("EscapeMeasureHistory")
class EscapeMeasure(models.Model):
    """Biện pháp of a plan: for which deprivation or cause, what, by when, who."""

    class State(models.TextChoices):
        """Tình trạng."""

        PLANNED = "planned", "Chưa làm"
        DONE = "done", "Đã làm"
        DROPPED = "dropped", "Không làm nữa"

    plan = models.ForeignKey(
        EscapePlan, on_delete=models.PROTECT, related_name="measures"
    )
    topic = models.CharField("thiếu hụt, nguyên nhân", max_length=30, blank=True)
    what = models.CharField("biện pháp", max_length=300)
    who = models.CharField("người thực hiện", max_length=160)
    due_on = models.DateField("hạn")
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    support = models.ForeignKey(
        Support, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.PLANNED
    )
    done_on = models.DateField("làm xong ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)

    class Meta:
        verbose_name = "biện pháp"
        verbose_name_plural = "các biện pháp"
        ordering = ["plan", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="measure_done_on_a_day",
                condition=Q(state="done", done_on__isnull=False)
                | ~Q(state="done") & Q(done_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.what


@with_history("HelperHistory")
class Helper(models.Model):
    """Người, đơn vị giúp đỡ: a cadre, a member, a union, a twin unit, a sponsor."""

    class Kind(models.TextChoices):
        """Loại."""

        CADRE = "cadre", "Cán bộ, công chức"
        MEMBER = "party_member", "Đảng viên"
        UNION = "union", "Đoàn thể, hội"
        TWIN = "twin", "Đơn vị kết nghĩa"
        SPONSOR = "sponsor", "Doanh nghiệp, nhà hảo tâm"
        OTHER = "other", "Khác"

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="nơi quản lý"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind)
    name = models.CharField("họ tên, tên đơn vị", max_length=160)
    organisation = models.CharField("cơ quan, chi bộ", max_length=160, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    ended_on = models.DateField("thôi giúp từ ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ScopedQuerySet["Helper"].as_manager()

    class Meta:
        verbose_name = "người giúp đỡ"
        verbose_name_plural = "những người giúp đỡ"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind", "name", "organisation"],
                name="helper_once",
                violation_error_message="Người, đơn vị này đã có trong danh sách.",
            )
        ]
        indexes = [models.Index(fields=["area"], name="helper_area")]

    def __str__(self) -> str:
        return self.name


@with_history("HelperAssignmentHistory")
class HelperAssignment(models.Model):
    """Phân công giúp đỡ: a helper for a household or for a whole unit (half-open)."""

    helper = models.ForeignKey(
        Helper, on_delete=models.PROTECT, related_name="assignments"
    )
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="helper_assignments",
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)
    content = models.CharField("nội dung giúp đỡ", max_length=400)
    outcome = models.CharField("kết quả", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "phân công giúp đỡ"
        verbose_name_plural = "các phân công giúp đỡ"
        ordering = ["-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                name="helper_assignment_for_one_of_both",
                condition=Q(household__isnull=False, area__isnull=True)
                | Q(household__isnull=True, area__isnull=False),
            ),
            models.CheckConstraint(
                name="helper_assignment_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày thôi giúp phải sau ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["helper", "household", "area"],
                condition=Q(ends__isnull=True),
                nulls_distinct=False,
                name="helper_assignment_once_at_a_time",
                violation_error_message="Đang được phân công giúp đỡ rồi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} từ {self.starts:%d/%m/%Y}"


class HelperVisit(models.Model):
    """Lần thăm, làm việc: when, what was seen and done.

    A wrong one is withdrawn with a reason and written anew: it stays to be seen.
    """

    assignment = models.ForeignKey(
        HelperAssignment, on_delete=models.PROTECT, related_name="visits"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="helper_visits"
    )
    day = models.DateField("ngày")
    note = models.TextField("nội dung", max_length=2_000)
    withdrawn_at = models.DateTimeField("rút lúc", null=True, blank=True)
    withdraw_reason = models.CharField("lý do rút", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["HelperVisit"].as_manager()

    class Meta:
        verbose_name = "lần thăm hộ"
        verbose_name_plural = "các lần thăm hộ"
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(name="visit_says_something", condition=~Q(note="")),
            models.CheckConstraint(
                name="visit_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"thăm ngày {self.day:%d/%m/%Y}"


@with_history("ShockHistory")
class Shock(models.Model):
    """Biến cố: what may push a household back: illness, disaster, a lost job."""

    class Kind(models.TextChoices):
        """Loại biến cố."""

        ILLNESS = "illness", "Ốm đau, tai nạn nặng"
        DEATH = "death", "Người lao động chính mất"
        DISASTER = "disaster", "Thiên tai, hỏa hoạn"
        DISEASE = "disease", "Dịch bệnh cây trồng, vật nuôi"
        JOB = "job", "Mất việc làm"
        DEBT = "debt", "Nợ quá hạn"
        OTHER = "other", "Khác"

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="shocks"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind)
    happened_on = models.DateField("ngày xảy ra")
    note = models.CharField("ghi chú", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = OfHouseholdQuerySet["Shock"].as_manager()

    class Meta:
        verbose_name = "biến cố"
        verbose_name_plural = "các biến cố"
        ordering = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%d/%m/%Y}"
