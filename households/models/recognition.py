"""Recognition: signed decisions, certificates, and papers made in the background."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from households.models.household import Household
from households.models.person import Person
from households.models.review import Outcome, Review
from households.models.rounds import CommuneRound
from households.models.season import ReviewRequest
from households.models.standing import Standing
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, DateRange
from povertyportal.documents.models import Attachment
from povertyportal.jobs.models import Job


class RecognitionDecision(models.Model):
    """Quyết định công nhận (Mẫu 02), under one of the round's standards.

    Prepared by the commune's officer, signed by its leader, never the same person.
    Once signed neither it nor its rows change (triggers): a correction is another
    decision that `supersedes` it, with a `reason`. The lists hold from `valid_from`
    to before `valid_to`.
    """

    class State(models.TextChoices):
        """Tình trạng quyết định."""

        DRAFT = "draft", "Dự thảo"
        SIGNED = "signed", "Đã ký"
        CANCELLED = "cancelled", "Đã bỏ dự thảo"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, related_name="decisions"
    )
    standard = models.CharField("chuẩn", max_length=12)
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.DRAFT
    )
    number = models.CharField("số quyết định", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signer_position = models.CharField("chức vụ", max_length=120, blank=True)
    valid_from = models.DateField("có hiệu lực từ")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
    )
    reason = models.TextField("lý do thay thế", blank=True)
    year = models.PositiveSmallIntegerField("năm ký", null=True, editable=False)
    commune = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    prepared_at = models.DateTimeField("lập lúc", auto_now_add=True)
    signed_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người ký trên cổng",
    )
    signed_at = models.DateTimeField("ký lúc", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "quyết định công nhận"
        verbose_name_plural = "quyết định công nhận"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "year", "number"],
                condition=Q(state="signed"),
                name="decision_number_once_a_year",
                violation_error_message="Số quyết định này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                name="decision_signed_whole",
                condition=~Q(state="signed")
                | (
                    ~Q(number="")
                    & ~Q(signer_name="")
                    & Q(
                        signed_on__isnull=False,
                        signed_by__isnull=False,
                        signed_at__isnull=False,
                        year__isnull=False,
                    )
                ),
            ),
            models.CheckConstraint(
                name="decision_not_signed_by_its_author",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")),
                violation_error_message="Người lập quyết định không tự ký.",
            ),
            models.CheckConstraint(
                name="decision_superseding_has_reason",
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
                violation_error_message="Quyết định thay thế phải ghi lý do.",
            ),
            models.CheckConstraint(
                name="decision_valid_for_some_time",
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"quyết định {self.number or self.pk}"


class DecisionRow(models.Model):
    """A household on a decision: on which of its lists, by which result.

    `former_class` is what it officially was the day before. `standing` is what the
    signature created (none for a household that stays outside the lists).
    """

    class List(models.TextChoices):
        """Danh sách kèm theo quyết định."""

        POOR = "poor", "Hộ nghèo"
        NEAR_POOR = "near_poor", "Hộ cận nghèo"
        ESCAPED_POOR = "escaped_poor", "Hộ thoát nghèo"
        ESCAPED_NEAR_POOR = "escaped_near", "Hộ thoát cận nghèo"
        AVERAGE = "average", "Hộ có mức sống trung bình"
        NONE = "none", "Không thuộc danh sách nào"

    decision = models.ForeignKey(
        RecognitionDecision, on_delete=models.PROTECT, related_name="rows"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="decision_rows"
    )
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="decision_rows"
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="decision_rows"
    )
    list = models.CharField("danh sách", max_length=12, choices=List)
    former_class = models.CharField(
        "diện trước đó", max_length=14, choices=Outcome.Class, blank=True
    )
    head_name = models.CharField("chủ hộ khi ký", max_length=120)
    persons = models.PositiveSmallIntegerField("số khẩu khi ký")
    standing = models.OneToOneField(
        Standing,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decision_row",
    )

    class Meta:
        verbose_name = "hộ trong quyết định"
        verbose_name_plural = "các hộ trong quyết định"
        ordering = ["decision", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "household"], name="decision_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head_name}: {self.get_list_display()}"


class WorkerStanding(models.Model):
    """Người lao động có thu nhập thấp: a person's status by a decision, for a time."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="worker_standings"
    )
    request = models.OneToOneField(
        ReviewRequest, on_delete=models.PROTECT, related_name="worker_standing"
    )
    decision = models.ForeignKey(
        RecognitionDecision, on_delete=models.PROTECT, related_name="workers"
    )
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "người lao động có thu nhập thấp"
        verbose_name_plural = "người lao động có thu nhập thấp"
        ordering = ["person", "-starts"]
        constraints = [
            ExclusionConstraint(
                name="worker_standing_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Người này đã được xác định trong thời gian đó."
                ),
            ),
            models.CheckConstraint(
                name="worker_standing_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} từ {self.starts:%d/%m/%Y}"


class Certificate(models.Model):
    """Giấy chứng nhận (Mẫu 03): numbered a commune and year, one valid a standing.

    `members` are those printed: [{"name", "sex", "birth_year", "ethnicity",
    "relation"}]. A lost or changed one is replaced by a new row.
    """

    class Why(models.TextChoices):
        """Lý do cấp."""

        FIRST = "first", "Cấp lần đầu"
        LOST = "lost", "Cấp lại do mất, hỏng"
        CHANGED = "changed", "Cấp đổi do thay đổi thông tin"

    class State(models.TextChoices):
        """Tình trạng giấy."""

        VALID = "valid", "Còn giá trị"
        REPLACED = "replaced", "Đã cấp giấy khác"
        REVOKED = "revoked", "Đã thu hồi"

    standing = models.ForeignKey(
        Standing, on_delete=models.PROTECT, related_name="certificates"
    )
    decision = models.ForeignKey(
        RecognitionDecision, on_delete=models.PROTECT, related_name="certificates"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="certificates"
    )
    commune = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    why = models.CharField("lý do cấp", max_length=8, choices=Why, default=Why.FIRST)
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.VALID
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
    members = models.JSONField("nhân khẩu trên giấy", default=list)
    issued_on = models.DateField("ngày cấp")
    issued_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField("hết giá trị từ", null=True, blank=True)

    class Meta:
        verbose_name = "giấy chứng nhận"
        verbose_name_plural = "giấy chứng nhận"
        ordering = ["commune", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "year", "number"], name="certificate_number_once"
            ),
            models.UniqueConstraint(
                fields=["standing"],
                condition=Q(state="valid"),
                name="certificate_one_valid_a_standing",
                violation_error_message="Hộ đã có giấy chứng nhận còn giá trị.",
            ),
            models.CheckConstraint(
                name="certificate_reissued_replaces_one",
                condition=Q(why="first", replaces__isnull=True)
                | (~Q(why="first") & Q(replaces__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """The number with its symbol, as printed."""
        return f"{self.number:02d}/GCN-HN.HCN"


class PaperRun(Job):
    """Papers asked for that take a while (all certificates): one PDF, made once.

    `kind` names the paper, `parameters` what of; the same `key` is the same run.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("loại giấy tờ", max_length=20)
    place = models.ForeignKey(
        CommuneRound, on_delete=models.PROTECT, null=True, related_name="papers"
    )
    commune_ids = ArrayField(models.BigIntegerField(), default=list)
    parameters = models.JSONField("tham số", default=dict)
    file = models.FileField("tệp", upload_to="papers/%Y/%m", blank=True)
    filename = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField("số trang", null=True)

    class Meta:
        verbose_name = "lần in giấy tờ"
        verbose_name_plural = "các lần in giấy tờ"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="paper_done_has_its_file",
                condition=~Q(state="done")
                | (~Q(file="") & ~Q(sha256="") & Q(pages__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
