"""Activities: works, models, classes, jobs; their stages, progress, participants."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from households.models import Household, Person
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from povertyportal.audit.history import with_history
from povertyportal.documents.models import Attachment
from programs.models.programmes import Component
from programs.models.scoping import ScopedQuerySet


@with_history("ActivityHistory")
class Activity(models.Model):
    """Hoạt động, công trình, mô hình: what is done for the money, from plan to use.

    `quantity_done` sums the progress rows and `participant_count` counts those who
    take part: kept by triggers alone. How far it is follows from its dates.
    """

    class Kind(models.TextChoices):
        """Loại hoạt động."""

        WORKS_NEW = "works_new", "Công trình xây mới"
        WORKS_MAINTAINED = "works_maintained", "Công trình duy tu, bảo dưỡng"
        PRODUCTION = "production", "Dự án hỗ trợ phát triển sản xuất"
        MODEL = "model", "Mô hình sinh kế, giảm nghèo"
        CLASS = "class", "Lớp đào tạo nghề"
        JOBS = "jobs", "Giới thiệu, kết nối việc làm"
        ABROAD = "abroad", "Đưa lao động đi làm việc ở nước ngoài theo hợp đồng"
        NUTRITION = "nutrition", "Cải thiện dinh dưỡng"
        COMMUNICATION = "communication", "Truyền thông, giảm nghèo về thông tin"
        CAPACITY = "capacity", "Nâng cao năng lực, tập huấn"
        SUPERVISION = "supervision", "Giám sát, đánh giá"
        OTHER = "other", "Hoạt động khác"

    class Worth(models.TextChoices):
        """Có nên nhân rộng."""

        UNKNOWN = "", "Chưa đánh giá"
        YES = "yes", "Nên nhân rộng"
        NO = "no", "Không nhân rộng"

    component = models.ForeignKey(
        Component,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="dự án thành phần",
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(
        "năm", validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    name = models.CharField("tên", max_length=300)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    owner = models.CharField("chủ đầu tư, đơn vị thực hiện", max_length=200, blank=True)
    unit = models.CharField("đơn vị tính", max_length=40)
    quantity = models.DecimalField("khối lượng", max_digits=12, decimal_places=2)
    quantity_done = models.DecimalField(
        "đã làm", max_digits=12, decimal_places=2, default=0, editable=False
    )
    participant_count = models.PositiveIntegerField(
        "số hộ tham gia", default=0, editable=False
    )
    cost = models.BigIntegerField("tổng kinh phí (đồng)", default=0)
    matching = models.BigIntegerField("trong đó đối ứng (đồng)", default=0)
    planned_start = models.DateField("dự kiến bắt đầu", null=True, blank=True)
    planned_finish = models.DateField("dự kiến hoàn thành", null=True, blank=True)
    started_on = models.DateField("bắt đầu, khởi công", null=True, blank=True)
    finished_on = models.DateField("hoàn thành", null=True, blank=True)
    accepted_on = models.DateField("nghiệm thu", null=True, blank=True)
    commissioned_on = models.DateField("đưa vào sử dụng", null=True, blank=True)
    cancelled_on = models.DateField("dừng, hủy", null=True, blank=True)
    cancel_reason = models.CharField("lý do dừng", max_length=400, blank=True)
    result = models.TextField("kết quả sau một năm", max_length=4_000, blank=True)
    result_on = models.DateField("ngày đánh giá", null=True, blank=True)
    worth = models.CharField(
        "có nên nhân rộng", max_length=3, choices=Worth, blank=True, default=""
    )
    provenance = models.CharField(
        "nguồn", max_length=10, choices=Provenance, default=Provenance.ENTERED
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = ScopedQuerySet["Activity"].as_manager()

    class Meta:
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(
                name="activity_amounts",
                condition=Q(quantity__gt=0, quantity_done__gte=0)
                & Q(matching__gte=0, cost__gte=F("matching")),
                violation_error_message=(
                    "Khối lượng phải lớn hơn 0; vốn đối ứng không quá tổng kinh phí."
                ),
            ),
            models.CheckConstraint(
                name="activity_planned_in_order",
                condition=Q(planned_start__isnull=True)
                | Q(planned_finish__isnull=True)
                | Q(planned_start__lte=F("planned_finish")),
                violation_error_message=(
                    "Ngày dự kiến hoàn thành không được trước ngày dự kiến bắt đầu."
                ),
            ),
            models.CheckConstraint(
                name="activity_finish_after_start",
                condition=Q(finished_on__isnull=True)
                | Q(started_on__isnull=False, started_on__lte=F("finished_on")),
                violation_error_message=(
                    "Ngày hoàn thành không được trước ngày bắt đầu."
                ),
            ),
            models.CheckConstraint(
                name="activity_accepted_after_finish",
                condition=Q(accepted_on__isnull=True)
                | Q(finished_on__isnull=False, finished_on__lte=F("accepted_on")),
                violation_error_message=(
                    "Ngày nghiệm thu không được trước ngày hoàn thành."
                ),
            ),
            models.CheckConstraint(
                name="activity_used_after_acceptance",
                condition=Q(commissioned_on__isnull=True)
                | Q(accepted_on__isnull=False, accepted_on__lte=F("commissioned_on")),
                violation_error_message=(
                    "Ngày đưa vào sử dụng không được trước ngày nghiệm thu."
                ),
            ),
            models.CheckConstraint(
                name="activity_cancelled_with_reason",
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False, finished_on__isnull=True)
                & ~Q(cancel_reason=""),
                violation_error_message="Dừng hoạt động thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                name="activity_result_after_finish",
                condition=Q(result_on__isnull=True, result="", worth="")
                | Q(finished_on__isnull=False, result_on__gte=F("finished_on"))
                & ~Q(result=""),
                violation_error_message=(
                    "Kết quả sau một năm cần nội dung và ngày sau khi hoàn thành."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "year", "kind"], name="activity_area_year"),
            models.Index(fields=["year", "-id"], name="activity_year"),
        ]

    def __str__(self) -> str:
        return self.name


@with_history("ActivityStageHistory")
class ActivityStage(models.Model):
    """Giai đoạn, bước of an activity: planned for a day, done on a day, evidence."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="stages"
    )
    name = models.CharField("giai đoạn", max_length=160)
    planned_on = models.DateField("dự kiến", null=True, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    evidence = models.ForeignKey(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="minh chứng",
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now=True)

    class Meta:
        verbose_name = "giai đoạn"
        verbose_name_plural = "các giai đoạn"
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "name"],
                name="stage_once",
                violation_error_message="Giai đoạn này đã có.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ActivityProgress(models.Model):
    """Khối lượng đã làm on a day; a wrong one is taken back by another below 0."""

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="progress"
    )
    day = models.DateField("ngày")
    quantity = models.DecimalField("khối lượng", max_digits=12, decimal_places=2)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "khối lượng đã làm"
        verbose_name_plural = "khối lượng đã làm"
        ordering = ["activity", "-day", "-id"]
        constraints = [
            models.CheckConstraint(
                name="progress_back_with_words",
                condition=Q(quantity__gt=0) | Q(quantity__lt=0) & ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} ngày {self.day:%d/%m/%Y}"


@with_history("ParticipantHistory")
class Participant(models.Model):
    """A household (and perhaps which member) in an activity, and what came of it."""

    class Outcome(models.TextChoices):
        """Kết quả tham gia."""

        UNKNOWN = "", "Chưa ghi"
        COMPLETED = "completed", "Hoàn thành"
        EMPLOYED = "employed", "Có việc làm"
        INCOME_UP = "income_up", "Tăng thu nhập"
        NO_CHANGE = "no_change", "Chưa thay đổi"
        LEFT = "left", "Bỏ giữa chừng"

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="participants"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="participations"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_on = models.DateField("tham gia từ")
    matching = models.BigIntegerField("đối ứng (đồng)", default=0)
    outcome = models.CharField(
        "kết quả", max_length=10, choices=Outcome, blank=True, default=""
    )
    outcome_on = models.DateField("ngày ghi kết quả", null=True, blank=True)
    exception = models.CharField("lý do ngoại lệ", max_length=400, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "hộ tham gia"
        verbose_name_plural = "các hộ tham gia"
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "household", "person"],
                nulls_distinct=False,
                name="participant_once",
                violation_error_message="Hộ (người) này đã tham gia hoạt động.",
            ),
            models.CheckConstraint(
                name="participant_outcome_on_a_day",
                condition=Q(outcome="", outcome_on__isnull=True)
                | ~Q(outcome="") & Q(outcome_on__gte=F("joined_on")),
            ),
            models.CheckConstraint(
                name="participant_matching", condition=Q(matching__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} trong {self.activity}"
